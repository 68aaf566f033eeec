/** A file of the user's, under the name by which documents know it. */
export interface MediaItem {
  /** The `src` in documents. */
  readonly src: string;
  readonly file: Blob;
  readonly kind: 'video' | 'image' | 'audio';
  /** Seconds; 0 for stills. */
  readonly duration: number;
  /** Pixels as shown; 0 for sounds. */
  readonly width: number;
  readonly height: number;
  /** Address of a small picture of it; none for sounds. */
  readonly thumbnail: string | null;
}

/** Why a file cannot be taken in, for people. */
export class UnusableFile extends Error {}

const THUMBNAIL = 160;

/** A name that is not taken: `clip.mp4`, `clip-2.mp4`. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  const clean = name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_') || 'file';
  const dot = clean.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [clean.slice(0, dot), clean.slice(dot)] : [clean, ''];
  let free = clean;
  for (let n = 2; taken.has(free); n += 1) free = `${stem}-${n}${extension}`;
  return free;
}

function kindOf(file: Blob, name: string): MediaItem['kind'] {
  const [family] = file.type.split('/');
  if (family === 'video' || family === 'image' || family === 'audio') return family;
  const extension = name.toLowerCase().split('.').at(-1) ?? '';
  if (/^(mp4|m4v|mov|webm|mkv)$/.test(extension)) return 'video';
  if (/^(png|jpe?g|webp|gif|apng)$/.test(extension)) return 'image';
  if (/^(mp3|wav|m4a|aac|flac|ogg|opus)$/.test(extension)) return 'audio';
  throw new UnusableFile(`${name} is neither a video, nor a picture, nor a sound`);
}

/**
 * Looks into a file: its kind, size and length, and a small picture.
 *
 * @throws {@link UnusableFile} where the browser cannot read it.
 */
export async function inspect(file: Blob, src: string): Promise<MediaItem> {
  const kind = kindOf(file, src);
  if (kind === 'image') {
    const picture = await createImageBitmap(file).catch(() => {
      throw new UnusableFile(`${src} is no picture that this browser can read`);
    });
    const { width, height } = picture;
    const thumbnail = await shrink(picture, width, height);
    picture.close();
    return { src, file, kind, duration: 0, width, height, thumbnail };
  }
  const url = URL.createObjectURL(file);
  const element = document.createElement(kind);
  element.preload = 'auto';
  element.muted = true;
  element.src = url;
  try {
    await once(element, 'loadedmetadata', src);
    const duration = await lengthOf(element);
    if (!(element instanceof HTMLVideoElement) || element.videoWidth === 0) {
      return { src, file, kind: 'audio', duration, width: 0, height: 0, thumbnail: null };
    }
    // Films often begin in the dark.
    element.currentTime = Math.min(4, duration / 3);
    // The length is what matters; a picture that does not come in time is done without.
    const seen = await Promise.race([once(element, 'seeked', src).then(() => true, () => false), late(3000)]);
    const { videoWidth: width, videoHeight: height } = element;
    return { src, file, kind, duration, width, height, thumbnail: seen ? await shrink(element, width, height) : null };
  } finally {
    element.removeAttribute('src');
    element.load();
    URL.revokeObjectURL(url);
  }
}

function once(element: HTMLMediaElement, event: string, src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    element.addEventListener(event, () => resolve(), { once: true });
    element.addEventListener('error', () => reject(new UnusableFile(`${src} cannot be played by this browser`)), { once: true });
  });
}

function late(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}

/** Seconds; files that are streamed out of a recorder say infinity until they were at their end. */
async function lengthOf(element: HTMLMediaElement): Promise<number> {
  if (Number.isFinite(element.duration)) return element.duration;
  element.currentTime = 1e7;
  await Promise.race([new Promise((resolve) => element.addEventListener('durationchange', resolve, { once: true })), late(2000)]);
  return Number.isFinite(element.duration) ? element.duration : 0;
}

async function shrink(picture: CanvasImageSource, width: number, height: number): Promise<string> {
  const scale = THUMBNAIL / Math.max(width, height, 1);
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 }));
}
