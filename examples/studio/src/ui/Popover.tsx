import { useEffect, useLayoutEffect, useRef, useState, type ReactElement, type ReactNode, type RefObject } from 'react';
import { createPortal } from 'react-dom';

interface Props {
  /** What it hangs on. */
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly className?: string;
  /** Whether it is as wide as what it hangs on, at least. */
  readonly stretch?: boolean;
  readonly children: ReactNode;
}

const GAP = 4;
const EDGE = 8;

/** A surface under (or over) an element, until something else is pressed, or Escape. */
export function Popover({ anchor, onClose, className = '', stretch = false, children }: Props): ReactElement {
  const surface = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number; minWidth?: number } | null>(null);

  useLayoutEffect(() => {
    const [from, own] = [anchor.current?.getBoundingClientRect(), surface.current?.getBoundingClientRect()];
    if (from === undefined || own === undefined) return;
    const below = from.bottom + GAP + own.height <= innerHeight - EDGE;
    const above = from.top - GAP - own.height;
    setPlace({
      left: Math.max(EDGE, Math.min(from.left, innerWidth - own.width - EDGE)),
      top: below ? from.bottom + GAP : above >= EDGE ? above : Math.max(EDGE, innerHeight - own.height - EDGE),
      ...(stretch ? { minWidth: from.width } : {}),
    });
  }, [anchor, stretch]);

  useEffect(() => {
    const outside = (event: Event): void => {
      const target = event.target as Node;
      if (surface.current?.contains(target) !== true && anchor.current?.contains(target) !== true) onClose();
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      event.preventDefault();
      onClose();
      anchor.current?.focus();
    };
    document.addEventListener('pointerdown', outside, true);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', escape, true);
    window.addEventListener('blur', onClose);
    window.addEventListener('resize', onClose);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', escape, true);
      window.removeEventListener('blur', onClose);
      window.removeEventListener('resize', onClose);
    };
  }, [anchor, onClose]);

  // A modal dialog makes everything outside of it inert.
  const home = anchor.current?.closest('dialog') ?? document.body;
  return createPortal(
    <div ref={surface} className={`popover ${className}`} style={place ?? { visibility: 'hidden', left: 0, top: 0 }}>
      {children}
    </div>,
    home,
  );
}
