#!/usr/bin/env bash
# Builds the npm packages for this machine into out/packages: `@reelspeed/engine`, and the self-contained platform packages in both
# flavours, with FFmpeg and its encoders linked in.
#
# Usage: scripts/package.sh [gpl|lgpl ...]     default: both flavours
#
# From nothing it takes about half an hour on two cores, of which FFmpeg's libraries are two thirds; they are kept in the cache.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'package: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

flavours=("$@")
[ $# -gt 0 ] || flavours=(gpl lgpl)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed"
target="${CARGO_TARGET_DIR:-$cache/target}"
out=out/packages
stage="$out/stage"

# As the packages are called: Node's names of system and processor, and the C library.
platform() {
    local name
    name="$(node -p 'process.platform + "-" + process.arch')"
    case "$name" in
        linux-*) if ldd --version 2>&1 | grep -qi musl; then echo "$name-musl"; else echo "$name-gnu"; fi ;;
        *) echo "$name" ;;
    esac
}
platform="$(platform)"
[ -d "npm/$platform" ] || die "there is no package for $platform"

library() {
    case "$platform" in
        darwin-*) echo libreelspeed_node.dylib ;;
        win32-*) echo reelspeed_node.dll ;;
        *) echo libreelspeed_node.so ;;
    esac
}

# What the addon may ask of the system it is loaded on, and no more.
check() { # file
    case "$platform" in
        linux-*)
            local needed newest allowed
            needed="$(objdump -p "$1" | awk '/NEEDED/ { print $2 }' |
                grep -v -E '^(libc|libm|libmvec|libdl|libpthread|librt|libgcc_s|ld-linux.*|libc\.musl.*)\.so' || true)"
            [ -z "$needed" ] || die "it would need shared libraries:" $needed
            case "$platform" in
                *-gnu)
                    allowed="$(sed -n 's/^const GLIBC: &str = "glibc \([0-9.]*\) .*/\1/p' crates/xtask/src/packages.rs)"
                    newest="$(objdump -T "$1" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -V | tail -n 1)"
                    [ "$(printf '%s\n%s\n' "$newest" "$allowed" | sort -V | tail -n 1)" = "$allowed" ] ||
                        die "it needs glibc $newest; the packages promise $allowed. Build on an older system"
                    ;;
            esac
            ;;
        darwin-*)
            ! otool -L "$1" | tail -n +2 | grep -v -E '/usr/lib/|/System/Library/|libreelspeed_node' ||
                die "it would need shared libraries"
            ;;
    esac
    # Neither FFmpeg's configuration nor a panic's message shall tell where it was built.
    ! grep -a -q -F "$HOME/.cache/reelspeed/ffmpeg-static" "$1" || die "it holds paths of this machine"
}

strip_symbols() {
    case "$platform" in
        darwin-*) strip -x "$1" ;;
        win32-*) ;;
        *) strip --strip-unneeded "$1" ;;
    esac
}

# The licences of what is linked in, with their texts.
notices() { # FFmpeg's folder, package's folder
    mkdir -p "$2/licenses"
    cp -R "$1/share/licenses/." "$2/licenses/"
    cp LICENSE-MIT LICENSE-APACHE "$2/licenses/"
    cargo run -q -p xtask -- notices reelspeed_node reelspeed_node/static >"$2/licenses/RUST-CRATES.md"
    {
        printf '# What is linked into reelspeed.node\n\nThe texts of the licences are in `licenses/`.\n\n## Libraries\n\n'
        local folder
        for folder in "$1"/share/licenses/*/; do
            printf -- '- %s %s\n' "$(basename "$folder")" "$(cat "$folder/VERSION")"
        done
        printf '\n## Rust crates\n\n'
        sed -n 's/^- /- /p' "$2/licenses/RUST-CRATES.md"
    } >"$2/NOTICE.md"
}

pack() { # folder
    (cd "$1" && npm pack --silent --ignore-scripts --pack-destination "$OLDPWD/$out")
}

rm -rf "$out"
mkdir -p "$stage"

for flavour in "${flavours[@]}"; do
    ffmpeg="$(scripts/ffmpeg-static.sh --flavour "$flavour" | tail -n 1)"
    say "building the addon ($flavour)"
    # Build results of their own: Cargo does not see that other libraries are linked.
    unset PKG_CONFIG_PATH
    remap="--remap-path-prefix=$PWD=/reelspeed --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
    built="$target/package-$flavour"
    if [ -d "$built/release" ] && ! cmp -s "$ffmpeg/.stamp" "$built/ffmpeg.stamp"; then
        # The libraries were taken into its results, and it does not see that they are others.
        CARGO_TARGET_DIR="$built" cargo clean --quiet --release -p ffmpeg-sys-next
    fi
    mkdir -p "$built" && cp "$ffmpeg/.stamp" "$built/ffmpeg.stamp"
    RUSTFLAGS="${RUSTFLAGS:-} $remap" PKG_CONFIG_LIBDIR="$ffmpeg/lib/pkgconfig" CARGO_TARGET_DIR="$built" \
        cargo build --quiet --release -p reelspeed_node --features static
    suffix=
    [ "$flavour" = gpl ] || suffix="-$flavour"
    folder="$stage/$platform$suffix"
    cp -R "npm/$platform$suffix" "$folder"
    cp "$built/release/$(library)" "$folder/reelspeed.node"
    strip_symbols "$folder/reelspeed.node"
    check "$folder/reelspeed.node"
    notices "$ffmpeg" "$folder"
    tarball="$(pack "$folder")"
    say "$tarball: $(wc -c <"$out/$tarball" | awk '{ printf "%.1f MB", $1 / 1e6 }'), unpacked $(wc -c <"$folder/reelspeed.node" |
        awk '{ printf "%.1f MB", $1 / 1e6 }')"
done

(cd npm/engine && { [ -e node_modules/.package-lock.json ] || npm ci --silent --no-fund --no-audit; } && npm run --silent build)
mkdir -p "$stage/engine"
cp -R npm/engine/dist npm/engine/README.md "$stage/engine/"
cp LICENSE-MIT LICENSE-APACHE "$stage/engine/"
cargo run -q -p xtask -- engine-manifest >"$stage/engine/package.json"
say "$(pack "$stage/engine")"
rm -rf "$stage"
