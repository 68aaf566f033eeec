// Pictures and sound of `<video>` elements, where a browser has no WebCodecs. Slower, and a little less exact: the browser chooses the
// picture for a time.
import { PreviewError } from '../errors.js';
import type { ElementFacts, MediaSpec } from '../shared/protocol.js';
import { Handover, type Handlers } from '../shared/rpc.js';

interface Open {
  readonly video: HTMLVideoElement;
  readonly url: string;
  readonly canvas: HTMLCanvasElement;
  /** Calls wait for each other. */
  turn: Promise<unknown>;
}

/** The page's side of the fallback. */
export class Elements {
  readonly #open = new Map<string, Open>();

  readonly handlers: Handlers = {
    elementOpen: ({ src, spec }: { src: string; spec: MediaSpec }) => this.#facts(src, spec),
    elementSound: async ({ spec }: { spec: MediaSpec }) => this.#sound(spec),
    elementPicture: ({ key, seconds }: { key: string; seconds: number }) => this.#picture(key, seconds),
  };

  close(key?: string): void {
    for (const [name, { video, url }] of this.#open) {
      if (key !== undefined && key !== name) continue;
      video.removeAttribute('src');
      video.load();
      if (url.startsWith('blob:')) URL.revokeObjectURL(url);
      this.#open.delete(name);
    }
  }

  async #facts(src: string, spec: MediaSpec): Promise<ElementFacts> {
    const video = document.createElement('video');
    const url = spec.blob === undefined ? spec.url! : URL.createObjectURL(spec.blob);
    video.muted = true;
    video.playsInline = true;
    video.preload = 'auto';
    video.crossOrigin = 'anonymous';
    video.src = url;
    try {
      await settled(video, 'loadeddata');
    } catch (error) {
      const code = video.error?.code === MediaError.MEDIA_ERR_NETWORK ? 'IO' : 'UNSUPPORTED_MEDIA';
      throw new PreviewError(code, `${src} cannot be played: ${video.error?.message || 'unknown reason'}`, { path: src }, { cause: error });
    }
    this.#open.set(spec.key, { video, url, canvas: document.createElement('canvas'), turn: Promise.resolve() });
    return { width: video.videoWidth, height: video.videoHeight, duration: video.duration };
  }

  async #sound(spec: MediaSpec): Promise<unknown> {
    if (typeof OfflineAudioContext === 'undefined') return null;
    const bytes = await (spec.blob ?? (await fetch(spec.url!))).arrayBuffer();
    try {
      const sound = await new OfflineAudioContext(2, 1, 48_000).decodeAudioData(bytes);
      const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index).slice());
      return new Handover(
        { sampleRate: sound.sampleRate, channels },
        channels.map((channel) => channel.buffer),
      );
    } catch {
      // No sound in it.
      return null;
    }
  }

  #picture(key: string, seconds: number): Promise<unknown> {
    const open = this.#open.get(key);
    if (open === undefined) throw new PreviewError('INTERNAL', `the file ${key} is not open`);
    const result = open.turn.then(async () => {
      const { video, canvas } = open;
      // A little inside of the picture: times are rounded differently everywhere.
      const time = Math.min(seconds + 0.002, Math.max(0, video.duration - 0.001));
      if (Math.abs(video.currentTime - time) > 1e-4) {
        const seeked = settled(video, 'seeked');
        video.currentTime = time;
        await seeked;
      }
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      const context = canvas.getContext('2d', { willReadFrequently: true })!;
      context.drawImage(video, 0, 0);
      const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
      return new Handover({ width, height, data: data.buffer }, [data.buffer]);
    });
    open.turn = result.catch(() => undefined);
    return result;
  }
}

function settled(video: HTMLVideoElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      video.removeEventListener(event, done);
      video.removeEventListener('error', fail);
    };
    const done = (): void => (end(), resolve());
    const fail = (): void => (end(), reject(video.error ?? new Error('the element failed')));
    video.addEventListener(event, done);
    video.addEventListener('error', fail);
  });
}
