import type { ReactElement } from 'react';

import { set } from '../state/actions.js';
import { useLength } from '../state/hooks.js';
import { useDocument, useStore } from '../state/store.js';
import { NumberField, Row, Section } from '../ui/fields.js';
import { Icon } from '../ui/Icon.js';
import { Select } from '../ui/Select.js';
import { PaintField } from './PaintField.js';

const SIZES = [
  { value: '1080x1920', label: 'Vertical 9:16' },
  { value: '1080x1350', label: 'Portrait 4:5' },
  { value: '1080x1080', label: 'Square 1:1' },
  { value: '1920x1080', label: 'Landscape 16:9' },
];

export function CompositionForm(): ReactElement {
  const document = useDocument();
  const length = useLength();
  const issues = useStore((s) => s.issues);
  const own = issues.filter((issue) => !/^(layers|audio)\[/.test(issue.path));
  const size = `${document.width}x${document.height}`;
  const known = SIZES.some((one) => one.value === size);
  const rate = typeof document.frameRate === 'number' ? document.frameRate : 30;
  return (
    <>
      {own.map((issue, n) => (
        <p className="notice notice--bad" role="alert" key={n}>
          <Icon name="alert" />
          <span>{issue.path !== '' && <code>{issue.path}</code>} {issue.message}</span>
        </p>
      ))}
      <Section title="Canvas">
        <Row label="Format">
          <Select
            label="Format"
            value={size}
            options={known ? SIZES : [{ value: size, label: `${document.width} × ${document.height}` }, ...SIZES]}
            onChange={(value) => {
              const [width, height] = value.split('x').map(Number);
              set(['width'], width, 'size');
              set(['height'], height, 'size');
            }}
          />
        </Row>
        <Row label="Size">
          <NumberField label="Width" mark="W" step={2} min={16} max={8192} value={document.width} onChange={(value) => set(['width'], Math.round(value / 2) * 2)} />
          <NumberField label="Height" mark="H" step={2} min={16} max={8192} value={document.height} onChange={(value) => set(['height'], Math.round(value / 2) * 2)} />
        </Row>
        <Row label="Frames">
          <Select
            label="Frames per second"
            value={rate}
            options={[24, 25, 30, 50, 60].concat([24, 25, 30, 50, 60].includes(rate) ? [] : [rate]).map((value) => ({ value, label: `${value} per second` }))}
            onChange={(value) => set(['frameRate'], value)}
          />
        </Row>
        <Row label="Length">
          <NumberField label="Length" unit="s" step={0.5} min={0.1} max={21600} value={length} implied={document.duration === undefined} onChange={(value) => set(['duration'], value)} />
        </Row>
      </Section>
      <Section title="Background">
        <PaintField label="Paint" value={document.background} fallback="#000000" onChange={(value) => set(['background'], value)} />
      </Section>
    </>
  );
}
