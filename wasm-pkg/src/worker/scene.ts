// A loaded document: its files, fonts and pictures, and the frames that come of them.
import { PreviewError, toPreviewError } from '../errors.js';
import type { CompositionInfo } from '../options.js';
import type { InitCall, LoadCall, MediaSpec, PictureAnswer } from '../shared/protocol.js';
import type { Peer } from '../shared/rpc.js';
import type { Issue, StageInfo, StageRequirements } from '../types/index.js';
import { Fonts } from './fonts.js';
import { type Media, openMedia } from './media.js';
import type { Loaded, Stage } from './module.js';
import { Pictures } from './pictures.js';

/** A document that is compiled, or none. Callers see to it that its methods do not run at the same time. */
export class Scene {
  readonly #loaded: Loaded;
  readonly #init: InitCall;
  readonly #page: Peer;
  readonly #fonts = new Fonts();
  #stage: Stage | undefined;
  #pictures: Pictures | undefined;
  #media = new Map<string, Media>();
  #info: CompositionInfo | undefined;
  #scale = 1;
  /** Milliseconds that the last frame took. */
  decodeMs = 0;
  compositeMs = 0;

  constructor(loaded: Loaded, init: InitCall, page: Peer) {
    this.#loaded = loaded;
    this.#init = init;
    this.#page = page;
  }

