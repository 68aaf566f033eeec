// §4.2 of the specification: pictures with effects on them, encoded.
import { PreviewError } from '../errors.js';
import type { EffectsConfig } from '../effects.js';
import type { ProcessCall } from '../shared/protocol.js';
import type { Peer } from '../shared/rpc.js';
import { bitrateFor, chooseVideo } from './codecs.js';
import { VideoFile } from './file.js';
import { fetchDefault } from './fonts.js';
import type { Loaded, Module } from './module.js';

/** The fonts of texts: what the default set begins with. */
export async function addTextFonts(engine: InstanceType<Module['WasmVideoEngine']>, fontsUrl: string, effects: readonly EffectsConfig[]): Promise<void> {
  if (!effects.some(({ textOverlay }) => textOverlay !== undefined)) return;
  const bytes = await fetchDefault(fontsUrl, 'DejaVuSans.ttf');
  if (bytes.length === 0) {
    throw new PreviewError('MISSING_FONT', `a text needs the font DejaVuSans.ttf, which is not in ${fontsUrl}`, { path: fontsUrl });
  }
  engine.add_font(bytes);
}

export async function processVideo({ module }: Loaded, fontsUrl: string, { frames, config }: ProcessCall): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, fps, codec, quality, effects } = config;
  const container = codec === 'h264' ? 'mp4' : 'webm';
  const wish = { width, height, frameRate: fps };
  // 1 to 100 as four steps would be coarse: from a fifth of `low` to one and a half of `ultra`, evenly in ratios.
  const share = 0.2 * (1.5 / 0.2 * (0.22 / 0.04)) ** ((quality - 1) / 99);
  const bitrate = Math.round(Math.min(200e6, Math.max(50e3, bitrateFor('low', codec, wish) * share)));
  await chooseVideo(container, codec, { ...wish, bitrate });
  const engine = new module.WasmVideoEngine();
  await addTextFonts(engine, fontsUrl, effects);
  const file = await VideoFile.begin(
    { container, sink: 'memory', ...wish, frames: frames.length, video: { codec, bitrate }, audio: null },
    // Nothing is written but memory.
    undefined as unknown as Peer,
  );
  try {
    for (const [index, { width: w, height: h, data }] of frames.entries()) {
      let picture = new ImageData(new Uint8ClampedArray(data), w, h);
      for (const effect of effects) {
        const processed = (await engine.process_frame_real_time(picture, JSON.stringify(effect))) as ImageData;
        // What is given lies in the module's own memory, which the next call writes to.
        picture = new ImageData(processed.data.slice(), w, h);
      }
      await file.addPicture(toI420(fit(picture, width, height)), index);
    }
    const { data } = await file.finish();
    return new Uint8Array(data!);
  } catch (error) {
    await file.cancel();
    throw error;
  } finally {
    engine.free();
  }
}

/** The picture stretched to the video's size. */
function fit(picture: ImageData, width: number, height: number): ImageData {
  if (picture.width === width && picture.height === height) return picture;
  const from = new OffscreenCanvas(picture.width, picture.height);
  from.getContext('2d')!.putImageData(picture, 0, 0);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(from, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** R'G'B' over black as BT.709 in limited range, chroma as the mean of four pixels. */
export function toI420({ data, width, height }: { data: Uint8ClampedArray; width: number; height: number }): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(width * height * 1.5);
  const half = width / 2;
  const u = width * height;
  const v = u + u / 4;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let dy = 0; dy < 2; dy++) {
        for (let dx = 0; dx < 2; dx++) {
          const at = ((y + dy) * width + x + dx) * 4;
          const alpha = data[at + 3]! / 255;
          const [pr, pg, pb] = [data[at]! * alpha, data[at + 1]! * alpha, data[at + 2]! * alpha];
          out[(y + dy) * width + x + dx] = Math.round(16 + (219 / 255) * (0.2126 * pr + 0.7152 * pg + 0.0722 * pb));
          r += pr;
          g += pg;
          b += pb;
        }
      }
      const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      const at = (y / 2) * half + x / 2;
      out[u + at] = Math.round(128 + (224 / 255 / 4) * ((b - luma) / 1.8556));
      out[v + at] = Math.round(128 + (224 / 255 / 4) * ((r - luma) / 1.5748));
    }
  }
  return out;
}
