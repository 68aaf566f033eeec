import type { Layer } from '@reelspeed/types';
import { useEffect, useRef, useState, type CSSProperties, type PointerEvent, type ReactElement } from 'react';

import { setValueAt, tidy, type Animated, type Value } from '../model/animation.js';
import { boxOf, centreOf, contains, type Box } from '../model/boxes.js';
import { layersOf } from '../model/layers.js';
import { snap } from '../model/snap.js';
import { spanOf } from '../model/timing.js';
import { select, setLayer } from '../state/actions.js';
import { useLength, useLengths, useTime } from '../state/hooks.js';
import { useProject, useStore } from '../state/store.js';
import { measures } from './measure.js';

type Drag =
  | { readonly kind: 'move'; readonly x: number; readonly y: number; readonly box: Box; readonly moved: boolean }
  | { readonly kind: 'scale'; readonly distance: number; readonly box: Box }
  | { readonly kind: 'turn'; readonly angle: number; readonly box: Box };

/** Pixels of the screen within which edges and middles hold on. */
const REACH = 6;
const CORNERS = ['nw', 'ne', 'se', 'sw'] as const;

/** Handles over the picture: a click chooses a layer, dragging moves, scales and turns it. */
export function Overlay(): ReactElement | null {
  const { document, hidden } = useProject();
  const selection = useStore((s) => s.selection);
  const time = useTime();
  const length = useLength();
  const lengths = useLengths();
  const surface = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(0);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [guides, setGuides] = useState<{ x: number | null; y: number | null }>({ x: null, y: null });

  useEffect(() => {
    const element = surface.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setScale(element.clientWidth / document.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, [document.width]);

  const layers = layersOf(document);
  const there = (layer: Layer): boolean => {
    if (layer.id !== undefined && hidden.has(layer.id)) return false;
    const { start, end } = spanOf(layer, length, lengths);
    return time >= start - 1e-6 && time < end + 1e-6;
  };
  const clock = (layer: Layer): number => time - (layer.start ?? 0);
  const boxes = (layer: Layer): Box => boxOf(layer, clock(layer), document, measures);
  const index = selection?.kind === 'layer' ? selection.path[0]! : -1;
  const nested = selection?.kind === 'layer' && selection.path.length > 1;
  const layer = layers[index];
  const box = layer !== undefined && there(layer) ? boxes(layer) : null;

  const point = (event: PointerEvent): readonly [number, number] => {
    const bounds = surface.current!.getBoundingClientRect();
    return [(event.clientX - bounds.left) / scale, (event.clientY - bounds.top) / scale];
  };
  /** The front layer under the pointer; what fills the canvas only where nothing else is. */
  const hit = (x: number, y: number): number => {
    const under = layers.map((one, n) => ({ n, one })).filter(({ one }) => there(one)).reverse()
      .map(({ n, one }) => ({ n, box: boxes(one) })).filter(({ box: each }) => contains(each, x, y, 8 / scale));
    const fills = (each: Box): boolean => each.width * each.scale[0] >= document.width * 0.98 && each.height * each.scale[1] >= document.height * 0.98;
    return (under.find((one) => !fills(one.box)) ?? under[0])?.n ?? -1;
  };

  const begin = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0 || scale === 0) return;
    const [x, y] = point(event);
    const over = !nested && box !== null && contains(box, x, y) ? index : hit(x, y);
    event.currentTarget.setPointerCapture(event.pointerId);
    if (over !== index || nested) select(over === -1 ? null : { kind: 'layer', path: [over] });
    if (over !== -1) setDrag({ kind: 'move', x, y, box: boxes(layers[over]!), moved: false });
  };
  const put = (field: string, value: Value): void => {
    if (layer === undefined) return;
    const old = (layer.transform as Record<string, Animated> | undefined)?.[field];
    setLayer([index], ['transform', field], setValueAt(old, tidy(clock(layer)), value));
  };
  const follow = (event: PointerEvent<HTMLElement>): void => {
    if (drag === null || layer === undefined) return;
    const [x, y] = point(event);
    if (drag.kind === 'move') {
      const [dx, dy] = [x - drag.x, y - drag.y];
      if (!drag.moved && Math.hypot(dx, dy) * scale < 3) return;
      if (!drag.moved) setDrag({ ...drag, moved: true });
      const [cx, cy] = centreOf(drag.box);
      const [halfW, halfH] = [(drag.box.width * Math.abs(drag.box.scale[0])) / 2, (drag.box.height * Math.abs(drag.box.scale[1])) / 2];
      const reach = event.altKey ? 0 : REACH / scale;
      const line = (centre: number, half: number, size: number): { by: number; guide: number | null } => {
        const found = [snap(centre, [size / 2], reach), snap(centre - half, [0], reach), snap(centre + half, [size], reach)];
        const n = found.findIndex((one) => one.snapped !== null);
        const one = found[n];
        return one?.snapped == null ? { by: 0, guide: null } : { by: one.snapped - [centre, centre - half, centre + half][n]!, guide: one.snapped };
      };
      const [across, down] = [line(cx + dx, halfW, document.width), line(cy + dy, halfH, document.height)];
      setGuides({ x: across.guide, y: down.guide });
      put('position', [Math.round(drag.box.x + dx + across.by), Math.round(drag.box.y + dy + down.by)]);
    } else if (drag.kind === 'scale') {
      const factor = Math.max(0.02, Math.hypot(x - drag.box.x, y - drag.box.y) / drag.distance);
      const [sx, sy] = [tidy(drag.box.scale[0] * factor), tidy(drag.box.scale[1] * factor)];
      put('scale', sx === sy ? sx : [sx, sy]);
    } else {
      const turned = drag.box.rotation + ((Math.atan2(y - drag.box.y, x - drag.box.x) - drag.angle) * 180) / Math.PI;
      put('rotation', tidy(event.shiftKey ? Math.round(turned / 15) * 15 : snap(turned, [-180, -90, 0, 90, 180], 3).value, 1));
    }
  };
  const end = (): void => {
    setDrag(null);
    setGuides({ x: null, y: null });
  };
  const grab = (event: PointerEvent<HTMLElement>, kind: 'scale' | 'turn'): void => {
    if (box === null || event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const [x, y] = point(event);
    if (kind === 'scale') setDrag({ kind, box, distance: Math.max(1, Math.hypot(x - box.x, y - box.y)) });
    else setDrag({ kind, box, angle: Math.atan2(y - box.y, x - box.x) });
  };

  return (
    <div ref={surface} className="overlay" onPointerDown={begin} onPointerMove={follow} onPointerUp={end} onPointerCancel={end}>
      {guides.x !== null && <span className="overlay__guide overlay__guide--x" style={{ left: guides.x * scale }} />}
      {guides.y !== null && <span className="overlay__guide overlay__guide--y" style={{ top: guides.y * scale }} />}
      {box !== null && scale > 0 && !nested && (
        <div className={`overlay__box ${drag === null ? '' : 'overlay__box--held'}`} style={placed(box, scale)}>
          {CORNERS.map((corner) => (
            <span key={corner} className={`overlay__handle overlay__handle--${corner}`} onPointerDown={(event) => grab(event, 'scale')} />
          ))}
          <span className="overlay__turn" onPointerDown={(event) => grab(event, 'turn')} />
        </div>
      )}
    </div>
  );
}

/** The box in pixels of the screen. Its handles keep their size, so the scale goes into its sides. */
function placed(box: Box, scale: number): CSSProperties {
  const [width, height] = [box.width * Math.abs(box.scale[0]) * scale, box.height * Math.abs(box.scale[1]) * scale];
  return {
    width,
    height,
    left: box.x * scale - box.anchor[0] * width,
    top: box.y * scale - box.anchor[1] * height,
    transformOrigin: `${box.anchor[0] * 100}% ${box.anchor[1] * 100}%`,
    transform: `rotate(${box.rotation}deg)`,
  };
}
