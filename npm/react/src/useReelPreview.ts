import type { CompositionInfo, MediaInput, PreviewDocument, PreviewState } from '@reelspeed/wasm';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';

import type { PreviewFailure } from './failure.js';
import { PreviewSession, type EngineUrls, type PreviewSnapshot } from './session.js';

/** What {@link useReelPreview} shows, and how. */
export interface UseReelPreviewOptions {
  /**
   * The document, as an object or as JSON. Compared by content: an equal one is not loaded again. Null: nothing yet.
   */
  composition: PreviewDocument | null;
  /** The files that the document names, by their `src`. What is not here is fetched from `src`, counted from `engine.baseUrl`. */
  media?: Readonly<Record<string, MediaInput>> | undefined;
  /** Where the engine's own files lie. Read when the preview mounts. */
  engine?: EngineUrls | undefined;
  /** Whether it plays as soon as it can. Never where the user prefers reduced motion. Default false. */
  autoPlay?: boolean | undefined;
  /** Whether it starts again at the end. Default false. */
  loop?: boolean | undefined;
  /** Whether it is silent. Default false. */
  muted?: boolean | undefined;
  /** Loudness, 0 to 1. Default 1. */
  volume?: number | undefined;
  /** Speed of playback. Default 1. */
  playbackRate?: number | undefined;
  /** Share of the document's pixels that is composited, 0.1 to 1. Default `auto`: as many as are seen, fewer under load. */
  scale?: number | 'auto' | undefined;
  /** Seconds to show. Each change of it is a seek, unless it is a time that `onTimeChange` has just told. Default: the preview's own clock. */
  time?: number | undefined;
  /** Whether it plays. Default: as its user does. */
  playing?: boolean | undefined;
  /** Called with seconds and frame number as they change. */
  onTimeChange?: ((time: number, frame: number) => void) | undefined;
  /** Called as the engine's state changes. */
  onStateChange?: ((state: PreviewState) => void) | undefined;
  /** Called when a document was taken in. */
  onLoad?: ((info: CompositionInfo) => void) | undefined;
  /** Called when something is wrong, and with null when it no longer is. */
  onError?: ((error: PreviewFailure | null) => void) | undefined;
}

/** A preview, and what can be done with it. The functions stay the same from render to render. */
export interface ReelPreviewController extends PreviewSnapshot {
  /** The ref of the canvas to draw on. */
  readonly canvasRef: (canvas: HTMLCanvasElement | null) => void;
  /** Whether it plays. */
  readonly playing: boolean;
  /** Seconds. Only components that read it (or `frame`) render anew as time goes on. */
  readonly time: number;
  /** Frame number, from 0. */
  readonly frame: number;
  /** Plays, from the beginning when it was at the end. */
  readonly play: () => Promise<void>;
  readonly pause: () => void;
  /** Plays or pauses. */
  readonly toggle: () => void;
  /** Shows the frame at a time in seconds. */
  readonly seek: (seconds: number) => Promise<void>;
  /** Shows a frame by its number. */
  readonly seekFrame: (frame: number) => Promise<void>;
  /** Pauses, and goes by so many frames; back where negative. */
  readonly step: (frames: number) => Promise<void>;
  readonly setLoop: (loop: boolean) => void;
  readonly setMuted: (muted: boolean) => void;
  readonly setVolume: (volume: number) => void;
  readonly setPlaybackRate: (rate: number) => void;
  /** Tries again after a failure. */
  readonly retry: () => void;
  /** The store beneath, for components that follow the time on their own. */
  readonly session: PreviewSession;
}

/** As many reported times as can be on their way through a page's state when the page is slow. */
const REMEMBERED = 120;

/**
 * A preview of a composition on a canvas of one's own.
 *
 * Nothing of the engine is loaded before the component is mounted in a browser; everything ends when it is unmounted.
 */
