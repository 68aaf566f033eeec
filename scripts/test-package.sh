#!/usr/bin/env bash
# Installs what scripts/package.sh has made into an empty folder, without a registry, and renders with nothing but Node there.
#
# Usage: scripts/test-package.sh [FOLDER]      default: out/packages
set -euo pipefail
cd "$(dirname "$0")/.."
packages="$(cd "${1:-out/packages}" && pwd)"

say() { printf 'package-test: %s\n' "$*"; }
die() { printf 'package-test: %s\n' "$*" >&2; exit 1; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$(node -p process.execPath)" "$work/bin/node"

cat >"$work/job.js" <<'JS'
// What both kinds of module do with the engine.
module.exports = async ({ RustVideoEngine, version }, output) => {
  const engine = new RustVideoEngine({ memoryLimit: 512 });
  const composition = {
    version: 1, width: 270, height: 480, duration: 1, background: '#102030',
    layers: [
      { type: 'shape', geometry: { kind: 'ellipse', width: 200, height: 200 }, fill: '#ff8800' },
      { type: 'text', text: 'Packed', style: { fontSize: 48 } },
    ],
  };
  const report = await engine.render(composition, output);
  const media = await engine.probe(output);
  const { ffmpeg } = await engine.doctor();
  await engine.close();
  if (report.frames !== 30 || media.video[0].width !== 270) throw new Error(JSON.stringify({ report, media }));
  console.log(`${version()}, ${report.videoEncoder.name}, FFmpeg ${ffmpeg.version}, ${ffmpeg.license}`);
};
JS
echo "require('./job.js')(require('@reelspeed/engine'), 'cjs.mp4').catch(e => { console.error(e); process.exit(1); });" >"$work/run.cjs"
cat >"$work/run.mjs" <<'JS'
import * as engine from '@reelspeed/engine';
import job from './job.js';
await job(engine, 'esm.mp4');
JS

for platform in "$packages"/reelspeed-engine-*-*.tgz; do
    [ -e "$platform" ] || die "there is no platform package in $packages; run scripts/package.sh"
    name="$(basename "$platform")"
    folder="$work/${name%.tgz}"
    mkdir -p "$folder/node_modules/@reelspeed"
    cp "$work/job.js" "$work/run.cjs" "$work/run.mjs" "$folder/"
    (
        cd "$folder"
        echo '{ "private": true }' >package.json
        engine="$(ls "$packages"/reelspeed-engine-[0-9]*.tgz)"
        # The packages of other platforms are not to be had here, and are optional.
        npm install --offline --silent --no-audit --no-fund --ignore-scripts --omit=optional "$engine" "$platform"
        for run in run.cjs run.mjs; do
            # Nothing of the system's but Node: no ffmpeg command, no environment.
            env -i PATH="$work/bin" HOME="$folder" node "$run"
        done
        for file in cjs.mp4 esm.mp4; do
            got="$(ffprobe -v error -show_entries stream=codec_name,width,height,nb_frames -of csv=p=0 "$file")"
            [ "$got" = "h264,270,480,30" ] || die "$file: $got"
        done
        if command -v ldd >/dev/null && [ "$(uname)" = Linux ]; then
            libraries="$(ldd node_modules/@reelspeed/engine-*/reelspeed.node | awk '{ print $1 }' | xargs -n1 basename | xargs)"
            say "$name needs: $libraries"
            case "$libraries" in *libav* | *libsw* | *libx26* | *libstdc*) die "$name is not self-contained" ;; esac
        fi
    )
    say "$name works"
done
