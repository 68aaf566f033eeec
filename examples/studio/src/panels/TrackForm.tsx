import type { AudioTrack } from '@reelspeed/types';
import type { ReactElement } from 'react';

import type { Animated } from '../model/animation.js';
import { set as setDocument } from '../state/actions.js';
import { useIssue } from '../state/hooks.js';
import { useStore } from '../state/store.js';
import { NumberField, Row, Section, Slider, Switch, TextField } from '../ui/fields.js';
import { Icon } from '../ui/Icon.js';
import { Select } from '../ui/Select.js';
import { AnimatedRow } from './AnimatedRow.js';

export function TrackForm({ track, index }: { track: AudioTrack; index: number }): ReactElement {
  const media = useStore((s) => s.media);
  const issue = useIssue(`audio[${index}]`);
  const set = (field: readonly (string | number)[], value: unknown): void => setDocument(['audio', index, ...field], value);
  const item = media.find((one) => one.src === track.src);
  const files = media.filter((one) => one.kind !== 'image').map((one) => ({ value: one.src, label: one.src }));
  const options = files.some((one) => one.value === track.src) ? files : [{ value: track.src, label: track.src }, ...files];
  const start = track.start ?? 0;
  return (
    <>
      {issue !== undefined && (
        <p className="notice notice--bad" role="alert">
          <Icon name="alert" />
          <span><code>{issue.path}</code> {issue.message}</span>
        </p>
      )}
      <Section title="Sound">
        <Row label="Name">
          <TextField label="Name of the sound" value={track.id ?? ''} placeholder={track.src} onChange={(id) => set(['id'], id === '' ? undefined : id)} />
        </Row>
        <Row label="File">
          <Select label="File" value={track.src} options={options} onChange={(src) => set(['src'], src)} />
        </Row>
        <AnimatedRow label="Volume" value={track.volume as Animated<number> | undefined} fallback={1} start={start} onChange={(value) => set(['volume'], value)}>
          {(value, put, implied) => (
            <>
              <Slider label="Volume" min={0} max={2} step={0.01} value={value} onChange={put} text={`${Math.round(value * 100)} %`} />
              <NumberField label="Volume in per cent" unit="%" min={0} max={1000} value={Math.round(value * 100)} implied={implied} onChange={(percent) => put(percent / 100)} />
            </>
          )}
        </AnimatedRow>
        <Row label="Fade in, out">
          <NumberField label="Fade in" unit="s" step={0.1} min={0} value={track.fadeIn?.duration ?? 0} implied={track.fadeIn === undefined} onChange={(value) => set(['fadeIn'], value === 0 ? undefined : { ...track.fadeIn, duration: value })} />
          <NumberField label="Fade out" unit="s" step={0.1} min={0} value={track.fadeOut?.duration ?? 0} implied={track.fadeOut === undefined} onChange={(value) => set(['fadeOut'], value === 0 ? undefined : { ...track.fadeOut, duration: value })} />
        </Row>
      </Section>
      <Section title="Time">
        <Row label="Start">
          <NumberField label="Start" unit="s" step={0.1} min={0} value={start} onChange={(value) => set(['start'], value)} />
        </Row>
        <Row label="From, to">
          <NumberField label="Where it begins in the file" unit="s" step={0.1} min={0} value={track.trim?.start ?? 0} implied={track.trim?.start === undefined} onChange={(value) => set(['trim', 'start'], value === 0 ? undefined : value)} />
          <NumberField label="Where it ends in the file" unit="s" step={0.1} min={0} value={track.trim?.end ?? item?.duration ?? 0} implied={track.trim?.end === undefined} onChange={(value) => set(['trim', 'end'], value)} />
        </Row>
        <Switch label="Loop to the end" value={track.loop === true} onChange={(on) => set(['loop'], on ? true : undefined)} />
      </Section>
    </>
  );
}
