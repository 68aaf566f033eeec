#!/usr/bin/env bash
# Packs @reelspeed/wasm and @reelspeed/react as they are published, installs them into a fresh Vite app and a fresh Next.js app, and looks
# at both in Chromium. Takes minutes: Next.js is large. What was fetched once comes from npm's cache.
#
# Usage: scripts/test-react-apps.sh [vite|next]
set -euo pipefail
cd "$(dirname "$0")/.."
root="$PWD"
apps="${1:-vite next}"

work="$(mktemp -d)"
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

scripts/react.sh
[ -e wasm-pkg/wasm/simd ] || scripts/wasm.sh
(cd wasm-pkg && npm run --silent build)
scripts/fonts.sh >/dev/null
for package in wasm-pkg npm/react; do (cd "$package" && npm pack --silent --pack-destination "$work" >/dev/null); done

for app in $apps; do
    echo "$app: installing"
    cp -r "npm/react/test/apps/$app" "$work/$app"
    cd "$work/$app"
    cp "$root/npm/react/test/apps/composition.json" .
    npm install --silent --no-fund --no-audit --prefer-offline "$work"/reelspeed-wasm-*.tgz "$work"/reelspeed-react-*.tgz
    [ -d "$work/fonts" ] || npx --no-install reelspeed-fonts "$work/fonts"
    mkdir -p public
    cp -r "$work/fonts" public/fonts
    echo "$app: building"
    NEXT_TELEMETRY_DISABLED=1 npm run --silent build
    port="$((20000 + RANDOM % 20000))"
    # The server itself, not npm around it: it must end when it is told to.
    case "$app" in
        vite) node node_modules/vite/bin/vite.js preview --port "$port" --strictPort >"$work/$app.log" 2>&1 & ;;
        next) NEXT_TELEMETRY_DISABLED=1 node node_modules/next/dist/bin/next start -p "$port" >"$work/$app.log" 2>&1 & ;;
    esac
    server=$!
    for _ in $(seq 100); do
        curl -sf "http://localhost:$port/" >/dev/null && break
        sleep 0.2
    done
    node "$root/npm/react/test/apps/check.mjs" "http://localhost:$port/" "$app" || { cat "$work/$app.log"; exit 1; }
    kill "$server"
    wait "$server" 2>/dev/null || true
    server=
    cd "$root"
done
