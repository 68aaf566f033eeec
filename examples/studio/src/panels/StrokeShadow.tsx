import type { Shadow, Stroke } from '@reelspeed/types';
import type { ReactElement } from 'react';

import { valueAt, type Animated } from '../model/animation.js';
import { ColorField } from '../ui/ColorField.js';
import { NumberField, Row, Switch } from '../ui/fields.js';

interface StrokeProps {
  readonly label: string;
  readonly value: Stroke | undefined;
  readonly start: number;
  readonly onChange: (value: Stroke | undefined) => void;
}

export function StrokeFields({ label, value, onChange }: StrokeProps): ReactElement {
  return (
    <>
      <Switch label={label} value={value !== undefined} onChange={(on) => onChange(on ? { color: '#0b0c10', width: 8 } : undefined)} />
      {value !== undefined && (
        <Row label="">
          <ColorField label={`${label}: colour`} value={value.color} onChange={(color) => onChange({ ...value, color })} />
          <NumberField label={`${label}: width`} unit="px" min={0} max={1000} value={valueAt(value.width as Animated<number>, 0, 0)} onChange={(width) => onChange({ ...value, width })} />
        </Row>
      )}
    </>
  );
}

export function ShadowFields({ value, onChange }: { value: Shadow | undefined; onChange: (value: Shadow | undefined) => void }): ReactElement {
  const offset = valueAt(value?.offset as Animated<readonly number[]> | undefined, 0, [0, 0]);
  return (
    <>
      <Switch label="Shadow" value={value !== undefined} onChange={(on) => onChange(on ? { color: '#00000090', offset: [0, 8], blur: 24 } : undefined)} />
      {value !== undefined && (
        <>
          <Row label="">
            <ColorField label="Shadow: colour" value={value.color} onChange={(color) => onChange({ ...value, color })} />
            <NumberField label="Shadow: blur" mark="◌" min={0} max={500} value={valueAt(value.blur as Animated<number> | undefined, 0, 0)} onChange={(blur) => onChange({ ...value, blur })} />
          </Row>
          <Row label="Offset">
            <NumberField label="Shadow: to the right" mark="X" value={offset[0] ?? 0} onChange={(x) => onChange({ ...value, offset: [x, offset[1] ?? 0] })} />
            <NumberField label="Shadow: down" mark="Y" value={offset[1] ?? 0} onChange={(y) => onChange({ ...value, offset: [offset[0] ?? 0, y] })} />
          </Row>
        </>
      )}
    </>
  );
}
