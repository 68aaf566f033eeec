#!/usr/bin/env bash
# Compositing in headless Chromium beside native code. Builds the module as it is published, and the native side in release mode.
#
# Usage: benches/wasm/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

cache="${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
material="$CARGO_TARGET_DIR/wasm-bench"
[ -n "${SKIP_BUILD:-}" ] || PROFILE=release scripts/wasm.sh
cargo run -q --release -p reelspeed_testing --example wasm_bench -- "$material"
[ -e wasm-pkg/node_modules/playwright-core ] || (cd wasm-pkg && npm ci --silent --no-fund --no-audit)
node benches/wasm/run.mjs "$material" "${REELSPEED_FONTS:-$cache/fonts}"
