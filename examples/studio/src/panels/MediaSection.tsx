import type { Fit, ImageLayer, VideoLayer } from '@reelspeed/types';
import type { ReactElement } from 'react';

import type { Animated } from '../model/animation.js';
import { useStore } from '../state/store.js';
import { NumberField, Row, Section, Slider, Switch } from '../ui/fields.js';
import { Select } from '../ui/Select.js';
import { AnimatedRow } from './AnimatedRow.js';
import type { LayerForm } from './Inspector.js';

const FITS: readonly { value: Fit; label: string }[] = [
  { value: 'cover', label: 'Cover' },
  { value: 'contain', label: 'Contain' },
  { value: 'fill', label: 'Stretch' },
  { value: 'blurredFill', label: 'Blurred fill' },
];

export function MediaSection({ layer, set, start }: LayerForm<VideoLayer | ImageLayer>): ReactElement {
  const media = useStore((s) => s.media);
  const canvas = useStore((s) => s.history.now.document);
  const item = media.find((one) => one.src === layer.src);
  const files = media.filter((one) => one.kind === layer.type).map((one) => ({ value: one.src, label: one.src }));
  const options = files.some((one) => one.value === layer.src) ? files : [{ value: layer.src, label: layer.src }, ...files];
  const natural: readonly number[] = layer.type === 'image' && item !== undefined ? [item.width, item.height] : [canvas.width, canvas.height];
  return (
    <>
      <Section title={layer.type === 'video' ? 'Video' : 'Image'}>
        <Row label="File">
          <Select label="File" value={layer.src} options={options} onChange={(src) => set(['src'], src)} />
        </Row>
        <Row label="Fit">
          <Select label="Fit" value={layer.fit ?? 'cover'} options={FITS} onChange={(fit) => set(['fit'], fit)} />
        </Row>
        <AnimatedRow label="Size" value={layer.size as Animated<readonly number[]> | undefined} fallback={natural} start={start} onChange={(value) => set(['size'], value)}>
          {(value, put, implied) => (
            <>
              <NumberField label="Width" mark="W" min={1} max={16384} value={value[0] ?? 0} implied={implied} onChange={(width) => put([width, value[1] ?? 0])} />
              <NumberField label="Height" mark="H" min={1} max={16384} value={value[1] ?? 0} implied={implied} onChange={(height) => put([value[0] ?? 0, height])} />
            </>
          )}
        </AnimatedRow>
      </Section>
      {layer.type === 'video' && (
        <Section title="Playback">
          <Row label="From, to">
            <NumberField label="Where it begins in the file" unit="s" step={0.1} min={0} value={layer.trim?.start ?? 0} implied={layer.trim?.start === undefined} onChange={(value) => set(['trim', 'start'], value === 0 ? undefined : value)} />
            <NumberField label="Where it ends in the file" unit="s" step={0.1} min={0} value={layer.trim?.end ?? item?.duration ?? 0} implied={layer.trim?.end === undefined} onChange={(value) => set(['trim', 'end'], value)} />
          </Row>
          <Row label="Speed">
            <NumberField label="Speed" mark="»" unit="×" step={0.05} min={0.1} max={10} value={layer.speed ?? 1} implied={layer.speed === undefined} onChange={(value) => set(['speed'], value === 1 ? undefined : value)} />
          </Row>
          <Switch label="Loop" value={layer.loop === true} onChange={(on) => set(['loop'], on ? true : undefined)} />
          <Switch label="Mute" value={layer.muted === true} onChange={(on) => set(['muted'], on ? true : undefined)} />
          {layer.muted !== true && (
            <AnimatedRow label="Volume" value={layer.volume as Animated<number> | undefined} fallback={1} start={start} onChange={(value) => set(['volume'], value)}>
              {(value, put, implied) => (
                <>
                  <Slider label="Volume" min={0} max={2} step={0.01} value={value} onChange={put} text={`${Math.round(value * 100)} %`} />
                  <NumberField label="Volume in per cent" unit="%" min={0} max={1000} value={Math.round(value * 100)} implied={implied} onChange={(percent) => put(percent / 100)} />
                </>
              )}
            </AnimatedRow>
          )}
        </Section>
      )}
    </>
  );
}
