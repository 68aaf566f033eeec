import { useRef, useState, type ReactElement } from 'react';

import { Button, IconButton } from './Button.js';
import { Icon, type IconName } from './Icon.js';
import { Popover } from './Popover.js';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly onSelect: () => void;
}

interface Props {
  readonly label: string;
  readonly icon: IconName;
  readonly items: readonly MenuItem[];
  /** With words beside the icon. */
  readonly wide?: boolean;
  readonly small?: boolean;
}

/** A button with a list of things to do. */
export function Menu({ label, icon, items, wide = false, small = false }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  const holder = useRef<HTMLSpanElement>(null);
  const close = (): void => setOpen(false);
  const common = { 'aria-haspopup': 'menu' as const, 'aria-expanded': open, onClick: () => setOpen(!open) };
  return (
    <span ref={holder} className="menu-holder">
      {wide ? <Button icon={icon} tone="quiet" {...common}>{label}</Button> : <IconButton icon={icon} label={label} small={small} {...common} />}
      {open && (
        <Popover anchor={holder} onClose={close} className="menu">
          <div
            role="menu"
            aria-label={label}
            onKeyDown={(event) => {
              const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')];
              const at = buttons.indexOf(document.activeElement as HTMLElement);
              const to = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? at - 1 : null;
              if (to === null) return;
              event.preventDefault();
              buttons.at(to % buttons.length)?.focus();
            }}
          >
            {items.map((item, n) => (
              <button
                key={item.label}
                type="button"
                role="menuitem"
                className={`menu__item ${item.danger === true ? 'menu__item--danger' : ''}`}
                autoFocus={n === 0}
                onClick={() => {
                  close();
                  item.onSelect();
                }}
              >
                {item.icon !== undefined && <Icon name={item.icon} />}
                <span className="menu__label">{item.label}</span>
              </button>
            ))}
          </div>
        </Popover>
      )}
    </span>
  );
}
