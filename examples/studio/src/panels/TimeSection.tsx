import type { ReactElement } from 'react';

import { ownLength } from '../model/timing.js';
import { useLength, useLengths } from '../state/hooks.js';
import { Button } from '../ui/Button.js';
import { NumberField, Row, Section } from '../ui/fields.js';
import type { LayerForm } from './Inspector.js';

export function TimeSection({ layer, set }: LayerForm): ReactElement {
  const length = useLength();
  const lengths = useLengths();
  const start = typeof layer.start === 'number' ? layer.start : 0;
  const own = ownLength(layer, lengths) ?? Math.max(0, length - start);
  return (
    <Section title="Time">
      <Row label="Start">
        <NumberField label="Start" unit="s" step={0.1} min={0} value={start} implied={layer.start === undefined} onChange={(value) => set(['start'], value === 0 ? undefined : value)} />
      </Row>
      <Row label="Stays for">
        <NumberField label="Duration" unit="s" step={0.1} min={0.02} value={own} implied={layer.duration === undefined} onChange={(value) => set(['duration'], value)} />
        {layer.duration !== undefined && <Button tone="quiet" onClick={() => set(['duration'], undefined)}>To the end</Button>}
      </Row>
    </Section>
  );
}
