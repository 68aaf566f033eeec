#!/usr/bin/env bash
# Builds the studio in examples/studio with all that it needs (the browser's module, @reelspeed/wasm, @reelspeed/react, fonts) and
# serves it.
#
# Usage: scripts/studio.sh [build|test|check]
#   build   only builds it, into examples/studio/dist
#   test    builds it and tests it in Chromium, with the Node.js backend where `make node` has built the engine
#   check   checks its types and runs its tests that need no browser; builds nothing of Rust
set -euo pipefail
cd "$(dirname "$0")/.."

install() {
    if [ ! -e "$1/node_modules/.package-lock.json" ] || [ "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ]; then
        (cd "$1" && npm ci --silent --no-fund --no-audit)
        touch "$1/node_modules/.package-lock.json"
    fi
}

mode="${1:-serve}"
if [ "$mode" = check ]; then
    scripts/react.sh
    install examples/studio
    cd examples/studio
    npm run --silent check
    npm test --silent
    exit
fi

# The module as it was built last, or a quick build of it; `PROFILE=release make wasm-pkg` makes the small and fast one.
[ -e wasm-pkg/wasm/simd ] || scripts/wasm.sh
install wasm-pkg
(cd wasm-pkg && npm run --silent build)
scripts/react.sh
scripts/fonts.sh
install examples/studio
cd examples/studio
npm run --silent build
case "$mode" in
    build) ;;
    test)
        if [ -e ../../npm/engine/native/reelspeed.node ]; then
            (cd ../.. && install examples/node-backend && cd examples/node-backend && npm run --silent build)
        fi
        npm run --silent test:browser
        ;;
    serve) npm run --silent preview ;;
    *) echo "studio: expected build, test, check or nothing, was $mode" >&2; exit 2 ;;
esac
