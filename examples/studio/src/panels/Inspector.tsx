import type { Layer } from '@reelspeed/types';
import type { ReactElement } from 'react';

import { fieldsOf, layerAt, nameOf, tracksOf, type LayerPath } from '../model/layers.js';
import { kindOf } from '../model/kinds.js';
import { printPath, type Path } from '../model/path.js';
import { duplicate, remove, removeTrack, setLayer } from '../state/actions.js';
import { useIssue } from '../state/hooks.js';
import { useDocument, useStore } from '../state/store.js';
import { IconButton } from '../ui/Button.js';
import { TextField } from '../ui/fields.js';
import { Icon } from '../ui/Icon.js';
import { CompositionForm } from './CompositionForm.js';
import { EffectsSection } from './EffectsSection.js';
import { MediaSection } from './MediaSection.js';
import { SequenceSection } from './SequenceSection.js';
import { ShapeSection } from './ShapeSection.js';
import { TextSection } from './TextSection.js';
import { TimeSection } from './TimeSection.js';
import { TrackForm } from './TrackForm.js';
import { TransformSection } from './TransformSection.js';

/** What the sections of a layer's form share. */
export interface LayerForm<L extends Layer = Layer> {
  readonly layer: L;
  readonly path: LayerPath;
  /** When it begins, in seconds of the composition. */
  readonly start: number;
  readonly set: (field: Path, value: unknown) => void;
}

/** Forms for what is selected. */
export function Inspector(): ReactElement {
  const document = useDocument();
  const selection = useStore((s) => s.selection);
  const layer = selection?.kind === 'layer' ? layerAt(document, selection.path) : undefined;
  if (selection?.kind === 'layer' && layer !== undefined) return <LayerInspector key={selection.path.join('.')} layer={layer} path={selection.path} />;
  const track = selection?.kind === 'track' ? tracksOf(document)[selection.index] : undefined;
  if (selection?.kind === 'track' && track !== undefined) {
    return (
      <div className="inspector">
        <header className="inspector__head">
          <span className="kind kind--audio"><Icon name="music" /></span>
          <h2>{track.id ?? track.src}</h2>
          <IconButton icon="trash" label="Remove the sound" onClick={() => removeTrack(selection.index)} />
        </header>
        <TrackForm key={selection.index} track={track} index={selection.index} />
      </div>
    );
  }
  return (
    <div className="inspector">
      <header className="inspector__head">
        <span className="kind"><Icon name="sparkle" /></span>
        <h2>Composition</h2>
      </header>
      <CompositionForm />
    </div>
  );
}

function LayerInspector({ layer, path }: { layer: Layer; path: LayerPath }): ReactElement {
  const document = useDocument();
  const issue = useIssue(printPath(fieldsOf(path)));
  const start = path.reduce((sum, _, n) => sum + (Number(layerAt(document, path.slice(0, n + 1))?.start) || 0), 0);
  const form = { layer, path, start, set: (field: Path, value: unknown) => setLayer(path, field, value) };
  return (
    <div className="inspector">
      <header className="inspector__head">
        <span className={`kind kind--${layer.type}`}><Icon name={kindOf(layer).icon} /></span>
        <TextField label="Name of the layer" value={layer.id ?? ''} placeholder={nameOf(layer)} onChange={(id) => form.set(['id'], id === '' ? undefined : id)} />
        <IconButton icon="copy" label="Duplicate" onClick={() => duplicate(path)} />
        <IconButton icon="trash" label="Delete" onClick={() => remove(path)} />
      </header>
      {issue !== undefined && (
        <p className="notice notice--bad" role="alert">
          <Icon name="alert" />
          <span><code>{issue.path}</code> {issue.message}{issue.suggestion ? `. Did you mean ${issue.suggestion}?` : ''}</span>
        </p>
      )}
      {layer.type === 'text' && <TextSection {...form} layer={layer} />}
      {layer.type === 'shape' && <ShapeSection {...form} layer={layer} />}
      {(layer.type === 'video' || layer.type === 'image') && <MediaSection {...form} layer={layer} />}
      {layer.type === 'sequence' && <SequenceSection {...form} layer={layer} />}
      <TransformSection {...form} />
      <TimeSection {...form} />
      <EffectsSection {...form} />
    </div>
  );
}
