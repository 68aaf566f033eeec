import { Component, useEffect, useState, type DragEvent, type ErrorInfo, type ReactElement, type ReactNode } from 'react';

import { ExportDialog } from './export/ExportDialog.js';
import { JsonEditor } from './json/JsonEditor.js';
import { Inspector } from './panels/Inspector.js';
import { KeysDialog } from './panels/KeysDialog.js';
import { LayersPanel } from './panels/LayersPanel.js';
import { MediaPanel } from './panels/MediaPanel.js';
import { StoryPanel } from './panels/StoryPanel.js';
import { TemplatesDialog } from './panels/TemplatesDialog.js';
import { TopBar } from './panels/TopBar.js';
import { Stage } from './stage/Stage.js';
import { dismiss, importFiles } from './state/actions.js';
import { handleKey } from './state/keys.js';
import { setState, useDocument, useStore, type LeftTab } from './state/store.js';
import { Timeline } from './timeline/Timeline.js';
import { Button, IconButton } from './ui/Button.js';
import { Icon, type IconName } from './ui/Icon.js';

const TABS: readonly { readonly id: LeftTab; readonly label: string; readonly icon: IconName }[] = [
  { id: 'story', label: 'Story', icon: 'sparkle' },
  { id: 'layers', label: 'Layers', icon: 'layers' },
  { id: 'media', label: 'Media', icon: 'folder' },
  { id: 'json', label: 'JSON', icon: 'code' },
];

export function App(): ReactElement {
  const tab = useStore((s) => s.leftTab);
  const dialog = useStore((s) => s.dialog);
  useEffect(() => {
    document.addEventListener('keydown', handleKey);
    return () => document.removeEventListener('keydown', handleKey);
  }, []);
  const [over, setOver] = useState(false);
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      void importFiles([...event.dataTransfer.files]);
    },
  };
  return (
    <div className={`studio studio--${tab}`} {...drop}>
      <TopBar />
      <aside className="left" aria-label="Story, layers, media and JSON">
        <Tabs tab={tab} />
        <div className="panel" role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
          <Guard>
            {tab === 'story' && <StoryPanel />}
            {tab === 'layers' && <LayersPanel />}
            {tab === 'media' && <MediaPanel />}
            {tab === 'json' && <JsonEditor />}
          </Guard>
        </div>
      </aside>
      <Stage />
      <aside className="right" aria-label="Properties">
        <Guard>
          <Inspector />
        </Guard>
      </aside>
      <Guard>
        <Timeline />
      </Guard>
      {dialog === 'templates' && <TemplatesDialog />}
      {dialog === 'export' && <ExportDialog />}
      {dialog === 'keys' && <KeysDialog />}
      {over && (
        <div className="drop">
          <p>
            <Icon name="upload" size={24} />
            Drop to add to the composition
          </p>
        </div>
      )}
      <Toasts />
    </div>
  );
}

function Tabs({ tab }: { tab: LeftTab }): ReactElement {
  const faulty = useStore((s) => s.issues.length > 0 || s.syntax !== null);
  return (
    <div
      className="tabs"
      role="tablist"
      onKeyDown={(event) => {
        const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        if (by === 0) return;
        event.stopPropagation();
        const next = TABS[(TABS.findIndex((one) => one.id === tab) + by + TABS.length) % TABS.length]!;
        setState({ leftTab: next.id });
        document.getElementById(`tab-${next.id}`)?.focus();
      }}
    >
      {TABS.map(({ id, label, icon }) => (
        <button
          key={id}
          id={`tab-${id}`}
          type="button"
          role="tab"
          aria-selected={tab === id}
          aria-controls={`panel-${id}`}
          tabIndex={tab === id ? 0 : -1}
          onClick={() => setState({ leftTab: id })}
        >
          <Icon name={icon} />
          {label}
          {id === 'json' && faulty && <span className="tabs__mark" title="The composition has faults" />}
        </button>
      ))}
    </div>
  );
}

function Toasts(): ReactElement {
  const toasts = useStore((s) => s.toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={`toast toast--${toast.tone}`}>
          {toast.tone === 'bad' && <Icon name="alert" />}
          <span>{toast.text}</span>
          <IconButton small icon="close" label="Dismiss" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}

/**
 * Keeps a panel that cannot show a document (typed by hand, it can be anything) from taking the page with it. It tries again when the
 * document changes.
 */
function Guard({ children }: { children: ReactNode }): ReactElement {
  const document = useDocument();
  return <Boundary document={document}>{children}</Boundary>;
}

class Boundary extends Component<{ document: object; children: ReactNode }, { failed: object | null }> {
  override state = { failed: null as object | null };
  static getDerivedStateFromError(): { failed: object } {
    return { failed: {} };
  }
  override componentDidCatch(_error: unknown, _info: ErrorInfo): void {
    this.setState({ failed: this.props.document });
  }
  override componentDidUpdate(): void {
    if (this.state.failed !== null && this.state.failed !== this.props.document) this.setState({ failed: null });
  }
  override render(): ReactNode {
    if (this.state.failed === null) return this.props.children;
    return (
      <div className="empty">
        <Icon name="alert" size={24} />
        <p>This part of the document cannot be shown.</p>
        <Button onClick={() => setState({ leftTab: 'json' })}>Mend it as JSON</Button>
      </div>
    );
  }
}
