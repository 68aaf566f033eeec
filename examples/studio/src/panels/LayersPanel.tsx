import type { Layer } from '@reelspeed/types';
import { useRef, useState, type PointerEvent, type ReactElement } from 'react';

import { kindOf, NEW_LAYERS } from '../model/kinds.js';
import { fieldsOf, layersOf, nameOf, tracksOf, type LayerPath } from '../model/layers.js';
import { printPath } from '../model/path.js';
import { addLayer, duplicate, remove, removeTrack, reorder, select, toggleHidden } from '../state/actions.js';
import { useIssue } from '../state/hooks.js';
import { setState, useDocument, useProject, useStore } from '../state/store.js';
import { Button, IconButton } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { Menu } from '../ui/Menu.js';
import { openFilePicker } from './MediaPanel.js';

/** Every layer, the front one first, and the sounds. */
export function LayersPanel(): ReactElement {
  const document = useDocument();
  const layers = layersOf(document);
  const tracks = tracksOf(document);
  const items = [
    ...NEW_LAYERS.map(({ label, icon, wish, make }) => ({ label, icon, onSelect: () => addLayer(make(document.width), wish) })),
    { label: 'Video, image or sound…', icon: 'upload' as const, onSelect: () => openFilePicker() },
  ];
  return (
    <div className="layers">
      <div className="panel__bar">
        <Menu wide label="Add layer" icon="plus" items={items} />
      </div>
      {layers.length === 0 && (
        <div className="empty">
          <Icon name="layers" size={24} />
          <p>Nothing here yet.</p>
          <p className="hint">Add a layer, drop a file, or begin with a template.</p>
          <Button onClick={() => setState({ dialog: 'templates' })}>Browse templates</Button>
        </div>
      )}
      <List layers={layers} path={[]} depth={0} />
      {tracks.length > 0 && <h3 className="layers__heading">Sounds</h3>}
      <ul className="layers__list" aria-label="Sounds">
        {tracks.map((track, n) => (
          <TrackLine key={n} index={n} name={track.id ?? track.src} />
        ))}
      </ul>
    </div>
  );
}

/** A list of layers; lines are dragged by their grip, or moved by Alt and arrows. */
function List({ layers, path, depth }: { layers: readonly Layer[]; path: LayerPath; depth: number }): ReactElement {
  const list = useRef<HTMLUListElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const front = [...layers.keys()].reverse();

  /** Where the pointer would put the line down, counted from the front. */
  const placeAt = (y: number): number => {
    const lines = [...(list.current?.children ?? [])].map((line) => (line as HTMLElement).getBoundingClientRect());
    const at = lines.findIndex((box) => y < box.top + box.height / 2);
    return at === -1 ? lines.length : at;
  };
  const grip = (index: number) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: index, to: layers.length - 1 - index });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (drag !== null) setDrag({ ...drag, to: placeAt(event.clientY) });
    },
    onPointerUp: () => {
      if (drag !== null) {
        const own = layers.length - 1 - drag.from;
        const to = drag.to > own ? drag.to - 1 : drag.to;
        reorder([...path, drag.from], layers.length - 1 - to);
      }
      setDrag(null);
    },
  });
  return (
    <ul ref={list} className="layers__list" aria-label={depth === 0 ? 'Layers, front to back' : 'Layers in the group'}>
      {front.map((index, n) => (
        <li key={index} className={drag !== null && drag.to === n ? 'layers__drop' : drag !== null && drag.to === layers.length && n === layers.length - 1 ? 'layers__drop--after' : ''}>
          <LayerLine layer={layers[index]!} path={[...path, index]} depth={depth} dragged={drag?.from === index} grip={grip(index)} />
        </li>
      ))}
    </ul>
  );
}

interface LineProps {
  readonly layer: Layer;
  readonly path: LayerPath;
  readonly depth: number;
  readonly dragged: boolean;
  readonly grip: object;
}

function LayerLine({ layer, path, depth, dragged, grip }: LineProps): ReactElement {
  const { hidden } = useProject();
  const selected = useStore((s) => s.selection?.kind === 'layer' && s.selection.path.join() === path.join());
  const inside = useStore((s) => s.selection?.kind === 'layer' && s.selection.path.length > path.length && s.selection.path.slice(0, path.length).join() === path.join());
  const [opened, setOpened] = useState(false);
  const issue = useIssue(printPath(fieldsOf(path)));
  const isHidden = layer.id !== undefined && hidden.has(layer.id);
  const inner = layer.type === 'group' ? layersOf(layer) : [];
  const open = opened || inside;
  return (
    <>
      <div className={`line ${selected ? 'line--selected' : ''} ${isHidden ? 'line--hidden' : ''} ${dragged ? 'line--dragged' : ''}`} style={{ paddingLeft: 4 + depth * 16 }}>
        <span className="line__grip" {...grip}>
          <Icon name="grip" size={14} />
        </span>
        <button
          type="button"
          className="line__main"
          aria-pressed={selected}
          onClick={() => select({ kind: 'layer', path })}
          onKeyDown={(event) => {
            if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
            event.preventDefault();
            reorder(path, path.at(-1)! + (event.key === 'ArrowUp' ? 1 : -1));
          }}
        >
          <span className={`kind kind--${layer.type}`}><Icon name={kindOf(layer).icon} size={14} /></span>
          <span className="line__name">{nameOf(layer)}</span>
          {issue !== undefined && <span className="line__issue" title={`${issue.path} ${issue.message}`}><Icon name="alert" size={14} /></span>}
        </button>
        {inner.length > 0 && <IconButton small icon={open ? 'chevron' : 'chevronRight'} label={open ? 'Close the group' : 'Open the group'} onClick={() => setOpened(!opened)} />}
        <span className="line__actions">
          <IconButton small icon="copy" label="Duplicate" onClick={() => duplicate(path)} />
          <IconButton small icon="trash" label="Delete" onClick={() => remove(path)} />
        </span>
        <IconButton small icon={isHidden ? 'eyeOff' : 'eye'} className={isHidden ? '' : 'line__eye'} label={isHidden ? 'Show' : 'Hide'} aria-pressed={isHidden} onClick={() => toggleHidden(path)} />
      </div>
      {open && inner.length > 0 && <List layers={inner} path={path} depth={depth + 1} />}
    </>
  );
}

function TrackLine({ index, name }: { index: number; name: string }): ReactElement {
  const selected = useStore((s) => s.selection?.kind === 'track' && s.selection.index === index);
  return (
    <li>
      <div className={`line ${selected ? 'line--selected' : ''}`} style={{ paddingLeft: 18 }}>
        <button type="button" className="line__main" aria-pressed={selected} onClick={() => select({ kind: 'track', index })}>
          <span className="kind kind--audio"><Icon name="music" size={14} /></span>
          <span className="line__name">{name}</span>
        </button>
        <span className="line__actions">
          <IconButton small icon="trash" label="Delete" onClick={() => removeTrack(index)} />
        </span>
      </div>
    </li>
  );
}
