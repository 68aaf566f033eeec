# Sourced by the scripts here. Everything can be set from outside; see README.md.
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
export REELSPEED="${REELSPEED:-$CARGO_TARGET_DIR/release/reelspeed}"
export REELSPEED_FIXTURES="${REELSPEED_FIXTURES:-$cache/media}"
export PEERS_WORK="${PEERS_WORK:-$cache/peers}"
export PEERS_MEDIA="${PEERS_MEDIA:-$PEERS_WORK/media}"
export PEERS_ASSETS="${PEERS_ASSETS:-$PEERS_WORK/assets}"
export PEERS_OUT="${PEERS_OUT:-$PEERS_WORK/out}"
export FFMPEG="${FFMPEG:-ffmpeg}" FFPROBE="${FFPROBE:-ffprobe}"
layout="$here/layout.json"
[ ! -e "$PEERS_ASSETS/layout.json" ] || layout="$PEERS_ASSETS/layout.json"
ffmpeg=("$FFMPEG" -hide_banner -loglevel error -nostdin -y)
# The same settings for everyone.
encoder=(-c:v libx264 -preset "${PRESET:-veryfast}" -crf 23 -pix_fmt yuv420p
    -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv)
audio_encoder=(-c:a aac -b:a 128k -ar 48000 -ac 2)
# Clip sounds cross-fade over 0.5 s; the music lies under them at 0.3.
audio_graph='[0:a]atrim=0:10.5,asetpts=PTS-STARTPTS[a0];[1:a]atrim=0:10,asetpts=PTS-STARTPTS[a1];'
audio_graph+='[a0][a1]acrossfade=d=0.5:c1=tri:c2=tri[ac];[2:a]atrim=0:20,volume=0.3[am];'
audio_graph+='[ac][am]amix=inputs=2:duration=first:normalize=0[a]'
die() { printf 'peers: %s\n' "$*" >&2; exit 1; }
