// Captions: subtitles and transcripts in, layers of a composition and subtitle files out.
import * as is from './is.js';
import { ask } from './job.js';
import { load } from './native/load.js';
import type { PathLike } from './engine.js';
import type * as T from './types/index.js';

/**
 * Reads subtitles or a transcript: SRT, WebVTT, ASS, the JSON of Whisper's implementations, or a list of texts with times, told apart by
 * their content. What is good is kept; what is not stands in `faults`.
 *
 * @param source - Path of the file, or its bytes.
 * @throws {@link ReelSpeedError} `INVALID_ARGUMENT` where nothing in it can be read, `IO` where the file cannot.
 */
export async function importCaptions(source: PathLike | Uint8Array): Promise<T.CaptionImport> {
  const bytes = source instanceof Uint8Array ? Buffer.from(source.buffer, source.byteOffset, source.byteLength) : null;
  const path = source instanceof Uint8Array ? '' : is.path('source', source);
  return ask((callback) => load().importCaptions(path, bytes, callback), JSON.parse) as Promise<T.CaptionImport>;
}

/**
 * The text layers that captions become: to be put on top of a composition's layers.
 *
 * @param captions - What is spoken.
 * @param style - How it looks. Default: each word lights up as it is spoken.
 * @param composition - The composition that they are for: its size and frame rate count.
 * @throws {@link ReelSpeedError} `INVALID_ARGUMENT` or `INVALID_DOCUMENT` with every fault.
 */
export async function captionLayers(captions: T.Captions, style: T.CaptionStyle | undefined, composition: T.Composition): Promise<T.Layer[]> {
  const [said, look] = [is.json('captions', is.object('captions', captions)), is.json('style', is.object('style', style))];
  const canvas = is.json('composition', is.object('composition', composition));
  return ask((callback) => load().captionLayers(said, look, canvas, callback), JSON.parse) as Promise<T.Layer[]>;
}

/**
 * What {@link captionLayers} shows, as captions: a cue for each page, with its lines as they stand there.
 *
 * @throws As {@link captionLayers}.
 */
export async function burnedInCaptions(captions: T.Captions, style?: T.CaptionStyle): Promise<T.Captions> {
  const [said, look] = [is.json('captions', is.object('captions', captions)), is.json('style', is.object('style', style))];
  return ask((callback) => load().burnedInCaptions(said, look, callback), JSON.parse) as Promise<T.Captions>;
}

/**
 * Captions as the text of a subtitle file.
 *
 * @param format - `srt` or `vtt`.
 * @throws {@link ReelSpeedError} `INVALID_ARGUMENT`.
 */
export async function writeCaptions(captions: T.Captions, format: 'srt' | 'vtt'): Promise<string> {
  const said = is.json('captions', is.object('captions', captions));
  const as = is.string('format', format);
  return ask((callback) => load().writeCaptions(said, as, callback), JSON.parse) as Promise<string>;
}
