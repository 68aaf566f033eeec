import { useState, type ReactElement } from 'react';

import { ENTRANCES, withEntrance, type Animated, type Entrance, type Value } from '../model/animation.js';
import { useDocument } from '../state/store.js';
import { Button } from '../ui/Button.js';
import { NumberField, Row, Section, Slider } from '../ui/fields.js';
import { Select } from '../ui/Select.js';
import { AnimatedRow } from './AnimatedRow.js';
import type { LayerForm } from './Inspector.js';
import { layerAt } from '../model/layers.js';
import { getState } from '../state/store.js';

export function TransformSection({ layer, path, set, start }: LayerForm): ReactElement {
  const document = useDocument();
  const { transform = {} } = layer;
  const parent = path.length > 1 ? layerAt(document, path.slice(0, -1)) : undefined;
  const size = parent?.type === 'group' && Array.isArray(parent.size) ? (parent.size as [number, number]) : ([document.width, document.height] as const);
  const field = (name: string) => (value: unknown) => set(['transform', name], value);
  const [seconds, setSeconds] = useState(0.6);

  const enter = (entrance: Entrance): void => {
    set(['transform'], withEntrance(layer, entrance, seconds, size));
    const { preview } = getState();
    void preview?.seek(start).then(() => (entrance === 'none' ? undefined : preview.play()));
  };
  return (
    <>
      <Section title="Place">
        <AnimatedRow label="Position" value={transform.position as Animated<readonly number[]> | undefined} fallback={[size[0] / 2, size[1] / 2]} start={start} onChange={field('position')}>
          {(value, put, implied) => (
            <>
              <NumberField label="Position: x" mark="X" value={value[0] ?? 0} implied={implied} onChange={(x) => put([x, value[1] ?? 0])} />
              <NumberField label="Position: y" mark="Y" value={value[1] ?? 0} implied={implied} onChange={(y) => put([value[0] ?? 0, y])} />
            </>
          )}
        </AnimatedRow>
        <AnimatedRow label="Scale" value={transform.scale as Animated<Value> | undefined} fallback={1 as Value} start={start} onChange={field('scale')}>
          {(value, put, implied) =>
            typeof value === 'number' ? (
              <NumberField label="Scale" mark="⤢" unit="%" value={Math.round(value * 1000) / 10} implied={implied} onChange={(percent) => put(percent / 100)} />
            ) : (
              <>
                <NumberField label="Scale across" mark="X" unit="%" value={Math.round((value[0] ?? 1) * 1000) / 10} onChange={(x) => put([x / 100, value[1] ?? 1])} />
                <NumberField label="Scale upright" mark="Y" unit="%" value={Math.round((value[1] ?? 1) * 1000) / 10} onChange={(y) => put([value[0] ?? 1, y / 100])} />
              </>
            )
          }
        </AnimatedRow>
        <AnimatedRow label="Rotation" value={transform.rotation as Animated<number> | undefined} fallback={0} start={start} onChange={field('rotation')}>
          {(value, put, implied) => <NumberField label="Rotation" mark="∠" unit="°" value={value} implied={implied} onChange={put} />}
        </AnimatedRow>
        <AnimatedRow label="Opacity" value={transform.opacity as Animated<number> | undefined} fallback={1} start={start} onChange={field('opacity')}>
          {(value, put, implied) => (
            <>
              <Slider label="Opacity" min={0} max={1} step={0.01} value={value} onChange={put} text={`${Math.round(value * 100)} %`} />
              <NumberField label="Opacity in per cent" unit="%" min={0} max={100} value={Math.round(value * 100)} implied={implied} onChange={(percent) => put(percent / 100)} />
            </>
          )}
        </AnimatedRow>
        <AnimatedRow label="Anchor" value={transform.anchor as Animated<readonly number[]> | undefined} fallback={[0.5, 0.5]} start={start} onChange={field('anchor')}>
          {(value, put, implied) => (
            <>
              <NumberField label="Anchor: x" mark="X" step={0.05} value={value[0] ?? 0.5} implied={implied} onChange={(x) => put([x, value[1] ?? 0.5])} />
              <NumberField label="Anchor: y" mark="Y" step={0.05} value={value[1] ?? 0.5} implied={implied} onChange={(y) => put([value[0] ?? 0.5, y])} />
            </>
          )}
        </AnimatedRow>
      </Section>
      <Section title="Entrance">
        <Row label="Style">
          <EntranceSelect onChoose={enter} />
        </Row>
        <Row label="Lasts">
          <NumberField label="How long it lasts" unit="s" step={0.1} min={0.05} max={60} value={seconds} onChange={setSeconds} />
        </Row>
      </Section>
    </>
  );
}

/** Entrances write keyframes, which can then be changed by hand: so there is nothing to be shown as chosen but the last choice. */
function EntranceSelect({ onChoose }: { onChoose: (entrance: Entrance) => void }): ReactElement {
  const [entrance, setEntrance] = useState<Entrance>('rise');
  return (
    <>
      <Select label="Entrance" value={entrance} options={ENTRANCES} onChange={setEntrance} />
      <Button onClick={() => onChoose(entrance)}>Apply</Button>
    </>
  );
}
