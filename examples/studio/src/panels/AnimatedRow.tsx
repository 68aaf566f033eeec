import type { Easing } from '@reelspeed/types';
import { useState, type ReactElement, type ReactNode } from 'react';

import { keyframesOf, SAME_TIME, setValueAt, tidy, toggleKeyframe, valueAt, type Animated, type Keyframe, type Value } from '../model/animation.js';
import { curveOf, EASINGS } from '../model/easing.js';
import { getState } from '../state/store.js';
import { useTime } from '../state/hooks.js';
import { IconButton } from '../ui/Button.js';
import { NumberField, Row } from '../ui/fields.js';
import { Select, type Option } from '../ui/Select.js';

interface Props<V extends Value> {
  readonly label: string;
  readonly value: Animated<V> | undefined;
  readonly fallback: V;
  /** When its layer begins, in seconds of the composition. */
  readonly start: number;
  readonly onChange: (value: Animated<V>) => void;
  /** The fields of a value. */
  readonly children: (value: V, put: (value: V) => void, implied: boolean) => ReactNode;
}

/** A property that can move: its value at the playhead, and a diamond that sets keyframes. */
export function AnimatedRow<V extends Value>({ label, value, fallback, start, onChange, children }: Props<V>): ReactElement {
  const frames = keyframesOf(value);
  return frames.length === 0 ? (
    <Row
      label={label}
      aside={
        <IconButton small icon="diamond" className="keyframe-button" label={`Animate ${label.toLowerCase()} from the playhead`} onClick={() => onChange(toggleKeyframe(value, now(start), fallback))} />
      }
    >
      {children(valueAt(value, 0, fallback), onChange, value === undefined)}
    </Row>
  ) : (
    <MovingRow label={label} value={value} fallback={fallback} start={start} onChange={onChange}>
      {children}
    </MovingRow>
  );
}

function now(start: number): number {
  return tidy((getState().preview?.session.time ?? 0) - start);
}

/** Follows the playhead. */
function MovingRow<V extends Value>({ label, value, fallback, start, onChange, children }: Props<V>): ReactElement {
  const [open, setOpen] = useState(true);
  const time = tidy(useTime() - start);
  const frames = keyframesOf(value);
  const here = frames.some((one) => Math.abs(one.time - time) < SAME_TIME);
  const go = (to: number | undefined): void => {
    if (to !== undefined) void getState().preview?.seek(to + start + 1e-4);
  };
  const previous = frames.findLast((one) => one.time < time - SAME_TIME)?.time;
  const next = frames.find((one) => one.time > time + SAME_TIME)?.time;
  return (
    <>
      <Row
        label={label}
        aside={
          <span className="keyframe-nav">
            <IconButton small icon="previous" label="Previous keyframe" disabled={previous === undefined} onClick={() => go(previous)} />
            <IconButton small icon="diamond" fill={here} className="keyframe-button keyframe-button--on" label={here ? 'Remove this keyframe' : 'Add a keyframe here'} onClick={() => onChange(toggleKeyframe(value, time, fallback))} />
            <IconButton small icon="next" label="Next keyframe" disabled={next === undefined} onClick={() => go(next)} />
            <IconButton small icon={open ? 'chevron' : 'chevronRight'} label={open ? 'Hide keyframes' : 'Show keyframes'} aria-expanded={open} onClick={() => setOpen(!open)} />
          </span>
        }
      >
        {children(valueAt(value, time, fallback), (next) => onChange(setValueAt(value, time, next)), false)}
      </Row>
      {open && (
        <ol className="keyframes" aria-label={`Keyframes of ${label.toLowerCase()}`}>
          {frames.map((frame, n) => (
            <KeyframeLine
              key={n}
              frame={frame}
              last={n === frames.length - 1}
              least={n === 0 ? -3600 : frames[n - 1]!.time + 0.01}
              most={n === frames.length - 1 ? 21_600 : frames[n + 1]!.time - 0.01}
              onGo={() => go(frame.time)}
              onChange={(changed) => onChange({ keyframes: frames.map((one, k) => (k === n ? changed : one)) } as Animated<V>)}
              onRemove={() => onChange(frames.length === 1 ? frame.value : ({ keyframes: frames.filter((_, k) => k !== n) } as Animated<V>))}
            />
          ))}
        </ol>
      )}
    </>
  );
}

interface LineProps<V extends Value> {
  readonly frame: Keyframe<V>;
  readonly last: boolean;
  readonly least: number;
  readonly most: number;
  readonly onGo: () => void;
  readonly onChange: (frame: Keyframe<V>) => void;
  readonly onRemove: () => void;
}

function KeyframeLine<V extends Value>({ frame, last, least, most, onGo, onChange, onRemove }: LineProps<V>): ReactElement {
  return (
    <li className="keyframes__line">
      <IconButton small icon="diamond" fill label={`Go to ${tidy(frame.time)} seconds`} onClick={onGo} />
      <NumberField label="Time of the keyframe" value={frame.time} step={0.05} min={least} max={most} unit="s" onChange={(time) => onChange({ ...frame, time })} />
      {last ? <span className="keyframes__rest">stays</span> : <EasingSelect value={frame.easing ?? 'linear'} onChange={(easing) => onChange({ ...frame, easing })} />}
      <IconButton small icon="close" label="Remove the keyframe" onClick={onRemove} />
    </li>
  );
}

const sameEasing = (a: Easing, b: Easing): boolean => JSON.stringify(a) === JSON.stringify(b);
const easingOptions: readonly Option<Easing>[] = EASINGS.map(({ label, value }) => ({ label, value, picture: <Curve easing={value} /> }));

/** The easing until the next keyframe; one of the document's own is in the list too. */
export function EasingSelect({ value, onChange }: { value: Easing; onChange: (easing: Easing) => void }): ReactElement {
  const known = easingOptions.some((option) => sameEasing(option.value, value));
  const name = wordsOf(typeof value === 'string' ? value : (Object.keys(value)[0] ?? 'custom'));
  const options = known ? easingOptions : [{ value, label: name, picture: <Curve easing={value} /> }, ...easingOptions];
  return <Select label="Easing" value={value} options={options} same={sameEasing} onChange={onChange} />;
}

/** `easeInBack` as `Ease in back`. */
function wordsOf(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** An easing as a line. */
function Curve({ easing }: { easing: Easing }): ReactElement {
  const curve = curveOf(easing);
  const points = Array.from({ length: 25 }, (_, n) => `${2 + (n / 24) * 16},${15 - curve(n / 24) * 10}`);
  return (
    <svg className="curve" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
