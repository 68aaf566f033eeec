import { formatTime } from '@reelspeed/react';
import { useCallback, useEffect, useMemo, useRef, useState, type PointerEvent, type ReactElement, type WheelEvent } from 'react';

import { tidy } from '../model/animation.js';
import { layersOf, tracksOf } from '../model/layers.js';
import { markStep } from '../model/snap.js';
import { spanOf, spanOfTrack } from '../model/timing.js';
import { useLength, useLengths, useTime } from '../state/hooks.js';
import { getState, useDocument, useProject, useStore } from '../state/store.js';
import { IconButton } from '../ui/Button.js';
import { Slider } from '../ui/fields.js';
import { Bar } from './Bar.js';

/** Pixels of the column with names. */
export const NAMES = 168;
const MOST = 600;

/** Layers and sounds over time. */
export function Timeline(): ReactElement {
  const document = useDocument();
  const { hidden } = useProject();
  const length = useLength();
  const lengths = useLengths();
  const scroller = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(800);
  /** 0: all of it fits; 1: as large as it gets. */
  const [zoom, setZoom] = useState(0);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const least = Math.max(1, (room - NAMES - 32) / length);
  const scale = least * (Math.max(MOST, least) / least) ** zoom;
  const layers = layersOf(document);
  const tracks = tracksOf(document);

  const lines = useMemo(
    () => [
      ...layers.map((layer, index) => ({ kind: 'layer' as const, index, layer, span: spanOf(layer, length, lengths) })).reverse(),
      ...tracks.map((track, index) => ({ kind: 'track' as const, index, track, span: spanOfTrack(track, length, lengths) })),
    ],
    [layers, tracks, length, lengths],
  );
  /** Where bars hold on: ends of the others, the playhead, and the ends of it all. */
  const places = useCallback(
    (kind: string, index: number): number[] => [
      0,
      length,
      getState().preview?.session.time ?? 0,
      ...lines.flatMap((line) => (line.kind === kind && line.index === index ? [] : [line.span.start, line.span.end])),
    ],
    [lines, length],
  );

  const zoomAt = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    setZoom((now) => Math.min(1, Math.max(0, now - event.deltaY * 0.002)));
  };
  // The browser's own zoom has to be refused by a listener that is not passive.
  useEffect(() => {
    const element = scroller.current;
    const refuse = (event: globalThis.WheelEvent): void => {
      if (event.ctrlKey || event.metaKey) event.preventDefault();
    };
    element?.addEventListener('wheel', refuse, { passive: false });
    return () => element?.removeEventListener('wheel', refuse);
  }, []);

  const width = NAMES + length * scale + 32;
  return (
    <section className="timeline" aria-label="Timeline">
      <Transport length={length} zoom={zoom} onZoom={setZoom} />
      <div className="timeline__scroller" ref={scroller} onWheel={zoomAt}>
        <div className="timeline__content" style={{ width }}>
          <Ruler length={length} scale={scale} />
          <div className="timeline__lines">
            {lines.map((line) => (
              <Bar
                key={`${line.kind}-${line.index}`}
                line={line}
                scale={scale}
                length={length}
                hidden={line.kind === 'layer' && line.layer.id !== undefined && hidden.has(line.layer.id)}
                places={places}
              />
            ))}
            {lines.length === 0 && <p className="timeline__empty">Layers and sounds appear here as bars: drag them to move, their ends to trim.</p>}
          </div>
          <Playhead scale={scale} scroller={scroller} />
        </div>
      </div>
    </section>
  );
}

