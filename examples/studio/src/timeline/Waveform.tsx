import { useEffect, useRef, useState, type ReactElement } from 'react';

import type { Span } from '../model/timing.js';
import { useStore } from '../state/store.js';

interface Props {
  readonly source: { readonly src: string; readonly trim?: { readonly start?: number; readonly end?: number }; readonly speed?: number; readonly loop?: boolean };
  readonly span: Span;
  /** Pixels per second. */
  readonly scale: number;
}

/** Buckets of a second of sound; more are not seen at most zooms. */
const PER_SECOND = 50;
const MOST_BUCKETS = 20_000;

/** Loudest and quietest samples by bucket, once for each file. */
const known = new WeakMap<Blob, Promise<Float32Array>>();

/** The sound of a bar as a picture. */
export function Waveform({ source, span, scale }: Props): ReactElement {
  const preview = useStore((s) => s.preview?.preview ?? null);
  const ready = useStore((s) => s.preview?.info != null);
  const item = useStore((s) => s.media.find((one) => one.src === source.src));
  const canvas = useRef<HTMLCanvasElement>(null);
  const [peaks, setPeaks] = useState<Float32Array | null>(null);

  useEffect(() => {
    if (preview === null || !ready || item === undefined || item.duration === 0) return undefined;
    let current = true;
    let wave = known.get(item.file);
    if (wave === undefined) {
      // The document that names the file may not have been loaded yet.
      preview.setMedia(source.src, item.file);
      wave = preview.waveform(source.src, Math.min(MOST_BUCKETS, Math.max(50, Math.ceil(item.duration * PER_SECOND))));
      known.set(item.file, wave);
      // A file without sound has none; one that could not be read yet is asked again.
      wave.catch(() => known.delete(item.file));
    }
    wave.then((found) => current && setPeaks(found), () => {});
    return () => {
      current = false;
    };
  }, [preview, ready, item, source.src]);

  const seconds = span.end - span.start;
  useEffect(() => {
    const element = canvas.current;
    if (element === null || peaks === null || item === undefined) return;
    const ratio = Math.min(2, devicePixelRatio);
    // One canvas for the whole bar, of limited width: far zoomed in it is stretched.
    const width = Math.min(8000, Math.max(1, Math.round(seconds * scale * ratio)));
    const height = Math.round(element.clientHeight * ratio);
    element.width = width;
    element.height = height;
    const context = element.getContext('2d');
    if (context === null) return;
    context.fillStyle = getComputedStyle(element).color;
    const buckets = peaks.length / 2;
    // As high as the bar: what is quiet all through should be seen too.
    const loudest = peaks.reduce((most, peak) => Math.max(most, Math.abs(peak)), 0.05);
    const from = source.trim?.start ?? 0;
    const to = Math.min(item.duration, source.trim?.end ?? item.duration);
    const part = Math.max(0.01, to - from);
    for (let x = 0; x < width; x += 1) {
      const elapsed = (x / width) * seconds * (source.speed ?? 1);
      if (elapsed > part && source.loop !== true) break;
      const first = ((from + (elapsed % part)) / item.duration) * buckets;
      const last = Math.max(first + 1, first + ((seconds * (source.speed ?? 1)) / width / item.duration) * buckets);
      let [low, high] = [0, 0];
      for (let n = Math.floor(first); n < last && n < buckets; n += 1) {
        low = Math.min(low, peaks[2 * n]!);
        high = Math.max(high, peaks[2 * n + 1]!);
      }
      const half = (height * 0.46) / loudest;
      context.fillRect(x, height / 2 - high * half, 1, Math.max(1, (high - low) * half));
    }
  }, [peaks, item, seconds, scale, source.trim?.start, source.trim?.end, source.speed, source.loop]);

  return <canvas ref={canvas} className="waveform" aria-hidden="true" data-ready={peaks !== null} />;
}
