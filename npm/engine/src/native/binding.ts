// What the addon exports: see bindings/node. Everything that does work reports to one callback.

/** What an event of a job is about. */
export const Kind = {
  /** `json` is its `Progress`, or empty. */
  Progress: 0,
  /** The last event: `json` is the report, `pixels` what belongs to it. */
  Done: 1,
  /** The last event: `json` is an `ErrorReport`. */
  Failed: 2,
  /** `json` is a `FrameInfo` with the frame's size, `pixels` the frame. */
  Frame: 3,
  /** There is room for more frames. */
  Ready: 4,
} as const;

/** What a text is: a composition as JSON, a story as JSON, or the path of a composition. */
export type DocumentKind = 'document' | 'story' | 'path';

export type Callback = (kind: number, json: string, pixels: Buffer | null) => void;

export interface NativeJob {
  readonly id: number;
  cancel(): void;
}

export interface NativeEncoder extends NativeJob {
  /** Only after an event that there is room; the pixels must not change until the next one. */
  push(pixels: Uint8Array): void;
  finish(): void;
}

export interface NativeDecoder extends NativeJob {
  /** Asks for one more frame. */
  next(): void;
}

export interface NativeEngine {
  options(): string;
  initialize(callback: Callback): void;
  render(document: string, kind: DocumentKind, output: string, options: string, callback: Callback): NativeJob;
  frame(document: string, kind: DocumentKind, seconds: number, format: string, options: string, callback: Callback): NativeJob;
  explain(document: string, kind: DocumentKind, output: string, options: string, callback: Callback): NativeJob;
  composeStory(config: string, options: string, callback: Callback): void;
  storyCaptions(config: string, options: string, callback: Callback): void;
  validate(document: string, kind: DocumentKind, options: string, callback: Callback): void;
  probe(input: string, options: string, callback: Callback): NativeJob;
  clip(request: string, output: string, callback: Callback): NativeJob;
  optimize(request: string, callback: Callback): NativeJob;
  encode(request: string, output: string, callback: Callback): NativeEncoder;
  decode(request: string, callback: Callback): NativeDecoder;
  process(input: string, output: string, config: string, options: string, callback: Callback): NativeJob;
  generate(request: string, folder: string, id: string, options: string, callback: Callback): NativeJob;
  doctor(callback: Callback): void;
  metrics(): string;
  prometheus(): string;
  close(callback: Callback): void;
}

export interface Native {
  version(): string;
  importCaptions(path: string, bytes: Buffer | null, callback: Callback): void;
  captionLayers(captions: string, style: string, composition: string, callback: Callback): void;
  burnedInCaptions(captions: string, style: string, callback: Callback): void;
  writeCaptions(captions: string, format: string, callback: Callback): void;
  NativeEngine: new (options: string) => NativeEngine;
}
