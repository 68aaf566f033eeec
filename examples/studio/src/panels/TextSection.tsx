import type { TextAlign, TextLayer } from '@reelspeed/types';
import type { ReactElement } from 'react';

import type { Animated } from '../model/animation.js';
import { ColorField } from '../ui/ColorField.js';
import { NumberField, Row, Section, Segmented, Switch, TextArea } from '../ui/fields.js';
import { Select } from '../ui/Select.js';
import { AnimatedRow } from './AnimatedRow.js';
import type { LayerForm } from './Inspector.js';
import { PaintField } from './PaintField.js';
import { ShadowFields, StrokeFields } from './StrokeShadow.js';

const WEIGHTS = [
  { value: 400, label: 'Regular' },
  { value: 500, label: 'Medium' },
  { value: 600, label: 'Semibold' },
  { value: 700, label: 'Bold' },
];
const FAMILIES = [
  { value: 'Inter', label: 'Inter' },
  { value: 'DejaVu Sans', label: 'DejaVu Sans' },
  { value: 'Noto Sans Arabic', label: 'Noto Sans Arabic' },
  { value: 'Noto Sans Hebrew', label: 'Noto Sans Hebrew' },
  { value: 'Noto Sans Devanagari', label: 'Noto Sans Devanagari' },
  { value: 'Noto Sans Thai', label: 'Noto Sans Thai' },
  { value: 'Noto Sans SC', label: 'Noto Sans SC' },
];

export function TextSection({ layer, set, start }: LayerForm<TextLayer>): ReactElement {
  const { style = {} } = layer;
  const family = style.fontFamily?.[0] ?? 'DejaVu Sans';
  const families = FAMILIES.some((one) => one.value === family) ? FAMILIES : [{ value: family, label: family }, ...FAMILIES];
  const align: TextAlign = style.align ?? 'center';
  const weight = style.fontWeight ?? 400;
  return (
    <>
      <Section title="Text">
        <TextArea label="Text" value={layer.text ?? ''} onChange={(text) => set(['text'], text)} />
        <Row label="Font">
          <Select label="Font" value={family} options={families} onChange={(value) => set(['style', 'fontFamily'], [value, ...(style.fontFamily ?? []).slice(1)])} />
        </Row>
        <Row label="Weight">
          <Select label="Weight" value={weight} options={WEIGHTS.some((one) => one.value === weight) ? WEIGHTS : [{ value: weight, label: String(weight) }, ...WEIGHTS]} onChange={(value) => set(['style', 'fontWeight'], value)} />
        </Row>
        <AnimatedRow label="Size" value={style.fontSize as Animated<number>} fallback={48} start={start} onChange={(value) => set(['style', 'fontSize'], value)}>
          {(value, put, implied) => <NumberField label="Font size" mark="T" unit="px" min={1} max={2000} value={value} implied={implied} onChange={put} />}
        </AnimatedRow>
        <Row label="Align">
          <Segmented<TextAlign>
            label="Alignment"
            value={align === 'start' ? 'left' : align === 'end' ? 'right' : align}
            onChange={(value) => set(['style', 'align'], value)}
            options={[
              { value: 'left', label: 'Left', icon: 'alignLeft' },
              { value: 'center', label: 'Centre', icon: 'alignCenter' },
              { value: 'right', label: 'Right', icon: 'alignRight' },
            ]}
          />
        </Row>
        <AnimatedRow label="Line" value={style.lineHeight as Animated<number>} fallback={1.2} start={start} onChange={(value) => set(['style', 'lineHeight'], value)}>
          {(value, put, implied) => <NumberField label="Line height" mark="↕" unit="×" step={0.05} min={0.5} max={5} value={value} implied={implied} onChange={put} />}
        </AnimatedRow>
        <AnimatedRow label="Spacing" value={style.letterSpacing as Animated<number>} fallback={0} start={start} onChange={(value) => set(['style', 'letterSpacing'], value)}>
          {(value, put, implied) => <NumberField label="Letter spacing" mark="↔" unit="px" min={-100} max={1000} value={value} implied={implied} onChange={put} />}
        </AnimatedRow>
        <Row label="Wrap at">
          <NumberField label="Longest line" mark="W" unit="px" min={1} max={16384} step={10} value={typeof layer.maxWidth === 'number' ? layer.maxWidth : 1000} implied={layer.maxWidth === undefined} onChange={(value) => set(['maxWidth'], value)} />
        </Row>
      </Section>
      <Section title="Colour">
        <PaintField label="Letters" value={style.color} fallback="#ffffff" onChange={(value) => set(['style', 'color'], value)} />
        <StrokeFields label="Outline" value={style.stroke} start={start} onChange={(value) => set(['style', 'stroke'], value)} />
        <ShadowFields value={style.shadow} onChange={(value) => set(['style', 'shadow'], value)} />
      </Section>
      <Section title="Box" open={style.box !== undefined}>
        <Switch label="Box behind the text" value={style.box !== undefined} onChange={(on) => set(['style', 'box'], on ? { fill: '#14161c', padding: [32, 20], radius: 20 } : undefined)} />
        {style.box !== undefined && (
          <>
            <Row label="Fill">
              <ColorField label="Fill of the box" value={typeof style.box.fill === 'string' ? style.box.fill : (style.box.fill?.stops?.[0]?.color ?? '#000000')} onChange={(value) => set(['style', 'box', 'fill'], value)} />
            </Row>
            <AnimatedRow label="Padding" value={style.box.padding as Animated<readonly number[]>} fallback={[24, 16]} start={start} onChange={(value) => set(['style', 'box', 'padding'], value)}>
              {(value, put, implied) => (
                <>
                  <NumberField label="Padding left and right" mark="X" min={0} max={1000} value={value[0] ?? 0} implied={implied} onChange={(x) => put([x, value[1] ?? 0])} />
                  <NumberField label="Padding above and below" mark="Y" min={0} max={1000} value={value[1] ?? 0} implied={implied} onChange={(y) => put([value[0] ?? 0, y])} />
                </>
              )}
            </AnimatedRow>
            <AnimatedRow label="Corners" value={style.box.radius as Animated<number>} fallback={0} start={start} onChange={(value) => set(['style', 'box', 'radius'], value)}>
              {(value, put, implied) => <NumberField label="Corner radius" mark="◜" unit="px" min={0} max={1000} value={value} implied={implied} onChange={put} />}
            </AnimatedRow>
          </>
        )}
      </Section>
    </>
  );
}
