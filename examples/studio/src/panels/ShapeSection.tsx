import type { ShapeLayer } from '@reelspeed/types';
import type { ReactElement } from 'react';

import type { Animated } from '../model/animation.js';
import { NumberField, Row, Section, TextArea } from '../ui/fields.js';
import { Select } from '../ui/Select.js';
import { AnimatedRow } from './AnimatedRow.js';
import type { LayerForm } from './Inspector.js';
import { PaintField } from './PaintField.js';
import { ShadowFields, StrokeFields } from './StrokeShadow.js';

const SHAPES = {
  rect: { kind: 'rect', width: 540, height: 320, radius: 32 },
  ellipse: { kind: 'ellipse', width: 400, height: 400 },
  line: { kind: 'line', from: [0, 0], to: [540, 0] },
  path: { kind: 'path', d: 'M0 0 L240 120 L0 240 Z' },
} as const;

export function ShapeSection({ layer, set, start }: LayerForm<ShapeLayer>): ReactElement {
  const { geometry } = layer;
  const size = (field: 'width' | 'height', mark: string, value: Animated<number>): ReactElement => (
    <AnimatedRow label={field === 'width' ? 'Width' : 'Height'} value={value} fallback={100} start={start} onChange={(next) => set(['geometry', field], next)}>
      {(now, put, implied) => <NumberField label={field === 'width' ? 'Width' : 'Height'} mark={mark} unit="px" min={1} max={16384} value={now} implied={implied} onChange={put} />}
    </AnimatedRow>
  );
  const end = (field: 'from' | 'to', value: Animated<readonly number[]>): ReactElement => (
    <AnimatedRow label={field === 'from' ? 'From' : 'To'} value={value} fallback={[0, 0]} start={start} onChange={(next) => set(['geometry', field], next)}>
      {(now, put) => (
        <>
          <NumberField label={`${field}: x`} mark="X" value={now[0] ?? 0} onChange={(x) => put([x, now[1] ?? 0])} />
          <NumberField label={`${field}: y`} mark="Y" value={now[1] ?? 0} onChange={(y) => put([now[0] ?? 0, y])} />
        </>
      )}
    </AnimatedRow>
  );
  return (
    <>
      <Section title="Shape">
        <Row label="Kind">
          <Select
            label="Kind of shape"
            value={geometry?.kind ?? 'rect'}
            options={[
              { value: 'rect', label: 'Rectangle' },
              { value: 'ellipse', label: 'Ellipse' },
              { value: 'line', label: 'Line' },
              { value: 'path', label: 'Path' },
            ]}
            onChange={(kind) => set(['geometry'], SHAPES[kind as keyof typeof SHAPES])}
          />
        </Row>
        {(geometry?.kind === 'rect' || geometry?.kind === 'ellipse') && (
          <>
            {size('width', 'W', geometry.width as Animated<number>)}
            {size('height', 'H', geometry.height as Animated<number>)}
          </>
        )}
        {geometry?.kind === 'rect' && (typeof geometry.radius !== 'object' || 'keyframes' in geometry.radius) && (
          <AnimatedRow label="Corners" value={geometry.radius as Animated<number> | undefined} fallback={0} start={start} onChange={(next) => set(['geometry', 'radius'], next)}>
            {(now, put, implied) => <NumberField label="Corner radius" mark="◜" unit="px" min={0} max={16384} value={now} implied={implied} onChange={put} />}
          </AnimatedRow>
        )}
        {geometry?.kind === 'line' && (
          <>
            {end('from', geometry.from as Animated<readonly number[]>)}
            {end('to', geometry.to as Animated<readonly number[]>)}
          </>
        )}
        {geometry?.kind === 'path' && <TextArea label="Path data" value={geometry.d} onChange={(d) => set(['geometry', 'd'], d)} />}
      </Section>
      <Section title="Colour">
        {geometry?.kind !== 'line' && <PaintField label="Fill" value={layer.fill} fallback="#7c8cff" optional onChange={(value) => set(['fill'], value)} />}
        <StrokeFields label="Outline" value={layer.stroke} start={start} onChange={(value) => set(['stroke'], value)} />
        <ShadowFields value={layer.shadow} onChange={(value) => set(['shadow'], value)} />
      </Section>
    </>
  );
}
