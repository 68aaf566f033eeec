// Clips whose every picture says its number: ten columns, each a bit, white for 1. Made by ffmpeg once, kept in the cache.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'reelspeed', 'browser-clips-2');
const NUMBERS = "geq=lum='if(mod(floor(N/pow(2,floor(X/16))),2),235,16)':cb=128:cr=128";
const source = (rate, frames, filters = '') => [
  '-f', 'lavfi', '-i', `color=black:size=160x96:rate=${rate},${NUMBERS},trim=end_frame=${frames}${filters}`,
];
const tone = (seconds) => ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`];
const x264 = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'fast', '-crf', '18', '-g', '60', '-bf', '3'];

const RECIPES = {
  // B-frames, long groups of pictures, sound.
  'numbers_25.mp4': [...source(25, 300), ...tone(12), ...x264, '-c:a', 'aac', '-ac', '2'],
  'numbers_ntsc.mp4': [...source('30000/1001', 150), ...x264],
  'numbers_vp9.webm': [...source(30, 150), '-pix_fmt', 'yuv420p', '-c:v', 'libvpx-vp9', '-b:v', '500k', '-g', '50', '-deadline', 'realtime', '-cpu-used', '8'],
  // Each picture stands for as long as its number modulo 3 says.
  'numbers_vfr.mp4': [...source(25, 120, ",settb=1/1000,setpts='40*N+15*mod(N,3)'"), ...x264, '-fps_mode', 'passthrough', '-enc_time_base', '1/1000', '-video_track_timescale', '1000'],
  // The first picture is at 2 s of the file's clock.
  'numbers_late.mp4': [...source(25, 100), ...x264, '-output_ts_offset', '2', '-avoid_negative_ts', 'disabled'],
  'tone.wav': [...tone(3)],
  'square_alpha.webm': ['-f', 'lavfi', '-i', 'color=red@0.5:size=128x128:rate=25,format=yuva420p', '-frames:v', '50', '-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p', '-b:v', '300k', '-auto-alt-ref', '0'],
};

/** Makes what is missing; gives the folder. */
export function clips() {
  mkdirSync(folder, { recursive: true });
  for (const [name, args] of Object.entries(RECIPES)) {
    const path = join(folder, name);
    if (existsSync(path)) continue;
    const part = join(folder, `part-${process.pid}-${name}`);
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, part]);
    renameSync(part, path);
  }
  return folder;
}

/** The number that a picture says, from a row of its luma. */
export function numberIn(row) {
  let number = 0;
  for (let bit = 0; bit < 10; bit++) {
    if (row[Math.floor(((bit * 16 + 8) * row.length) / 160)] > 125) number += 2 ** bit;
  }
  return number;
}
