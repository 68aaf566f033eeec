import type { Effect } from '@reelspeed/types';
import type { ReactElement } from 'react';

import type { Animated } from '../model/animation.js';
import { IconButton } from '../ui/Button.js';
import { NumberField, Section, Slider } from '../ui/fields.js';
import { Menu } from '../ui/Menu.js';
import { AnimatedRow } from './AnimatedRow.js';
import type { LayerForm } from './Inspector.js';

interface Kind {
  readonly label: string;
  readonly field: string;
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly make: () => Effect;
}

const KINDS: Readonly<Record<Effect['type'], Kind>> = {
  brightness: { label: 'Brightness', field: 'amount', initial: 1, min: 0, max: 2, step: 0.01, make: () => ({ type: 'brightness', amount: 1.1 }) },
  contrast: { label: 'Contrast', field: 'amount', initial: 1, min: 0, max: 2, step: 0.01, make: () => ({ type: 'contrast', amount: 1.1 }) },
  saturation: { label: 'Saturation', field: 'amount', initial: 1, min: 0, max: 2, step: 0.01, make: () => ({ type: 'saturation', amount: 1.2 }) },
  hue: { label: 'Hue', field: 'degrees', initial: 0, min: -180, max: 180, step: 1, make: () => ({ type: 'hue', degrees: 20 }) },
  blur: { label: 'Blur', field: 'sigma', initial: 0, min: 0, max: 60, step: 0.5, make: () => ({ type: 'blur', sigma: 8 }) },
  sharpen: { label: 'Sharpen', field: 'amount', initial: 0, min: 0, max: 4, step: 0.05, make: () => ({ type: 'sharpen', amount: 0.6 }) },
};

export function EffectsSection({ layer, set, start }: LayerForm): ReactElement {
  const effects = Array.isArray(layer.effects) ? layer.effects : [];
  const put = (next: readonly Effect[]): void => set(['effects'], next.length === 0 ? undefined : next);
  return (
    <Section
      title="Effects"
      aside={
        <Menu
          small
          icon="plus"
          label="Add an effect"
          items={Object.values(KINDS).map((kind) => ({ label: kind.label, onSelect: () => put([...effects, kind.make()]) }))}
        />
      }
    >
      {effects.length === 0 && <p className="hint">None. Blur, colour and sharpness go here, in order.</p>}
      {effects.map((effect, n) => {
        const kind = KINDS[effect?.type];
        if (kind === undefined) return null;
        const value = (effect as unknown as Record<string, Animated<number>>)[kind.field];
        return (
          <div className="effect" key={n}>
            <AnimatedRow label={kind.label} value={value} fallback={kind.initial} start={start} onChange={(next) => put(effects.map((one, k) => (k === n ? ({ ...one, [kind.field]: next } as Effect) : one)))}>
              {(now, set) => (
                <>
                  <Slider label={kind.label} min={kind.min} max={kind.max} step={kind.step} value={now} onChange={set} />
                  <NumberField label={`${kind.label}: amount`} step={kind.step} min={kind.min} max={effect.type === 'blur' ? 250 : Math.max(4, kind.max)} value={now} onChange={set} />
                  <IconButton small icon="close" label={`Remove ${kind.label.toLowerCase()}`} onClick={() => put(effects.filter((_, k) => k !== n))} />
                </>
              )}
            </AnimatedRow>
          </div>
        );
      })}
    </Section>
  );
}
