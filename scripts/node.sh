#!/usr/bin/env bash
# Builds the Node.js package: the addon into npm/engine/native, the TypeScript into npm/engine/dist.
#
# Usage: [PROFILE=dev|release] scripts/node.sh
set -euo pipefail
cd "$(dirname "$0")/.."

profile="${PROFILE:-dev}"
target="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed/target}"
folder="$profile"
[ "$profile" != dev ] || folder=debug
export CARGO_TARGET_DIR="$target"
case "$(uname)" in
    Darwin) library=libreelspeed_node.dylib ;;
    MINGW* | MSYS* | CYGWIN*) library=reelspeed_node.dll ;;
    *) library=libreelspeed_node.so ;;
esac

cargo build -q -p reelspeed_node --profile "$profile"

# Beside and renamed: a process that has the old addon loaded keeps it, and two clones that share build results do not meet.
mkdir -p npm/engine/native
cp "$target/$folder/$library" npm/engine/native/.reelspeed.node.part
mv npm/engine/native/.reelspeed.node.part npm/engine/native/reelspeed.node

cd npm/engine
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent --no-fund --no-audit
    touch node_modules/.package-lock.json
fi
npm run --silent build
