#!/usr/bin/env bash
# Installs what building, testing and the demo need and this machine lacks; says what it installs, and is quick when everything
# is there. Debian and Ubuntu by apt-get, macOS by Homebrew; elsewhere it names what is missing.
#
# Usage: scripts/setup.sh
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        die "root rights are needed for: $*"
    fi
}

has_libclang() {
    [ -n "${LIBCLANG_PATH:-}" ] && return 0
    local place
    for place in /usr/lib/llvm-*/lib /usr/lib /usr/lib64 /usr/lib/*-linux-gnu; do
        compgen -G "$place/libclang*.so*" >/dev/null && return 0
    done
    return 1
}

# One line per need: a test that succeeds when it is met; the Debian packages; the Homebrew formulae.
needs() {
    cat <<'LIST'
have cc                     | build-essential                                             |
have git                    | git                                                         | git
have pkg-config             | pkg-config                                                  | pkgconf
has_ffmpeg_headers          | libavcodec-dev libavformat-dev libavutil-dev libswscale-dev | ffmpeg
have ffmpeg && have ffprobe | ffmpeg                                                      | ffmpeg
has_clang                   | clang libclang-dev                                          |
have node && have npm       | nodejs npm                                                  | node
has_browser                 | chromium                                                    |
LIST
}

# What drives the tests in a browser; elsewhere than on Debian they look for an installed Chrome or Chromium.
has_browser() {
    ! have apt-get || have chromium || have google-chrome || [ -n "${REELSPEED_CHROMIUM:-}" ]
}

has_ffmpeg_headers() {
    have pkg-config && pkg-config --exists 'libavcodec >= 59.37' libavformat libavutil libswscale
}

# macOS has libclang in the command line tools.
has_clang() {
    if [ "$(uname)" = Darwin ]; then have clang; else have clang && has_libclang; fi
}

missing_packages() { # column
    local test debian brew
    while IFS='|' read -r test debian brew; do
        eval "$test" && continue
        if [ "$1" = debian ]; then echo "$debian"; else echo "$brew"; fi
    done < <(needs)
}

install_debian() {
    local options=(-o DPkg::Lock::Timeout=600 -y --no-install-recommends)
    say "installing by apt-get: $*"
    export DEBIAN_FRONTEND=noninteractive
    # The lists of a fresh machine are empty or old; they are fetched only when the packages cannot be had without.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@" >/dev/null 2>&1 && return 0
    say "refreshing apt's lists"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 update -qq ||
        say "apt-get update failed; trying with the lists that are there"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq "${options[@]}" "$@" >/dev/null ||
        die "apt-get could not install: $*"
}

install_packages() {
    local packages
    if have apt-get; then
        packages="$(missing_packages debian | xargs)"
        # shellcheck disable=SC2086 # a list of words
        [ -z "$packages" ] || install_debian $packages
    elif have brew; then
        packages="$(missing_packages brew | xargs)"
        if [ -n "$packages" ]; then
            say "installing by Homebrew: $packages"
            # shellcheck disable=SC2086
            brew install --quiet $packages
        fi
    fi
    packages="$(missing_packages debian | xargs)"
    [ -z "$packages" ] || die "still missing (as Debian names it; install it by hand): $packages"
}

# The package runs on Node 18.18; what tests it wants more. Distributions differ, so it is not installed from here.
check_node() {
    local version
    version="$(node --version)"
    version="${version#v}"
    [ "${version%%.*}" -ge 20 ] || die "Node 20 or newer is needed to test npm/engine, this is $version (https://nodejs.org)"
}

# The oldest Rust that the workspace accepts, from its manifest.
wanted_rust() { sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml | head -n1; }

rust_is_new_enough() {
    local have_version
    have_version="$(rustc --version 2>/dev/null | awk '{ print $2 }')"
    [ -n "$have_version" ] || return 1
    [ "$(printf '%s\n%s\n' "$(wanted_rust)" "${have_version%%-*}" | sort -V | head -n1)" = "$(wanted_rust)" ]
}

install_rust() {
    if ! have cargo && ! have rustup; then
        if have apt-get && apt-cache policy rustup 2>/dev/null | grep -q 'Candidate: [0-9]'; then
            install_debian rustup
        elif have brew; then
            say "installing by Homebrew: rustup"
            brew install --quiet rustup
            PATH="$(brew --prefix rustup)/bin:$PATH"
        else
            die "Rust $(wanted_rust) or newer is missing. Install rustup (https://rustup.rs), then run this again."
        fi
    fi
    if ! rust_is_new_enough; then
        have rustup || die "Rust $(wanted_rust) or newer is needed, this is $(rustc --version). Install rustup (https://rustup.rs)."
        say "installing the stable Rust toolchain"
        rustup toolchain install stable --profile minimal --no-self-update
        rust_is_new_enough || rustup default stable
        rust_is_new_enough || die "Rust $(wanted_rust) or newer is needed, this is $(rustc --version)"
    fi
    local part
    for part in rustfmt:fmt clippy:clippy; do
        cargo "${part#*:}" --version >/dev/null 2>&1 && continue
        have rustup || die "cargo ${part#*:} is missing; install it as your system's Rust packages name it"
        say "adding ${part%:*}"
        rustup component add "${part%:*}"
    done
    if ! ls "$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null)"/libcore-*.rlib >/dev/null 2>&1; then
        have rustup || die "Rust's target wasm32-unknown-unknown is missing; install your system's package of it"
        say "adding the target wasm32-unknown-unknown"
        rustup target add wasm32-unknown-unknown
    fi
}

install_packages
check_node
install_rust
scripts/fonts.sh
say "ready: $(rustc --version | cut -d' ' -f1,2), FFmpeg $(ffmpeg -version | awk 'NR == 1 { print $3 }')"
