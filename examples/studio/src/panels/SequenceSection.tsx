import type { Direction, Fit, SequenceItem, SequenceLayer, Transition } from '@reelspeed/types';
import type { ReactElement } from 'react';

import { importFiles } from '../state/actions.js';
import { useStore } from '../state/store.js';
import { NumberField, Row, Section, Switch } from '../ui/fields.js';
import { Menu } from '../ui/Menu.js';
import { Select } from '../ui/Select.js';
import type { LayerForm } from './Inspector.js';

const TRANSITIONS: readonly { value: Transition['type']; label: string }[] = [
  { value: 'cut', label: 'Cut' },
  { value: 'crossfade', label: 'Crossfade' },
  { value: 'fadeThrough', label: 'Fade through colour' },
  { value: 'slide', label: 'Slide' },
  { value: 'push', label: 'Push' },
  { value: 'wipe', label: 'Wipe' },
];
const DIRECTIONS: readonly { value: Direction; label: string }[] = [
  { value: 'left', label: 'Left' },
  { value: 'right', label: 'Right' },
  { value: 'up', label: 'Up' },
  { value: 'down', label: 'Down' },
];
const FITS: readonly { value: Fit; label: string }[] = [
  { value: 'cover', label: 'Cover' },
  { value: 'contain', label: 'Contain' },
  { value: 'fill', label: 'Stretch' },
  { value: 'blurredFill', label: 'Blurred fill' },
];

/** Clips one after another. */
export function SequenceSection({ layer, set }: LayerForm<SequenceLayer>): ReactElement {
  const media = useStore((s) => s.media);
  const clips = Array.isArray(layer.clips) ? layer.clips : [];
  const files = media.filter((item) => item.kind !== 'audio');
  const put = (next: readonly SequenceItem[]): void => {
    // The first clip takes over from nothing.
    set(['clips'], next.map((clip, n) => (n === 0 && clip.transition !== undefined ? withoutTransition(clip) : clip)));
  };
  const move = (from: number, to: number): void => {
    const next = [...clips];
    next.splice(to, 0, ...next.splice(from, 1));
    put(next);
  };
  return (
    <>
      {clips.map((clip, n) => (
        <Section
          key={n}
          title={`Clip ${n + 1}`}
          open={n < 3}
          aside={
            <Menu
              small
              icon="more"
              label={`Clip ${n + 1}: move or remove`}
              items={[
                ...(n > 0 ? [{ label: 'Earlier', onSelect: () => move(n, n - 1) }] : []),
                ...(n < clips.length - 1 ? [{ label: 'Later', onSelect: () => move(n, n + 1) }] : []),
                ...(clips.length > 1 ? [{ label: 'Remove', icon: 'trash' as const, onSelect: () => put(clips.filter((_, k) => k !== n)) }] : []),
              ]}
            />
          }
        >
          <ClipForm clip={clip} first={n === 0} files={files.map((item) => item.src)} onChange={(next) => put(clips.map((one, k) => (k === n ? next : one)))} />
        </Section>
      ))}
      <Section title="More clips">
        <Row label="Add">
          <Menu
            wide
            icon="plus"
            label="Add a clip"
            items={[
              ...files.map((item) => ({
                label: item.src,
                icon: item.kind === 'image' ? ('image' as const) : ('video' as const),
                onSelect: () => put([...clips, { src: item.src, ...(item.kind === 'image' ? { duration: 3 } : {}), transition: { type: 'crossfade', duration: 0.5 } }]),
              })),
              { label: 'Import a file…', icon: 'upload' as const, onSelect: pick },
            ]}
          />
        </Row>
      </Section>
    </>
  );
}

/** A file for later clips: it goes among the files, not on the canvas. */
function pick(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = 'video/*,image/*,.mkv,.mov';
  input.onchange = () => void importFiles([...(input.files ?? [])], false);
  input.click();
}

function withoutTransition({ transition: _, ...clip }: SequenceItem): SequenceItem {
  return clip;
}

interface ClipProps {
  readonly clip: SequenceItem;
  readonly first: boolean;
  readonly files: readonly string[];
  readonly onChange: (clip: SequenceItem) => void;
}

function ClipForm({ clip, first, files, onChange }: ClipProps): ReactElement {
  const item = useStore((s) => s.media.find((one) => one.src === clip.src));
  const { transition } = clip;
  const kind = transition?.type ?? 'cut';
  const trim = (field: 'start' | 'end', value: number): void => onChange({ ...clip, trim: { ...clip.trim, [field]: value } });
  return (
    <>
      <Row label="File">
        <Select label="File" value={clip.src} options={[...new Set([clip.src, ...files])].map((src) => ({ value: src, label: src }))} onChange={(src) => onChange({ ...clip, src })} />
      </Row>
      <Row label="Fit">
        <Select label="Fit" value={clip.fit ?? 'cover'} options={FITS} onChange={(fit) => onChange({ ...clip, fit })} />
      </Row>
      {item?.kind === 'image' ? (
        <Row label="Stays for">
          <NumberField label="Duration" unit="s" step={0.1} min={0.1} value={clip.duration ?? 3} onChange={(duration) => onChange({ ...clip, duration })} />
        </Row>
      ) : (
        <>
          <Row label="From, to">
            <NumberField label="Where it begins in the file" unit="s" step={0.1} min={0} value={clip.trim?.start ?? 0} implied={clip.trim?.start === undefined} onChange={(value) => trim('start', value)} />
            <NumberField label="Where it ends in the file" unit="s" step={0.1} min={0} value={clip.trim?.end ?? item?.duration ?? 0} implied={clip.trim?.end === undefined} onChange={(value) => trim('end', value)} />
          </Row>
          <Switch label="Mute" value={clip.muted === true} onChange={(muted) => onChange({ ...clip, muted })} />
        </>
      )}
      {!first && (
        <>
          <Row label="Comes by">
            <Select
              label="Transition"
              value={kind}
              options={TRANSITIONS}
              onChange={(type) => onChange(type === 'cut' ? withoutTransition(clip) : { ...clip, transition: { type, duration: transition?.duration ?? 0.5 } })}
            />
          </Row>
          {transition !== undefined && kind !== 'cut' && (
            <Row label="">
              <NumberField label="Length of the transition" unit="s" step={0.1} min={0.05} value={transition.duration ?? 0.5} onChange={(duration) => onChange({ ...clip, transition: { ...transition, duration } })} />
              {(transition.type === 'slide' || transition.type === 'push' || transition.type === 'wipe') && (
                <Select label="Direction" value={transition.direction ?? 'left'} options={DIRECTIONS} onChange={(direction) => onChange({ ...clip, transition: { ...transition, direction } })} />
              )}
            </Row>
          )}
        </>
      )}
    </>
  );
}
