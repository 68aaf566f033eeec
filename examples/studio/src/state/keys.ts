import { bringBack, duplicate, removeSelected, select, takeBack } from './actions.js';
import { getState, setState } from './store.js';

/** The keys of the studio, as the list of them shows them. */
export const KEYS: readonly (readonly [string, string])[] = [
  ['Space', 'Play, pause'],
  ['← →', 'A frame back, on; with Shift a second'],
  ['Home End', 'To the start, the end'],
  ['L', 'Loop'],
  ['M', 'Mute'],
  ['Ctrl Z', 'Undo'],
  ['Ctrl Shift Z', 'Redo'],
  ['Ctrl D', 'Duplicate the layer'],
  ['Del', 'Delete the layer or sound'],
  ['Esc', 'Select the composition'],
  ['Alt ↑ ↓', 'Move the layer forward, back (in the list)'],
  ['Alt', 'Drag without snapping'],
  ['Ctrl E', 'Export'],
  ['?', 'This list'],
];

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable="true"]') !== null;
}

/** Keys of the page as a whole; what has the focus comes first. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || getState().dialog !== 'none') return;
  const { preview, selection } = getState();
  const command = event.ctrlKey || event.metaKey;
  const target = event.target instanceof Element ? event.target : null;
  const done = (): void => event.preventDefault();

  // The JSON editor has an undo of its own; so have fields, but the document's is what is meant there.
  if (command && event.key.toLowerCase() === 'z' && target?.closest('.cm-editor') == null) {
    done();
    if (event.shiftKey) bringBack();
    else takeBack();
    return;
  }
  if (command && event.key.toLowerCase() === 'y' && target?.closest('.cm-editor') == null) {
    done();
    bringBack();
    return;
  }
  if (command && event.key.toLowerCase() === 's') return done();
  if (command && event.key.toLowerCase() === 'e') {
    done();
    setState({ dialog: 'export' });
    return;
  }
  if (isTyping(event.target)) return;
  if (command && event.key.toLowerCase() === 'd') {
    done();
    if (selection?.kind === 'layer') duplicate(selection.path);
    return;
  }
  if (command || event.altKey) return;
  const pressesButton = target?.closest('button, [role="button"], [role="slider"]') != null;
  switch (event.key) {
    case ' ':
      if (pressesButton && target?.closest('.bar') == null) return;
      done();
      preview?.toggle();
      return;
    case 'ArrowLeft':
    case 'ArrowRight': {
      done();
      const by = event.key === 'ArrowLeft' ? -1 : 1;
      if (event.shiftKey) void preview?.seek(preview.session.time + by);
      else void preview?.step(by);
      return;
    }
    case 'Home':
      done();
      void preview?.seekFrame(0);
      return;
    case 'End':
      done();
      void preview?.seekFrame((preview.info?.frameCount ?? 1) - 1);
      return;
    case 'l':
    case 'L':
      preview?.setLoop(!preview.loop);
      return;
    case 'm':
    case 'M':
      preview?.setMuted(!preview.muted);
      return;
    case 'Delete':
    case 'Backspace':
      done();
      removeSelected();
      return;
    case 'Escape':
      select(null);
      return;
    case '?':
      setState({ dialog: 'keys' });
      return;
    default:
  }
}
