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
# Its declarations do: where the module was not built, the types of the module's own calls are missing, which nothing here uses.
if [ ! -e wasm-pkg/dist/index.d.ts ]; then
    mkdir -p wasm-pkg/src/types wasm-pkg/dist/types
    cp npm/types/index.d.ts wasm-pkg/src/types/
    cp npm/types/index.d.ts wasm-pkg/dist/types/
    (cd wasm-pkg && node node_modules/typescript/bin/tsc -p tsconfig.json --emitDeclarationOnly >/dev/null) || true
fi
install npm/react
cd npm/react
if [ "${1:-}" = test ]; then
    install test/react-18
    npm run --silent check
    npm test --silent
fi
rm -rf dist
npm run --silent build
