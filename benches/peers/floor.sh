#!/usr/bin/env bash
# What no renderer can do without, each alone: decoding the clips, encoding finished frames, the sound.
#
# Usage: floor.sh decode | audio | x264 OUT | raw
#   x264 reads the frames that raw wrote to $PEERS_RAW: 1.9 GB, in memory where /dev/shm has room.
set -euo pipefail
. "$(dirname "$0")/env.sh"
raw="${PEERS_RAW:-/dev/shm/reelspeed_peers}"

case "$1" in
decode)
    "${ffmpeg[@]}" -t 10.5 -i "$PEERS_MEDIA/bg1.mp4" -an -f null -
    exec "${ffmpeg[@]}" -t 10 -i "$PEERS_MEDIA/bg2.mp4" -an -f null -
    ;;
audio)
    exec "${ffmpeg[@]}" -t 10.5 -i "$PEERS_MEDIA/bg1.mp4" -t 10 -i "$PEERS_MEDIA/bg2.mp4" -t 20 -i "$PEERS_MEDIA/music.m4a" \
        -filter_complex "$audio_graph" -map '[a]' "${audio_encoder[@]}" -f mp4 /dev/null
    ;;
x264)
    exec "${ffmpeg[@]}" -f rawvideo -pix_fmt yuv420p -s 1080x1920 -r 30 -i "$raw/chat.yuv" "${encoder[@]}" "$2"
    ;;
raw)
    [ ! -s "$raw/chat.yuv" ] || exit 0
    mkdir -p "$raw"
    free="$(df -Pk "$raw" | awk 'NR == 2 { print $4 }')"
    [ "$free" -gt 2000000 ] || die "$raw has no room for 2 GB; set PEERS_RAW"
    echo "peers: writing the composited frames to $raw/chat.yuv (1.9 GB)"
    "$here/ffmpeg_chat.sh" "$raw/part.yuv"
    mv "$raw/part.yuv" "$raw/chat.yuv"
    ;;
*)
    die "unknown part: $1"
    ;;
esac
