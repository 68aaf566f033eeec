import type { GradientStop, Paint } from '@reelspeed/types';
import type { ReactElement } from 'react';

import { valueAt, type Animated } from '../model/animation.js';
import { IconButton } from '../ui/Button.js';
import { ColorField } from '../ui/ColorField.js';
import { NumberField, Row, Segmented } from '../ui/fields.js';

interface Props {
  readonly label: string;
  readonly value: Paint | undefined;
  readonly fallback: string;
  readonly onChange: (value: Paint | undefined) => void;
  /** Whether there may be none. */
  readonly optional?: boolean;
}

type Kind = 'none' | 'color' | 'linear' | 'radial';

/** A colour or a gradient. */
export function PaintField({ label, value, fallback, onChange, optional = false }: Props): ReactElement {
  const kind: Kind = value === undefined ? (optional ? 'none' : 'color') : typeof value === 'object' && value !== null ? value.type : 'color';
  const color = typeof value === 'string' ? value : fallback;
  const stops: readonly GradientStop[] = typeof value === 'object' && Array.isArray(value?.stops) ? value.stops : [];
  const become = (next: Kind): void => {
    if (next === 'none') return onChange(undefined);
    if (next === 'color') return onChange(stops[0]?.color ?? color);
    const kept: GradientStop[] = stops.length >= 2 ? [...stops] : [{ offset: 0, color }, { offset: 1, color: '#14161c' }];
    onChange(next === 'linear' ? { type: 'linear', angle: 180, stops: kept } : { type: 'radial', stops: kept });
  };
  const putStops = (next: readonly GradientStop[]): void => {
    if (typeof value === 'object') onChange({ ...value, stops: [...next] });
  };
  return (
    <>
      <Row label={label}>
        <Segmented<Kind>
          label={`${label}: kind`}
          value={kind}
          onChange={become}
          options={[
            ...(optional ? [{ value: 'none' as const, label: 'None' }] : []),
            { value: 'color', label: 'Solid' },
            { value: 'linear', label: 'Linear' },
            { value: 'radial', label: 'Radial' },
          ]}
        />
      </Row>
      {kind === 'color' && (
        <Row label="Colour">
          <ColorField label={`${label}: colour`} value={color} onChange={onChange} />
        </Row>
      )}
      {typeof value === 'object' && value?.type === 'linear' && (
        <Row label="Angle">
          <NumberField label="Angle" mark="∠" unit="°" value={valueAt(value.angle as Animated<number> | undefined, 0, 180)} onChange={(angle) => onChange({ ...value, angle })} />
        </Row>
      )}
      {stops.map((stop, n) => (
        <div className="stop" key={n}>
          <ColorField label={`Stop ${n + 1}: colour`} value={stop.color} onChange={(next) => putStops(stops.map((one, k) => (k === n ? { ...one, color: next } : one)))} />
          <NumberField
            label={`Stop ${n + 1}: place`}
            unit="%"
            value={Math.round(valueAt(stop.offset as Animated<number>, 0, 0) * 100)}
            min={n === 0 ? 0 : valueAt(stops[n - 1]!.offset as Animated<number>, 0, 0) * 100}
            max={n === stops.length - 1 ? 100 : valueAt(stops[n + 1]!.offset as Animated<number>, 0, 1) * 100}
            onChange={(place) => putStops(stops.map((one, k) => (k === n ? { ...one, offset: place / 100 } : one)))}
          />
          {stops.length > 2 ? (
            <IconButton small icon="close" label="Remove the stop" onClick={() => putStops(stops.filter((_, k) => k !== n))} />
          ) : (
            <IconButton
              small
              icon="plus"
              label="Add a stop"
              onClick={() => putStops([stops[0]!, { offset: 0.5, color: stops[0]!.color }, ...stops.slice(1)])}
            />
          )}
        </div>
      ))}
    </>
  );
}
