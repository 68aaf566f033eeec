#!/usr/bin/env bash
# Builds the browser's module: two builds, with SIMD instructions and without, into wasm-pkg/wasm/simd and wasm-pkg/wasm/scalar.
# What it needs beside Rust (wasm-bindgen's command of the crate's version, wasm-opt from npm's binaryen) is installed into the cache.
#
# Usage: [PROFILE=release|dev] [FLAVOURS="simd scalar"] scripts/wasm.sh
#   release  as it is published: link-time optimisation and wasm-opt; prints the sizes and compares them with bindings/wasm/sizes.txt
#   dev      quick to build, without wasm-opt
set -euo pipefail
cd "$(dirname "$0")/.."

profile="${PROFILE:-dev}"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

say() { printf 'wasm: %s\n' "$*"; }
die() { printf 'wasm: %s\n' "$*" >&2; exit 1; }

case "$profile" in
    dev) cargo_profile=wasm-dev ;;
    release) cargo_profile=wasm ;;
    *) die "PROFILE: expected dev or release, was $profile" ;;
esac

bindgen_version="$(sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml)"
bindgen="$cache/tools/wasm-bindgen-$bindgen_version/bin/wasm-bindgen"
if [ ! -x "$bindgen" ]; then
    say "installing wasm-bindgen-cli $bindgen_version"
    # Without --locked: its locked dependencies are older than what compiles today. Built aside, since the profile is not ours.
    CARGO_TARGET_DIR="$CARGO_TARGET_DIR/wasm-bindgen-cli" cargo install -q wasm-bindgen-cli --version "$bindgen_version" --debug \
        --root "$cache/tools/wasm-bindgen-$bindgen_version"
fi

binaryen_version=132.0.0
wasm_opt="$cache/tools/binaryen-$binaryen_version/node_modules/.bin/wasm-opt"
if [ "$profile" = release ] && [ ! -x "$wasm_opt" ]; then
    say "installing binaryen $binaryen_version"
    mkdir -p "$cache/tools/binaryen-$binaryen_version"
    npm install --silent --no-fund --no-audit --prefix "$cache/tools/binaryen-$binaryen_version" "binaryen@$binaryen_version"
fi

# build flavour rustflags wasm-opt-flags...
build() {
    local flavour="$1" flags="$2" out="wasm-pkg/wasm/$1" raw
    shift 2
    # Flags differ, so the builds must not share a folder: each would throw the other's away.
    CARGO_TARGET_DIR="$CARGO_TARGET_DIR/wasm-$flavour" RUSTFLAGS="$flags" \
        cargo build -q -p reelspeed_wasm --lib --target wasm32-unknown-unknown --profile "$cargo_profile"
    raw="$CARGO_TARGET_DIR/wasm-$flavour/wasm32-unknown-unknown/$cargo_profile/reelspeed_wasm.wasm"
    rm -rf "$out.part"
    "$bindgen" --target web --omit-default-module-path --out-dir "$out.part" --out-name reelspeed "$raw"
    if [ "$profile" = release ]; then
        "$wasm_opt" "$@" -o "$out.part/optimised.wasm" "$out.part/reelspeed_bg.wasm"
        mv "$out.part/optimised.wasm" "$out.part/reelspeed_bg.wasm"
    fi
    rm -rf "$out"
    mv "$out.part" "$out"
}

# What Rust's target has by default, so that wasm-opt accepts it.
baseline=(--enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals
    --enable-reference-types --enable-multivalue)
# Passes for speed: those for size save little more and slow the kernels down.
optimise=(-O3 --strip-debug --strip-producers)
mkdir -p wasm-pkg/wasm
for flavour in ${FLAVOURS:-simd scalar}; do
    case "$flavour" in
        simd) build simd "-C target-feature=+simd128" "${optimise[@]}" "${baseline[@]}" --enable-simd ;;
        scalar) build scalar "" "${optimise[@]}" "${baseline[@]}" ;;
        *) die "FLAVOURS: expected simd and scalar, got $flavour" ;;
    esac
    say "wasm-pkg/wasm/$flavour ($profile)"
done
# shellcheck disable=SC2086 # a list of words
[ "$profile" != release ] || node scripts/wasm-sizes.mjs ${FLAVOURS:-simd scalar}
