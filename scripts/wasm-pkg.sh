#!/usr/bin/env bash
# Builds the TypeScript of @reelspeed/wasm in wasm-pkg, and tests it. The module comes from scripts/wasm.sh; where it is missing, a quick
# build of it is made.
#
# Usage: scripts/wasm-pkg.sh [build|test|browser]
#   build    dist/ (default)
#   test     checks the types, the unit tests and what npm would publish; needs no browser
#   browser  the tests in Chromium (CHROMIUM=/usr/bin/chromium)
set -euo pipefail
cd "$(dirname "$0")/.."

[ -e wasm-pkg/wasm/simd ] && [ -e wasm-pkg/wasm/scalar ] || scripts/wasm.sh
cd wasm-pkg
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent --no-fund --no-audit
    touch node_modules/.package-lock.json
fi
npm run --silent build
case "${1:-build}" in
    build) ;;
    test) npm test --silent && npx publint --strict ;;
    browser) npm run --silent test:browser ;;
    *) echo "wasm-pkg: expected build, test or browser, was $1" >&2; exit 2 ;;
esac
