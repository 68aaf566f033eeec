#!/usr/bin/env bash
# The chat short by our engine and by the ffmpeg command in turn, and the floor of both; prints ratios. Linux. See README.md.
#
# Usage: run.sh [ROUNDS]      default 3; a round takes about two minutes on two cores
set -euo pipefail
. "$(dirname "$0")/env.sh"
rounds="${1:-${ROUNDS:-3}}"
results="${PEERS_RESULTS:-$PEERS_WORK/results.jsonl}"

"$here/prepare.sh"
"$here/floor.sh" raw
mkdir -p "$PEERS_OUT"
: >"$results"

measure() { # label output command...
    local label="$1" file="$2"
    shift 2
    python3 "$here/measure.py" --label "$label" --out "$results" --log "$PEERS_OUT/log.txt" ${file:+--file "$file"} -- "$@"
}

for round in $(seq "$rounds"); do
    echo "peers: round $round of $rounds"
    measure chat/ffmpeg "$PEERS_OUT/ffmpeg.mp4" "$here/ffmpeg_chat.sh" "$PEERS_OUT/ffmpeg.mp4"
    measure chat/reelspeed "$PEERS_OUT/reelspeed.mp4" "$here/reelspeed_chat.sh" "$PEERS_OUT/reelspeed.mp4"
    measure floor/decode "" "$here/floor.sh" decode
    measure floor/x264 "$PEERS_OUT/floor.mp4" "$here/floor.sh" x264 "$PEERS_OUT/floor.mp4"
    measure floor/audio "" "$here/floor.sh" audio
    measure chat/reelspeed_small "$PEERS_OUT/small.mp4" "$here/reelspeed_chat.sh" "$PEERS_OUT/small.mp4" \
        --threads 1 --lookahead 1 --b-frames 0
    for _ in 1 2 3 4 5; do
        measure probe/ffprobe "" "$FFPROBE" -v error -show_streams -show_format -of json "$PEERS_MEDIA/bg1.mp4"
        measure probe/reelspeed "" "$REELSPEED" probe --json "$PEERS_MEDIA/bg1.mp4"
    done
done

echo
python3 "$here/report.py" "$results" "$PEERS_OUT/reelspeed.json"
# Both draw the same: what differs is the text engine and the encoder's noise.
"${ffmpeg[@]}" -i "$PEERS_OUT/reelspeed.mp4" -i "$PEERS_OUT/ffmpeg.mp4" -lavfi \
    "[0:v]fps=2[a];[1:v]fps=2[b];[a][b]ssim=stats_file=$PEERS_OUT/ssim.txt" -f null -
awk -F 'All:' '{ split($2, value, " "); sum += value[1] } END { printf "%-58s%8.3f\n", "likeness of the two pictures (SSIM)", sum / NR }' \
    "$PEERS_OUT/ssim.txt"
