// Fonts, fetched when a document needs them and kept for the next document.
import { PreviewError } from '../errors.js';
import type { Stage } from './module.js';
import type { MediaSpec } from '../shared/protocol.js';
import { readBytes } from './media.js';

export interface FontContext {
  /** Address of the folder of the default set, with a slash at its end. */
  readonly fontsUrl: string;
  /** Where a font of the document comes from. */
  spec(src: string): MediaSpec;
}

interface FontNeeds {
  readonly fonts: readonly { readonly src: string }[];
}

/** Gives stages the fonts that they need. One stage keeps its fonts from document to document. */
export class Fonts {
  /** What the stage has already: the document's own by key, the default set's by name. */
  readonly #given = new Map<string, string>();
  /** Files of the default set that were not to be had. */
  readonly missing = new Set<string>();

  /** Adds what is missing. What cannot be fetched is said to be missing: `compile` reports it with its place in the document. */
  async supply(stage: Stage, context: FontContext): Promise<void> {
    const { fonts } = JSON.parse(stage.requirements()) as FontNeeds;
    await Promise.all(
      fonts.map(async ({ src }) => {
        const spec = context.spec(src);
        if (this.#given.get(src) === spec.key) return;
        const bytes = await readBytes(src, spec);
        this.#given.set(src, spec.key);
        stage.addFont(src, bytes);
      }),
    );
    // What is not there this time may be there the next.
    const tried = new Set<string>();
    for (let round = 0; round < 32; round++) {
      const missing = (JSON.parse(stage.missingFonts()) as { family: string; file: string }[]).filter(({ file }) => !this.#given.has(file) && !tried.has(file));
      const [first] = missing;
      if (first === undefined) return;
      // One family at a time, in the order of the list: what the fallbacks are asked for is often in the families before them, and
      // they are large.
      const family = missing.filter((one) => one.family === first.family);
      await Promise.all(
        family.map(async ({ file }) => {
          const bytes = await fetchDefault(context.fontsUrl, file);
          tried.add(file);
          if (bytes.length > 0) this.#given.set(file, file);
          else this.missing.add(file);
          stage.addFont(file, bytes);
        }),
      );
    }
  }
}

/** A file of the default set; no bytes where it is not there. */
export async function fetchDefault(folder: string, file: string): Promise<Uint8Array> {
  const url = new URL(file, folder).href;
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new PreviewError('IO', `the font ${file} cannot be fetched from ${url}`, { path: url }, { cause: error });
  }
  // Servers of single-page apps answer with a page where a file is not there.
  if (!response.ok || (response.headers.get('content-type') ?? '').startsWith('text/html')) return new Uint8Array();
  return new Uint8Array(await response.arrayBuffer());
}
