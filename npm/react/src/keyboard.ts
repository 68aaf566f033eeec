import type { ReelPreviewController } from './useReelPreview.js';

/** What a key does; none where the preview leaves it to the page. */
export type KeyAction = (controller: ReelPreviewController) => void;

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * The preview's keys: space and `k` play and pause; arrows go by a frame, with shift by a second; `,` and `.` by a frame; Page Up and
 * Page Down by five seconds; Home and End to the ends; `m` silences; `l` loops.
 */
export function actionOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Key): KeyAction | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const by = (seconds: number): KeyAction => (c) => {
    void c.seek(c.session.time + seconds);
  };
  const step = (frames: number): KeyAction => (c) => {
    void c.step(frames);
  };
  switch (key) {
    case ' ':
    case 'k':
    case 'K':
      return (c) => c.toggle();
    case 'ArrowRight':
    case 'ArrowUp':
      return shiftKey ? by(1) : step(1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return shiftKey ? by(-1) : step(-1);
    case '.':
      return step(1);
    case ',':
      return step(-1);
    case 'PageUp':
      return by(5);
    case 'PageDown':
      return by(-5);
    case 'Home':
      return (c) => void c.seekFrame(0);
    case 'End':
      return (c) => void c.seekFrame((c.info?.frameCount ?? 1) - 1);
    case 'm':
    case 'M':
      return (c) => c.setMuted(!c.muted);
    case 'l':
    case 'L':
      return (c) => c.setLoop(!c.loop);
    default:
      return undefined;
  }
}

/** Whether a key press belongs to the element that it went to, and not to the preview around it. */
export function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('input, textarea, select, [contenteditable=""], [contenteditable="true"]') !== null) return true;
  // Space and Enter press buttons.
  return (key === ' ' || key === 'Enter') && target.closest('button, a, summary') !== null;
}
