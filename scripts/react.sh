#!/usr/bin/env bash
# Builds @reelspeed/react in npm/react, and with `test` checks and tests it with React 19 and 18. Needs wasm-pkg's types, not its module.
#
# Usage: scripts/react.sh [test]
set -euo pipefail
cd "$(dirname "$0")/.."

install() {
    if [ ! -e "$1/node_modules/.package-lock.json" ] || [ "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ]; then
        (cd "$1" && npm ci --silent --no-fund --no-audit)
        touch "$1/node_modules/.package-lock.json"
    fi
}

install wasm-pkg
[ -e wasm-pkg/dist/index.d.ts ] || (cd wasm-pkg && npm run --silent build)
install npm/react
cd npm/react
if [ "${1:-}" = test ]; then
    install test/react-18
    npm run --silent check
    npm test --silent
fi
rm -rf dist
npm run --silent build