export function useReelPreview(options: UseReelPreviewOptions): ReelPreviewController {
  const { engine, autoPlay = false, loop = false, muted = false, volume = 1, playbackRate = 1, scale = 'auto', time, playing } = options;
  const [session] = useState(() => new PreviewSession());
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
  const latest = useRef(options);
  const reported = useRef<number[]>([]);
  /** Whether a controlled preview was told its first time: before that it must not answer with its own. */
  const told = useRef(false);

  useEffect(() => {
    latest.current = options;
  });

  // Before the engine starts, so that it starts as it shall be.
  useEffect(() => session.configure({ loop }), [session, loop]);
  useEffect(() => session.configure({ muted }), [session, muted]);
  useEffect(() => session.configure({ volume }), [session, volume]);
  useEffect(() => session.configure({ playbackRate }), [session, playbackRate]);
  useEffect(() => session.setScale(scale), [session, scale]);

  const source = useSource(options.composition, options.media);
  useEffect(() => session.setSource(source), [session, source]);

  const urls = useRef(engine ?? {});
  useEffect(() => session.hold(urls.current), [session]);

  useEffect(
    () =>
      session.subscribeTime(() => {
        const { onTimeChange } = latest.current;
        if (onTimeChange === undefined || !told.current) return;
        if (reported.current.at(-1) === session.time) return;
        reported.current.push(session.time);
        if (reported.current.length > REMEMBERED) reported.current.shift();
        onTimeChange(session.time, session.frame);
      }),
    [session],
  );
  const { state, info, error } = snapshot;
  useEffect(() => latest.current.onStateChange?.(state), [state]);
  useEffect(() => {
    if (info !== null) latest.current.onLoad?.(info);
  }, [info]);
  const hadError = useRef(false);
  useEffect(() => {
    if (error !== null || hadError.current) latest.current.onError?.(error);
    hadError.current = error !== null;
  }, [error]);

  const ready = info !== null;
  useEffect(() => {
    told.current = ready;
    if (!ready || time === undefined) return;
    // What comes back from `onTimeChange` is no wish, even when it comes late.
    if (reported.current.includes(time) || Math.abs(time - session.time) < 1e-6) return;
    void session.seek(time);
  }, [session, ready, time]);
  useEffect(() => {
    if (!ready || playing === undefined) return;
    if (playing) void session.play();
    else session.pause();
  }, [session, ready, playing]);
  const started = useRef(false);
  useEffect(() => {
    if (!ready || started.current || !autoPlay || playing !== undefined) return;
    started.current = true;
    if (!prefersReducedMotion()) void session.play();
  }, [session, ready, autoPlay, playing]);

  // Whoever reads the time while rendering is rendered as it changes; nobody else is.
  const [reads] = useState(() => ({ time: false }));
  useSyncExternalStore(session.subscribeTime, () => (reads.time ? session.time : -1), minusOne);

  const actions = useActions(session);
  return useMemo(
    () => ({
      ...snapshot,
      ...actions,
      session,
      playing: snapshot.state === 'playing',
      get time() {
        reads.time = true;
        return session.time;
      },
      get frame() {
        reads.time = true;
        return session.frame;
      },
    }),
    [snapshot, actions, session, reads],
  );
}

function useActions(session: PreviewSession) {
  const canvasRef = useCallback((canvas: HTMLCanvasElement | null) => session.setCanvas(canvas), [session]);
  return useMemo(
    () => ({
      canvasRef,
      play: () => session.play(),
      pause: () => session.pause(),
      toggle: () => {
        if (session.getSnapshot().state === 'playing') session.pause();
        else void session.play();
      },
      seek: (seconds: number) => session.seek(seconds),
      seekFrame: (frame: number) => session.seekFrame(frame),
      step: (frames: number) => {
        session.pause();
        return session.seekFrame(session.frame + frames);
      },
      setLoop: (loop: boolean) => session.configure({ loop }),
      setMuted: (muted: boolean) => session.configure({ muted }),
      setVolume: (volume: number) => session.configure({ volume: Math.min(1, Math.max(0, volume)) }),
      setPlaybackRate: (playbackRate: number) => session.configure({ playbackRate }),
      retry: () => session.retry(),
    }),
    [session, canvasRef],
  );
}

/** The same object for as long as document and media are the same: by content, and by identity of each file. */
function useSource(composition: PreviewDocument | null, media: Readonly<Record<string, MediaInput>> | undefined) {
  const text = useMemo(() => (typeof composition === 'object' && composition !== null ? JSON.stringify(composition) : composition), [composition]);
  const files = useRef(media);
  if (!sameFiles(files.current, media)) files.current = media;
  const kept = files.current;
  return useMemo(() => (text === null ? null : { composition: text, media: kept }), [text, kept]);
}

function sameFiles(a: Readonly<Record<string, MediaInput>> | undefined, b: Readonly<Record<string, MediaInput>> | undefined): boolean {
  if (a === b) return true;
  const [left, right] = [Object.entries(a ?? {}), b ?? {}];
  return left.length === Object.keys(right).length && left.every(([src, input]) => String(right[src]) === String(input) && same(right[src], input));
}

function same(a: MediaInput | undefined, b: MediaInput): boolean {
  // Addresses by what they say, files by identity.
  return a === b || (a instanceof URL && b instanceof URL && a.href === b.href);
}

function prefersReducedMotion(): boolean {
  return typeof window.matchMedia === 'function' && window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function minusOne(): number {
  return -1;
}
