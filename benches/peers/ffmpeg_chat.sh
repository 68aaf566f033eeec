#!/usr/bin/env bash
# The chat short by the ffmpeg command, as an expert would: cropped before it is scaled, 4:2:0 throughout, each PNG decoded
# once (15 frames of its fade, then overlay repeats the last), one process.
#
# Usage: ffmpeg_chat.sh OUT     an OUT that ends in .yuv gets the composited frames, raw and without sound
set -euo pipefail
. "$(dirname "$0")/env.sh"
out="$1"

table() { # one line for each overlay: name x y start dx
    python3 - "$layout" <<'PY'
import json, sys
layout = json.load(open(sys.argv[1], encoding="utf-8"))
print("title.png", layout["title"]["x"], layout["title"]["y"], "-", "-")
for box in layout["boxes"]:
    print(f"b{box['i']}.png", box["x"], box["y"], box["t"], box["dx"])
PY
}

inputs=(-t 10.5 -i "$PEERS_MEDIA/bg1.mp4" -t 10 -i "$PEERS_MEDIA/bg2.mp4" -t 20 -i "$PEERS_MEDIA/music.m4a")
cover='crop=608:1080,scale=1080:1920:flags=bicubic,setsar=1,format=yuv420p'
sprite='scale=out_color_matrix=bt709:out_range=tv,format=yuva420p'
graph="[0:v]$cover[v0];[1:v]$cover[v1];[v0][v1]xfade=transition=fade:duration=0.5:offset=10,format=yuv420p[o0]"
last=o0 next=3
while read -r name x y start dx; do
    inputs+=(-framerate 30 -i "$PEERS_ASSETS/$name")
    graph+=";[$next:v]$sprite"
    if [ "$start" != - ]; then
        graph+=",loop=loop=15:size=1:start=0,fade=in:st=0:d=0.5:alpha=1,setpts=PTS+$start/TB"
        x="$x+($dx)*pow(1-clip((t-$start)/0.5,0,1),3)"
    fi
    graph+="[s$next];[$last][s$next]overlay=x='$x':y=$y:format=yuv420:eof_action=repeat[o$next]"
    last="o$next" next=$((next + 1))
done < <(table)

graph+=";[$last]format=yuv420p[v]"
if [[ "$out" == *.yuv ]]; then
    exec "${ffmpeg[@]}" "${inputs[@]}" -filter_complex "$graph" -map '[v]' -t 20 -f rawvideo "$out"
fi
exec "${ffmpeg[@]}" "${inputs[@]}" -filter_complex "$graph;$audio_graph" -map '[v]' -map '[a]' -t 20 \
    "${encoder[@]}" ${THREADS:+-threads "$THREADS"} "${audio_encoder[@]}" -movflags +faststart "$out"
