import type { AudioTrack, Layer } from '@reelspeed/types';
import { memo, useEffect, useRef, useState, type PointerEvent, type ReactElement } from 'react';

import { keyframesOf, tidy, type Animated } from '../model/animation.js';
import { kindOf } from '../model/kinds.js';
import { nameOf } from '../model/layers.js';
import { snap, snapSpan } from '../model/snap.js';
import type { Span } from '../model/timing.js';
import { change, select } from '../state/actions.js';
import { project, useStore } from '../state/store.js';
import { setIn, type Path } from '../model/path.js';
import { Icon } from '../ui/Icon.js';
import { Waveform } from './Waveform.js';

export type Line =
  | { readonly kind: 'layer'; readonly index: number; readonly layer: Layer; readonly span: Span }
  | { readonly kind: 'track'; readonly index: number; readonly track: AudioTrack; readonly span: Span };

interface Props {
  readonly line: Line;
  /** Pixels per second. */
  readonly scale: number;
  readonly length: number;
  readonly hidden: boolean;
  readonly places: (kind: string, index: number) => readonly number[];
}

type Grip = 'move' | 'start' | 'end';

/** Pixels within which a bar holds on. */
const REACH = 7;
/** Seconds that a bar has at least. */
const LEAST = 0.1;

/** A line of the timeline: a name, and a bar that is dragged. */
export const Bar = memo(function Bar({ line, scale, length, hidden, places }: Props): ReactElement {
  const { kind, index, span } = line;
  const selected = useStore((s) => s.selection?.kind === kind && (s.selection.kind === 'layer' ? s.selection.path[0] === index : s.selection.index === index));
  const drag = useRef<{ x: number; grip: Grip; span: Span; places: readonly number[] } | null>(null);
  const [held, setHeld] = useState<number | null>(null);
  const one = line.kind === 'layer' ? line.layer : line.track;
  const name = line.kind === 'layer' ? nameOf(line.layer) : (line.track.id ?? line.track.src);
  const tone = line.kind === 'layer' ? line.layer.type : 'audio';
  const source = line.kind === 'track' ? line.track : line.layer.type === 'video' && line.layer.muted !== true ? line.layer : null;

  const lane = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) lane.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);

  const choose = (): void => select(kind === 'layer' ? { kind: 'layer', path: [index] } : { kind: 'track', index });
  const put = (fields: readonly (readonly [string, number | undefined])[]): void => {
    const place: Path = [kind === 'layer' ? 'layers' : 'audio', index];
    const document = fields.reduce((doc, [field, value]) => setIn(doc, [...place, field], value), project().document);
    change({ document }, `time-${kind}-${index}`);
  };
  const begin = (event: PointerEvent<HTMLElement>, grip: Grip): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, grip, span, places: places(kind, index) };
    choose();
  };
  const follow = (event: PointerEvent<HTMLElement>): void => {
    const held = drag.current;
    if (held === null || Math.abs(event.clientX - held.x) < 2) return;
    const by = (event.clientX - held.x) / scale;
    const reach = event.altKey ? 0 : REACH / scale;
    const { start, end } = held.span;
    if (held.grip === 'move') {
      const found = snapSpan(Math.max(0, start + by), end - start, held.places, reach);
      setHeld(found.snapped);
      put([['start', tidy(Math.max(0, found.start)) || undefined]]);
      return;
    }
    const found = snap((held.grip === 'start' ? start : end) + by, held.places, reach);
    setHeld(found.snapped);
    if (held.grip === 'end') put([['duration', tidy(Math.max(LEAST, found.value - start))]]);
    else {
      const next = Math.min(end - LEAST, Math.max(0, found.value));
      const keepsEnd = one.duration !== undefined || (line.kind === 'layer' && 'src' in line.layer && line.layer.type === 'video');
      put([['start', tidy(next) || undefined], ...(keepsEnd ? [['duration', tidy(end - next)] as const] : [])]);
    }
  };
  const end = (): void => {
    drag.current = null;
    setHeld(null);
  };
  const handlers = { onPointerMove: follow, onPointerUp: end, onPointerCancel: end };

  return (
    <div ref={lane} className={`track ${selected ? 'track--selected' : ''} ${hidden ? 'track--hidden' : ''}`}>
      <button type="button" className="track__name" onClick={choose} tabIndex={-1}>
        <span className={`kind kind--${tone}`}><Icon name={line.kind === 'layer' ? kindOf(line.layer).icon : 'music'} size={14} /></span>
        <span>{name}</span>
      </button>
      <div className="track__lane" style={{ width: length * scale }}>
        {held !== null && <span className="track__snap" style={{ left: held * scale }} />}
        <div
          className={`bar bar--${tone}`}
          role="button"
          tabIndex={0}
          aria-label={`${name}: from ${tidy(span.start, 2)} to ${tidy(span.end, 2)} seconds`}
          aria-pressed={selected}
          style={{ left: span.start * scale, width: Math.max(6, (span.end - span.start) * scale) }}
          onPointerDown={(event) => begin(event, 'move')}
          {...handlers}
          onKeyDown={(event) => {
            if (event.key === 'Enter') choose();
            if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
            event.preventDefault();
            event.stopPropagation();
            const by = (event.shiftKey ? 1 : 0.1) * (event.key === 'ArrowLeft' ? -1 : 1);
            put([['start', tidy(Math.max(0, span.start + by)) || undefined]]);
          }}
        >
          {source !== null && <Waveform source={source} span={span} scale={scale} />}
          <span className="bar__name">{name}</span>
          {line.kind === 'layer' && <Keyframes layer={line.layer} scale={scale} />}
          <span className="bar__grip bar__grip--start" onPointerDown={(event) => begin(event, 'start')} {...handlers} />
          <span className="bar__grip bar__grip--end" onPointerDown={(event) => begin(event, 'end')} {...handlers} />
        </div>
      </div>
    </div>
  );
});

/** Where a layer's transform has keyframes. */
function Keyframes({ layer, scale }: { layer: Layer; scale: number }): ReactElement {
  const times = new Set(Object.values(layer.transform ?? {}).flatMap((value) => keyframesOf(value as Animated).map((one) => tidy(one.time))));
  return (
    <>
      {[...times].filter((time) => time >= 0).map((time) => (
        <span key={time} className="bar__keyframe" style={{ left: time * scale }} />
      ))}
    </>
  );
}