function Transport({ length, zoom, onZoom }: { length: number; zoom: number; onZoom: (zoom: number) => void }): ReactElement {
  const preview = useStore((s) => s.preview);
  const ready = preview?.info != null;
  return (
    <div className="transport">
      <div className="transport__side">
        <Clock length={length} />
      </div>
      <div className="transport__middle">
        <IconButton icon="start" fill label="To the start (Home)" disabled={!ready} onClick={() => void preview?.seekFrame(0)} />
        <IconButton icon={preview?.playing === true ? 'pause' : 'play'} fill={preview?.playing !== true} className="transport__play" label={preview?.playing === true ? 'Pause (space)' : 'Play (space)'} disabled={!ready} onClick={() => preview?.toggle()} />
        <IconButton icon="end" fill label="To the end (End)" disabled={!ready} onClick={() => void preview?.seekFrame((preview.info?.frameCount ?? 1) - 1)} />
        <IconButton icon="loop" label="Loop (L)" aria-pressed={preview?.loop === true} disabled={!ready} onClick={() => preview?.setLoop(!preview.loop)} />
        <IconButton icon={preview?.muted === true ? 'silent' : 'sound'} label="Mute (M)" aria-pressed={preview?.muted === true} disabled={!ready} onClick={() => preview?.setMuted(!preview.muted)} />
      </div>
      <div className="transport__side transport__side--end">
        <IconButton icon="fit" label="Show all of it" disabled={zoom === 0} onClick={() => onZoom(0)} />
        <div className="transport__zoom">
          <Slider label="Zoom of the timeline" min={0} max={1} step={0.01} value={zoom} onChange={onZoom} text={`${Math.round(zoom * 100)} %`} />
        </div>
      </div>
    </div>
  );
}

function Clock({ length }: { length: number }): ReactElement {
  const time = useTime();
  return (
    <span className="clock" aria-label="Time">
      {formatTime(time)} <span>/ {formatTime(length)}</span>
    </span>
  );
}

/** Marks of time; pressing or dragging moves the playhead. */
function Ruler({ length, scale }: { length: number; scale: number }): ReactElement {
  const step = markStep(scale);
  const marks = Array.from({ length: Math.floor(length / step + 1e-6) + 1 }, (_, n) => tidy(n * step));
  const resumes = useRef(false);
  const preview = useStore((s) => s.preview);
  const follow = (event: PointerEvent<HTMLElement>): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const { preview } = getState();
    const info = preview?.info;
    if (preview == null || info == null) return;
    const frame = Math.round(Math.max(0, Math.min(length, (event.clientX - left) / scale)) * info.frameRate);
    void preview.seekFrame(frame);
  };
  return (
    <div className="ruler">
      <div className="ruler__corner" />
      <div
        className="ruler__marks"
        style={{ width: length * scale + 32 }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          resumes.current = preview?.playing === true;
          preview?.pause();
          follow(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
        }}
        onPointerUp={() => {
          if (resumes.current) void preview?.play();
          resumes.current = false;
        }}
      >
        {marks.map((mark) => (
          <span key={mark} className="ruler__mark" style={{ left: mark * scale }}>
            {step < 1 ? mark.toFixed(1) : mark < 60 ? `${mark}s` : formatTime(mark).replace(/\.\d$/, '')}
          </span>
        ))}
        <span className="ruler__end" style={{ left: length * scale }} />
        <RulerHead scale={scale} />
      </div>
    </div>
  );
}

function Playhead({ scale, scroller }: { scale: number; scroller: React.RefObject<HTMLDivElement | null> }): ReactElement {
  const time = useTime();
  const playing = useStore((s) => s.preview?.playing === true);
  const left = NAMES + time * scale;
  useEffect(() => {
    const element = scroller.current;
    if (!playing || element === null) return;
    // While it plays the playhead stays in sight.
    if (left > element.scrollLeft + element.clientWidth - 40 || left < element.scrollLeft + NAMES) element.scrollLeft = left - NAMES - 80;
  }, [left, playing, scroller]);
  return (
    <div className="playhead" style={{ transform: `translateX(${left}px)` }} aria-hidden="true" />
  );
}

/** The playhead's head: in the ruler, so that the names cover it when it is scrolled away. */
function RulerHead({ scale }: { scale: number }): ReactElement {
  return <span className="ruler__head" style={{ transform: `translateX(${useTime() * scale}px)` }} />;
}
