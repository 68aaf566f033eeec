// The file that an export writes: codecs by WebCodecs, container by mediabunny.
import {
  AppendOnlyStreamTarget, AudioSample, AudioSampleSource, BufferTarget, Mp4OutputFormat, Output, Quality, StreamTarget,
  type StreamTargetChunk, type Target, VideoSample, VideoSampleSource, WebMOutputFormat,
} from 'mediabunny';

import { toPreviewError } from '../errors.js';
import type { ExportAudioCodec, ExportVideoCodec } from '../options.js';
import type { WriteCall } from '../shared/protocol.js';
import type { Peer } from '../shared/rpc.js';
import { bunnyAudio, bunnyVideo } from './codecs.js';

export interface FileOptions {
  readonly container: 'mp4' | 'webm';
  readonly sink: 'memory' | 'append' | 'random';
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly frames: number;
  readonly video: { readonly codec: ExportVideoCodec; readonly bitrate: number };
  readonly audio: { readonly codec: ExportAudioCodec; readonly bitrate: number } | null;
}

/** Writes one file. */
export class VideoFile {
  readonly #output: Output;
  readonly #target: Target;
  readonly #video: VideoSampleSource;
  readonly #audio: AudioSampleSource | undefined;
  readonly #options: FileOptions;
  #bytes = 0;

  private constructor(options: FileOptions, page: Peer) {
    this.#options = options;
    const { container, sink, video, audio, frameRate, frames } = options;
    this.#target = this.#makeTarget(sink, page);
    const format =
      container === 'mp4'
        ? // Readers want the index at the front. In a file on disk its place is kept free; a plain stream cannot go back.
          new Mp4OutputFormat({ fastStart: sink === 'memory' ? 'in-memory' : sink === 'random' ? 'reserve' : 'fragmented' })
        : new WebMOutputFormat({ appendOnly: sink === 'append' });
    this.#output = new Output({ format, target: this.#target });
    this.#video = new VideoSampleSource({
      codec: bunnyVideo(video.codec),
      quality: new Quality({ bitrate: video.bitrate, bitrateMode: 'variable' }),
      keyFrameInterval: 2,
      latencyMode: 'quality',
    });
    this.#output.addVideoTrack(this.#video, { frameRate, maximumPacketCount: frames + 8 });
    if (audio === null) return;
    this.#audio = new AudioSampleSource({ codec: bunnyAudio(audio.codec), quality: new Quality({ bitrate: audio.bitrate }) });
    // Packets of AAC have 1024 samples, of Opus at least 120.
    const packets = Math.ceil((frames / frameRate) * 48_000 / (audio.codec === 'aac' ? 1024 : 480)) + 16;
    this.#output.addAudioTrack(this.#audio, { maximumPacketCount: packets });
  }

  static async begin(options: FileOptions, page: Peer): Promise<VideoFile> {
    const file = new VideoFile(options, page);
    await file.#output.start();
    return file;
  }

  /** Adds a picture: I420, BT.709, limited range. Waits where the encoder has enough. */
  async addPicture(yuv: Uint8Array<ArrayBuffer>, frame: number): Promise<void> {
    const { width, height, frameRate } = this.#options;
    const picture = new VideoFrame(yuv, {
      format: 'I420',
      codedWidth: width,
      codedHeight: height,
      timestamp: Math.round((frame / frameRate) * 1e6),
      duration: Math.round(1e6 / frameRate),
      colorSpace: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false },
    });
    const sample = new VideoSample(picture, { timestamp: frame / frameRate, duration: 1 / frameRate });
    try {
      await this.#video.add(sample);
    } catch (error) {
      throw toPreviewError(error, 'ENCODE');
    } finally {
      sample.close();
    }
  }

  /** Adds sound at 48,000 Hz that begins at `first` samples. */
  async addSound(left: Float32Array, right: Float32Array, first: number): Promise<void> {
    if (this.#audio === undefined || left.length === 0) return;
    const data = new Float32Array(left.length * 2);
    data.set(left, 0);
    data.set(right, left.length);
    const sample = new AudioSample({ data, format: 'f32-planar', numberOfChannels: 2, sampleRate: 48_000, timestamp: first / 48_000 });
    try {
      await this.#audio.add(sample);
    } catch (error) {
      throw toPreviewError(error, 'ENCODE');
    } finally {
      sample.close();
    }
  }

  /** Finishes the file. The bytes are here where it was made in memory. */
  async finish(): Promise<{ data: ArrayBuffer | null; bytes: number; mimeType: string }> {
    try {
      await this.#output.finalize();
    } catch (error) {
      throw toPreviewError(error, 'ENCODE');
    }
    const mimeType = await this.#output.getMimeType();
    const data = this.#target instanceof BufferTarget ? this.#target.buffer : null;
    return { data, bytes: data?.byteLength ?? this.#bytes, mimeType };
  }

  async cancel(): Promise<void> {
    if (this.#output.state !== 'finalized') await this.#output.cancel().catch(() => undefined);
  }

  #makeTarget(sink: FileOptions['sink'], page: Peer): Target {
    if (sink === 'memory') return new BufferTarget();
    const write = async (data: Uint8Array, position: number): Promise<void> => {
      const copy = data.slice() as Uint8Array<ArrayBuffer>;
      this.#bytes = Math.max(this.#bytes, position + copy.length);
      // Answered when it is written: that is the back-pressure.
      await page.call('write', { data: copy, position } satisfies WriteCall, [copy.buffer]);
    };
    if (sink === 'append') {
      return new AppendOnlyStreamTarget(new WritableStream<Uint8Array>({ write: (chunk) => write(chunk, this.#bytes) }));
    }
    const writable = new WritableStream<StreamTargetChunk>({ write: ({ data, position }) => write(data, position) });
    return new StreamTarget(writable, { chunked: true, chunkSize: 1 << 20 });
  }
}