  get info(): CompositionInfo {
    if (this.#info === undefined) throw new PreviewError('NOT_READY', 'no composition is loaded');
    return this.#info;
  }

  get ready(): boolean {
    return this.#info !== undefined;
  }

  get stage(): Stage {
    return this.#stage!;
  }

  get media(): ReadonlyMap<string, Media> {
    return this.#media;
  }

  get heldPictures(): number {
    return this.#pictures?.held ?? 0;
  }

  get scale(): number {
    return this.#scale;
  }

  set scale(scale: number) {
    if (scale === this.#scale) return;
    this.#scale = scale;
    if (this.ready) this.stage.setScale(scale);
  }

  /** Loads a document in place of the one that is there; what both need stays open. */
  async load(call: LoadCall): Promise<CompositionInfo> {
    const { module, memory } = this.#loaded;
    if (this.#stage === undefined) {
      this.#stage = new module.Stage(call.document);
      this.#pictures = new Pictures(this.#stage, memory, this.#page);
    } else {
      this.#stage.setDocument(call.document);
    }
    this.#info = undefined;
    const stage = this.#stage;
    const spec = (src: string): MediaSpec => call.media[src] ?? this.#specOf(src);
    const requirements = JSON.parse(stage.requirements()) as StageRequirements;
    const failures = new Map<string, PreviewError>();
    const media = new Map<string, Media>();
    const fonts = this.#fonts.supply(stage, { fontsUrl: this.#init.fontsUrl, spec });
    await Promise.all(
      requirements.media.map(async ({ src }) => {
        try {
          const opened = await this.#open(src, spec(src));
          media.set(src, opened);
          if (stage.hasMedia(src) && this.#media.get(src) === opened) return;
          if (opened.image !== undefined) stage.setImage(src, opened.image);
          else stage.setMedia(src, JSON.stringify(opened.facts));
        } catch (error) {
          failures.set(src, toPreviewError(error, 'UNSUPPORTED_MEDIA'));
          stage.forgetMedia(src);
        }
      }),
    );
    for (const old of this.#media.values()) if (![...media.values()].includes(old)) old.close();
    this.#media = media;
    await fonts;
    try {
      stage.compile();
    } catch (error) {
      throw this.#explain(error, failures);
    }
    const info = JSON.parse(stage.info()) as StageInfo;
    this.#info = {
      width: info.width,
      height: info.height,
      frameRate: info.frameRate[0] / info.frameRate[1],
      frameCount: info.frameCount,
      duration: info.durationSecs,
      hasAudio: info.audioClips > 0,
    };
    this.#pictures!.reset(media);
    stage.setScale(this.#scale);
    return this.#info;
  }

  /** The document as a composition: of a story what has become of it. */
  composition(): string {
    return this.info && this.stage.composition();
  }

  /** The frame that is on screen at a time. */
  frameAt(seconds: number): number {
    return this.info && this.stage.frameAt(seconds);
  }

  timeOf(frame: number): number {
    return this.stage.timeOf(frame);
  }

  /** Composites a frame. */
  async render(frame: number): Promise<void> {
    const began = performance.now();
    const last = Math.min(Math.max(0, frame), this.info.frameCount - 1);
    await this.#pictures!.feed(last);
    const decoded = performance.now();
    this.stage.render(last);
    this.decodeMs = decoded - began;
    this.compositeMs = performance.now() - decoded;
  }

  /** Begins to decode what comes on screen soon. */
  prepare(frame: number): void {
    this.#pictures?.prepare(frame, Math.ceil(this.info.frameRate * 0.75));
  }

  /** The size of the last frame. */
  get size(): { readonly width: number; readonly height: number } {
    return { width: this.stage.yuvWidth(), height: this.stage.yuvHeight() };
  }

  /** The last frame's pixels, where the module has them: they are gone with its next call. */
  rgba(): Uint8Array<ArrayBuffer> {
    const pointer = this.stage.rgbaPtr();
    return new Uint8Array(this.#loaded.memory.buffer as ArrayBuffer, pointer, this.stage.rgbaLen());
  }

  /** The last frame's samples, likewise. */
  yuv(): Uint8Array<ArrayBuffer> {
    const pointer = this.stage.yuvPtr();
    return new Uint8Array(this.#loaded.memory.buffer as ArrayBuffer, pointer, this.stage.yuvLen());
  }

  /** A frame at full size, as a render would have it. */
  async still(frame: number, as: 'rgba' | 'yuv'): Promise<PictureAnswer> {
    const scale = this.#scale;
    this.scale = 1;
    try {
      await this.render(frame);
      return { ...this.size, data: this[as]().slice().buffer };
    } finally {
      this.scale = scale;
    }
  }

  close(): void {
    this.#pictures?.close();
    for (const media of this.#media.values()) media.close();
    this.#media.clear();
    this.#stage?.free();
    this.#stage = this.#info = undefined;
  }

  async #open(src: string, spec: MediaSpec): Promise<Media> {
    const same = [...this.#media.values()].find((media) => media.spec.key === spec.key);
    if (same !== undefined) return same;
    const elements = this.#init.elements ?? typeof VideoDecoder === 'undefined';
    return openMedia(src, spec, { module: this.#loaded.module, page: this.#page, elements });
  }

  #specOf(src: string): MediaSpec {
    try {
      const url = new URL(src, this.#init.baseUrl).href;
      return { key: url, url };
    } catch {
      return { key: src, url: src };
    }
  }

  /** What the module says of files that it was not given, with the reason why it was not. */
  #explain(error: unknown, failures: ReadonlyMap<string, PreviewError>): PreviewError {
    const fault = toPreviewError(error, 'INVALID_DOCUMENT');
    const { missing } = this.#fonts;
    const hint =
      missing.size > 0 && fault.issues.some(({ code }) => code === 'MISSING_FONT' || code === 'MISSING_GLYPH')
        ? `; the default fonts are looked for in ${this.#init.fontsUrl}, where there is no ${[...missing].join(', ')}`
        : '';
    const first = [...failures.values()][0];
    if (first === undefined) {
      return hint === '' ? fault : new PreviewError(fault.code, fault.message + hint, { issues: fault.issues }, { cause: error });
    }
    const issues = fault.issues.map((issue): Issue => {
      for (const [src, { message, code }] of failures) {
        if (issue.code !== 'MISSING_FILE' || !JSON.stringify([issue.message, issue.actual]).includes(JSON.stringify(src).slice(1, -1))) continue;
        return { ...issue, message, code: code === 'IO' ? 'MISSING_FILE' : 'UNUSABLE_FILE' };
      }
      return issue;
    });
    const only = issues.every(({ code }) => code === 'MISSING_FILE' || code === 'UNUSABLE_FILE');
    const message = only ? [...failures.values()].map((failure) => failure.message).join('; ') : fault.message + hint;
    return new PreviewError(only ? first.code : fault.code, message, { issues, path: first.path }, { cause: first });
  }
}
