import type { CSSProperties, ReactElement } from 'react';

import { blank, TEMPLATES, type Template } from '../model/templates.js';
import { open, openDocument, openTemplate } from '../state/actions.js';
import { setState } from '../state/store.js';
import { Dialog } from '../ui/Dialog.js';
import { Icon } from '../ui/Icon.js';

/** Asks for one file. */
function pick(accept: string, then: (file: File) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.onchange = () => {
    const [file] = input.files ?? [];
    if (file !== undefined) then(file);
  };
  input.click();
}

/** Where projects begin. */
export function TemplatesDialog(): ReactElement {
  const choose = (template: Template): void => {
    if (template.video) pick('video/*,.mkv,.mov', (file) => void openTemplate(template, file));
    else void openTemplate(template);
  };
  return (
    <Dialog title="Start with" wide onClose={() => setState({ dialog: 'none' })}>
      <div className="dialog__body">
        <div className="templates">
          {TEMPLATES.map((template) => (
            <button key={template.id} type="button" className="template" onClick={() => choose(template)}>
              <span className={`template__picture template__picture--${template.id}`} style={{ '--a': template.colors[0], '--b': template.colors[1] } as CSSProperties}>
                <Sketch id={template.id} sample={template.sample} />
              </span>
              <strong>{template.name}</strong>
              <span>{template.about}</span>
            </button>
          ))}
        </div>
        <div className="templates__other">
          <button type="button" className="choice choice--line" onClick={() => open({ name: 'Untitled', document: blank(), hidden: new Set() })}>
            <Icon name="file" size={20} />
            <strong>Blank</strong>
            <span>1080 × 1920, 30 frames per second</span>
          </button>
          <button type="button" className="choice choice--line" onClick={() => pick('.json,application/json', (file) => void file.text().then((text) => openDocument(text, file.name)))}>
            <Icon name="code" size={20} />
            <strong>Open JSON</strong>
            <span>A composition that you have</span>
          </button>
        </div>
      </div>
    </Dialog>
  );
}

/** What a template looks like, in few strokes. */
function Sketch({ id, sample }: { id: string; sample: string }): ReactElement {
  if (id === 'phone' || id === 'split') {
    return (
      <span className={`sketch sketch--chat sketch--${id}`}>
        <i>{sample}</i>
        <b>always</b>
        {id === 'split' && <em>{sample}</em>}
      </span>
    );
  }
  if (id === 'chat') {
    return (
      <span className="sketch sketch--chat">
        <i>{sample}</i>
        <b>I am now</b>
        <i>You know the plant?</i>
        <b>The cactus?</b>
      </span>
    );
  }
  if (id === 'list') {
    return (
      <span className="sketch sketch--list">
        <em>{sample}</em>
        {[1, 2, 3].map((n) => (
          <i key={n}>
            <b>{n}</b>
            <u />
          </i>
        ))}
      </span>
    );
  }
  if (id === 'captions') {
    return (
      <span className="sketch sketch--captions">
        <em>{sample}</em>
        <Icon name="play" size={28} fill />
        <b>Say what they see</b>
      </span>
    );
  }
  return (
    <span className="sketch sketch--title">
      {sample.split(' ').map((word) => (
        <em key={word}>{word}</em>
      ))}
    </span>
  );
}
