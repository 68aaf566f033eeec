// The same work by each contender: metadata of a file, and a vertical clip of it.
//
// Each clip: from `start`, `seconds` long, cropped to 9:16 and scaled to 1080x1920, libx264 veryfast crf 23, AAC 128k stereo.
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const FFMPEG = process.env.FFMPEG ?? 'ffmpeg';
const FFPROBE = process.env.FFPROBE ?? 'ffprobe';
const run = promisify(execFile);
const COVER = 'crop=608:1080,scale=1080:1920:flags=bicubic,setsar=1,format=yuv420p';

/** Runs a program without listening to it. */
export function command(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });
}

/** `child_process` and the ffmpeg command. */
async function child() {
  return {
    async metadata(file) {
      const { stdout } = await run(FFPROBE, ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file]);
      const { streams, format } = JSON.parse(stdout);
      const video = streams.find((stream) => stream.codec_type === 'video');
      return [Number(format.duration), video.width, video.height];
    },
    clip: (input, start, seconds, output) =>
      command(FFMPEG, [
        ...['-v', 'error', '-nostdin', '-y', '-ss', String(start), '-t', String(seconds), '-i', input, '-vf', COVER],
        ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-ar', '48000'],
        ...['-movflags', '+faststart', output],
      ]),
    close() {},
  };
}

async function fluent() {
  const { default: ffmpeg } = await import('fluent-ffmpeg');
  ffmpeg.setFfmpegPath(await which(FFMPEG));
  ffmpeg.setFfprobePath(await which(FFPROBE));
  return {
    async metadata(file) {
      const { streams, format } = await promisify(ffmpeg.ffprobe)(file);
      const video = streams.find((stream) => stream.codec_type === 'video');
      return [format.duration, video.width, video.height];
    },
    clip: (input, start, seconds, output) =>
      new Promise((resolve, reject) => {
        ffmpeg(input)
          .inputOptions('-ss', String(start), '-t', String(seconds))
          .videoFilters(COVER)
          .videoCodec('libx264')
          .outputOptions('-preset', 'veryfast', '-crf', '23', '-movflags', '+faststart')
          .audioCodec('aac')
          .audioBitrate('128k')
          .audioChannels(2)
          .audioFrequency(48000)
          .on('end', () => resolve())
          .on('error', reject)
          .save(output);
      }),
    close() {},
  };
}

async function which(program) {
  return program.includes('/') ? program : (await run('sh', ['-c', `command -v ${program}`])).stdout.trim();
}

async function nodeAv() {
  // It counts on Node 22 and fails in silence without this.
  Promise.withResolvers ??= function () {
    const all = {};
    all.promise = new this((resolve, reject) => Object.assign(all, { resolve, reject }));
    return all;
  };
  const { Decoder, Demuxer, Encoder, FilterAPI, Muxer } = await import('node-av/api');
  // A filter that trims would let all of the file be decoded: what lies outside is left out before it.
  const within = async function* (frames, [from, to], { num, den }) {
    for await (const frame of frames) {
      const seconds = frame === null ? from : (Number(frame.pts) * num) / den;
      if (seconds < from) {
        frame.free();
        continue;
      }
      if (seconds >= to) {
        frame.free();
        break;
      }
      yield frame;
    }
    yield null;
  };
  const part = async (input, stream, range, description, codec, options) => {
    const decoder = await Decoder.create(stream);
    const filter = FilterAPI.create(description);
    const encoder = await Encoder.create(codec, { decoder, filter, ...options });
    const frames = within(decoder.frames(input.packets(stream.index)), range, stream.timeBase);
    const close = () => [encoder, filter, decoder].forEach((stage) => stage.close());
    return { stream, encoder, packets: encoder.packets(filter.frames(frames)), close };
  };
  return {
    async metadata(file) {
      const input = await Demuxer.open(file);
      const { width, height } = input.video().codecpar;
      const { duration } = input;
      await input.close();
      return [duration, width, height];
    },
    async clip(source, start, seconds, target) {
      const input = await Demuxer.open(source);
      // The flag is AVSEEK_FLAG_BACKWARD: to the key packet before.
      if (start > 0) await input.seek(start, -1, 1);
      const output = await Muxer.open(target, { input, options: { movflags: '+faststart' } });
      // One after the other, as the muxer must know both streams before the first packet.
      const parts = [
        await part(input, input.video(), [start, start + seconds], `setpts=PTS-STARTPTS,${COVER}`, 'libx264', { options: { preset: 'veryfast', crf: 23 } }),
        await part(input, input.audio(), [start, start + seconds], 'asetpts=PTS-STARTPTS,aformat=fltp:48000:stereo', 'aac', { bitrate: '128k' }),
      ];
      const indices = parts.map(({ stream, encoder }) => output.addStream(encoder, { inputStream: stream }));
      await Promise.all(
        parts.map(async ({ packets }, n) => {
          for await (const packet of packets) {
            await output.writePacket(packet, indices[n]);
            packet?.free();
          }
        }),
      );
      await output.close();
      for (const { close } of parts) close();
      await input.close();
    },
    close() {},
  };
}

async function ours() {
  const { RustVideoEngine } = await import('@reelspeed/engine');
  const engine = new RustVideoEngine({ maxConcurrentJobs: Number(process.env.PARALLEL ?? 3), memoryLimit: 512, enableHardwareAcceleration: false });
  return {
    engine,
    async metadata(file) {
      const { durationSecs, video } = await engine.probe(file);
      return [durationSecs, video[0].width, video[0].height];
    },
    clip: (input, start, seconds, output) => engine.clip(input, start, seconds, output),
    close: () => engine.close(),
  };
}

export const contenders = { child, fluent, 'node-av': nodeAv, ours };
