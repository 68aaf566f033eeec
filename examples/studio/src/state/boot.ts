import { inspect } from '../media/library.js';
import { begin } from '../model/history.js';
import { TEMPLATES } from '../model/templates.js';
import { openTemplate } from './actions.js';
import { readFiles, readProject, writeProject } from './storage.js';
import { getState, setState, subscribe } from './store.js';

/** Milliseconds of rest after which what was changed is kept. */
const REST = 400;

/** What there was last time, or a first project and the choice of another. Keeps what changes from here on. */
export async function boot(): Promise<void> {
  const saved = readProject();
  const files = await readFiles().catch(() => new Map<string, Blob>());
  const media = await Promise.all([...files].map(([src, file]) => inspect(file, src).catch(() => null)));
  setState({ media: media.filter((item) => item !== null) });
  if (saved !== null) {
    setState({ history: begin({ name: saved.name, document: saved.document, hidden: new Set(saved.hidden), story: saved.story }), leftTab: saved.story === undefined ? 'layers' : 'story' });
  } else {
    await openTemplate(TEMPLATES[0]!);
    setState({ dialog: 'templates' });
  }
  keep();
}

function keep(): void {
  let kept = getState().history.now;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const { now } = getState().history;
    kept = now;
    if (writeProject({ name: now.name, document: now.document, hidden: [...now.hidden], story: now.story })) setState({ saved: true });
  };
  write();
  subscribe(() => {
    if (getState().history.now === kept) return;
    clearTimeout(timer);
    timer = setTimeout(write, REST);
  });
  // A page that goes takes nothing unsaved with it.
  window.addEventListener('pagehide', () => {
    if (timer !== undefined) write();
  });
}
