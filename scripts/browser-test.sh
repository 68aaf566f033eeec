#!/usr/bin/env bash
# The tests in a browser: pictures and sound of the module against the native ones, then those of @reelspeed/wasm and of the studio.
# Builds what is missing: the module in both builds, as PROFILE says.
#
# Usage: [PROFILE=dev|release] scripts/browser-test.sh
set -euo pipefail
cd "$(dirname "$0")/.."

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed/target}"
material="$CARGO_TARGET_DIR/parity"

if ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null && [ -z "${REELSPEED_CHROMIUM:-}" ] &&
    [ ! -e "/Applications/Google Chrome.app" ]; then
    echo "browser-test: SKIPPED: no Chromium or Chrome; install one, or set REELSPEED_CHROMIUM" >&2
    exit 0
fi

cargo run -q -p reelspeed_testing --example parity -- "$material"
cd wasm-pkg
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent --no-fund --no-audit
    touch node_modules/.package-lock.json
fi
node test/browser/parity/run.mjs "$material"
npm run --silent test:browser
cd ..
scripts/studio.sh test
