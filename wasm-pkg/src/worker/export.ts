// The export of a composition. It has a worker of its own, so that the preview goes on, and cancelling is ending the worker.
import { ProgressMeter } from '../shared/meters.js';
import type { ExportAnswer, ExportCall } from '../shared/protocol.js';
import type { Peer } from '../shared/rpc.js';
import { bitrateFor, chooseAudio, chooseVideo } from './codecs.js';
import { VideoFile } from './file.js';
import type { Loaded } from './module.js';
import type { Scene } from './scene.js';
import { Mix, SAMPLE_RATE } from './sound.js';

export async function exportScene(scene: Scene, { module }: Loaded, page: Peer, call: ExportCall): Promise<ExportAnswer> {
  const began = performance.now();
  const { width, height, frameRate, frameCount, duration, hasAudio } = await scene.load(call);
  const picture = { width, height, frameRate };
  const guess = call.bitrate ?? bitrateFor(call.quality, call.videoCodec, picture);
  const videoCodec = await chooseVideo(call.container, call.videoCodec, { ...picture, bitrate: guess });
  const audioBitrate = call.audioBitrate ?? 128_000;
  const audioCodec = (call.audio ?? hasAudio) ? await chooseAudio(call.container, call.audioCodec, audioBitrate) : null;
  const file = await VideoFile.begin(
    {
      container: call.container,
      sink: call.sink,
      ...picture,
      frames: frameCount,
      video: { codec: videoCodec, bitrate: call.bitrate ?? bitrateFor(call.quality, videoCodec, picture) },
      audio: audioCodec === null ? null : { codec: audioCodec, bitrate: audioBitrate },
    },
    page,
  );
  const mix = audioCodec === null ? undefined : new Mix(module, scene.stage, scene.media, 0);
  const meter = new ProgressMeter(frameCount, performance.now());
  let told = Number.NEGATIVE_INFINITY;
  let sound = 0;
  try {
    for (let frame = 0; frame < frameCount; frame++) {
      // Sound keeps half a second ahead of the picture, so that the container can interleave them.
      while (mix !== undefined && sound < (frame / frameRate + 0.5) * SAMPLE_RATE) {
        const [left, right] = await mix.next(SAMPLE_RATE / 10);
        await file.addSound(left, right, sound);
        sound += left.length;
        if (left.length < SAMPLE_RATE / 10) break;
      }
      await scene.render(frame);
      await file.addPicture(scene.yuv(), frame);
      scene.prepare(frame);
      const now = performance.now();
      const progress = meter.at(frame + 1, now);
      if (now - told >= 100 && frame + 1 < frameCount) {
        told = now;
        page.emit('progress', progress);
      }
    }
    const { data, bytes, mimeType } = await file.finish();
    page.emit('progress', meter.at(frameCount, performance.now()));
    const elapsed = (performance.now() - began) / 1000;
    return { data, bytes, mimeType, videoCodec, audioCodec, frames: frameCount, duration, elapsed };
  } catch (error) {
    await file.cancel();
    throw error;
  } finally {
    mix?.close();
  }
}
