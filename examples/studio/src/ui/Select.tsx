import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';

import { Icon } from './Icon.js';
import { Popover } from './Popover.js';

export interface Option<T> {
  readonly value: T;
  readonly label: string;
  readonly picture?: ReactNode;
}

interface Props<T> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
  /** Told apart by this where values are objects. */
  readonly same?: (a: T, b: T) => boolean;
}

/** One of some, in a list that opens. */
export function Select<T>({ label, value, options, onChange, disabled = false, same = Object.is }: Props<T>): ReactElement {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const id = useId();
  const chosen = options.findIndex((option) => same(option.value, value));

  const show = (): void => {
    setActive(Math.max(0, chosen));
    setOpen(true);
  };
  const choose = (n: number): void => {
    const option = options[n];
    setOpen(false);
    button.current?.focus();
    if (option !== undefined && n !== chosen) onChange(option.value);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = (n: number): void => {
      event.preventDefault();
      if (!open) return show();
      setActive(Math.max(0, Math.min(options.length - 1, n)));
    };
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(options.length - 1);
    else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (open) choose(active);
      else show();
    } else if (event.key === 'Tab') setOpen(false);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      const now = performance.now();
      typed.current = { text: (now - typed.current.at < 700 ? typed.current.text : '') + event.key.toLowerCase(), at: now };
      const found = options.findIndex((option) => option.label.toLowerCase().startsWith(typed.current.text));
      if (found >= 0) {
        if (open) setActive(found);
        else choose(found);
      }
    }
  };
  useEffect(() => {
    if (open) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [open, active, id]);

  const shown = options[chosen];
  return (
    <>
      <button
        ref={button}
        type="button"
        role="combobox"
        className="select"
        aria-label={label}
        aria-expanded={open}
        aria-haspopup="listbox"
        aria-controls={`${id}-list`}
        aria-activedescendant={open ? `${id}-${active}` : undefined}
        disabled={disabled}
        onClick={() => (open ? setOpen(false) : show())}
        onKeyDown={onKeyDown}
      >
        {shown?.picture}
        <span className="select__value">{shown?.label ?? '—'}</span>
        <Icon name="chevron" size={14} />
      </button>
      {open && (
        <Popover anchor={button} onClose={() => setOpen(false)} className="menu" stretch>
          <div role="listbox" id={`${id}-list`} aria-label={label}>
            {options.map((option, n) => (
              <div
                key={option.label}
                id={`${id}-${n}`}
                role="option"
                aria-selected={n === chosen}
                className={`menu__item ${n === active ? 'menu__item--active' : ''}`}
                onPointerMove={() => setActive(n)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(n)}
              >
                {option.picture}
                <span className="menu__label">{option.label}</span>
                {n === chosen && <Icon name="check" size={14} />}
              </div>
            ))}
          </div>
        </Popover>
      )}
    </>
  );
}
