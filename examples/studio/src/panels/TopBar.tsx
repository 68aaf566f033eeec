import type { ReactElement } from 'react';

import { formatDocument } from '../model/format.js';
import { save } from '../export/jobs.js';
import { bringBack, change, takeBack } from '../state/actions.js';
import { project, setState, useProject, useStore } from '../state/store.js';
import { Button, IconButton } from '../ui/Button.js';

export function TopBar(): ReactElement {
  const { name } = useProject();
  const undoable = useStore((s) => s.history.past.length > 0);
  const redoable = useStore((s) => s.history.future.length > 0);
  const saved = useStore((s) => s.saved);
  return (
    <header className="topbar">
      <div className="topbar__side">
        <span className="logo" aria-label="ReelSpeed Studio">
          <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <rect x="6" y="2.5" width="12" height="19" rx="3.5" fill="var(--accent)" />
            <path d="M10.3 8.300v7.400l5.5-3.7-5.5-3.700Z" fill="var(--ground)" />
          </svg>
          Studio
        </span>
        <Button tone="quiet" icon="sparkle" onClick={() => setState({ dialog: 'templates' })}>New</Button>
        <span className="topbar__rule" />
        <IconButton icon="undo" label="Undo (Ctrl Z)" disabled={!undoable} onClick={takeBack} />
        <IconButton icon="redo" label="Redo (Ctrl Shift Z)" disabled={!redoable} onClick={bringBack} />
      </div>
      <div className="topbar__title">
        <input className="topbar__name" aria-label="Name of the project" value={name} spellCheck={false} size={Math.max(6, name.length)} onChange={(event) => change({ name: event.target.value }, 'name')} />
        <span className="topbar__saved" role="status">{saved ? 'Saved' : 'Saving…'}</span>
      </div>
      <div className="topbar__side topbar__side--end">
        <IconButton icon="keyboard" label="Keys (?)" onClick={() => setState({ dialog: 'keys' })} />
        <Button tone="quiet" icon="code" onClick={() => save(new Blob([project().story === undefined ? formatDocument(project().document) : `${JSON.stringify({ reelspeed: project().story }, null, 2)}\n`], { type: 'application/json' }), `${name || 'composition'}.json`)}>
          Save JSON
        </Button>
        <Button tone="primary" icon="download" onClick={() => setState({ dialog: 'export' })}>Export</Button>
      </div>
    </header>
  );
}
