#!/usr/bin/env bash
# Checks and tests the example in examples/node-backend against the package in npm/engine, which `make node` builds.
set -euo pipefail
cd "$(dirname "$0")/../examples/node-backend"

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent --no-fund --no-audit
    touch node_modules/.package-lock.json
fi
npm run --silent check
npm test --silent
