import { useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactElement, type ReactNode } from 'react';

import { tidy } from '../model/animation.js';
import { Icon, type IconName } from './Icon.js';

/** A line of the inspector: a name, and what stands beside it. */
export function Row({ label, aside, children }: { label: string; aside?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <div className="row">
      <div className="row__label">
        <span>{label}</span>
        {aside}
      </div>
      <div className="row__fields">{children}</div>
    </div>
  );
}

interface NumberProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** A letter or an icon in the field; dragging it changes the value. */
  readonly mark?: string;
  readonly unit?: string;
  readonly step?: number;
  readonly min?: number;
  readonly max?: number;
  /** What the document says nothing about is shown faintly. */
  readonly implied?: boolean;
  readonly invalid?: boolean;
}

/** A number: typed, by arrow keys (with shift ten times as fast), or dragged by its mark. */
export function NumberField(props: NumberProps): ReactElement {
  const { label, value, onChange, mark, unit, step = 1, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, implied = false, invalid = false } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const drag = useRef<{ x: number; value: number } | null>(null);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const clamp = (next: number): number => Math.min(max, Math.max(min, tidy(next, Math.max(digits, 3))));
  const shown = draft ?? String(tidy(value, Math.max(digits, 2)));

  const type = (text: string): void => {
    setDraft(text);
    const next = Number(text.replace(',', '.'));
    if (text.trim() !== '' && Number.isFinite(next) && next >= min && next <= max) onChange(next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      const by = step * (event.shiftKey ? 10 : 1) * (event.key === 'ArrowUp' ? 1 : -1);
      setDraft(null);
      onChange(clamp(value + by));
    } else if (event.key === 'Enter') event.currentTarget.blur();
    else if (event.key === 'Escape') {
      setDraft(null);
      event.currentTarget.blur();
    }
  };
  const onPointerDown = (event: PointerEvent<HTMLSpanElement>): void => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, value };
  };
  const onPointerMove = (event: PointerEvent<HTMLSpanElement>): void => {
    if (drag.current === null) return;
    setDraft(null);
    onChange(clamp(tidy(drag.current.value + Math.round(event.clientX - drag.current.x) * step * (event.shiftKey ? 10 : 1), digits)));
  };
  return (
    <label className={`number ${implied ? 'number--implied' : ''} ${invalid ? 'number--invalid' : ''}`}>
      {mark !== undefined && (
        <span className="number__mark" onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={() => (drag.current = null)} aria-hidden="true">
          {mark}
        </span>
      )}
      <input
        type="text"
        inputMode="decimal"
        aria-label={label}
        aria-invalid={invalid}
        value={shown}
        onChange={(event) => type(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={() => setDraft(null)}
        onKeyDown={onKeyDown}
        spellCheck={false}
      />
      {unit !== undefined && <span className="number__unit" aria-hidden="true">{unit}</span>}
    </label>
  );
}

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
  /** What a screen reader says. */
  readonly text?: string;
}

/** A value on a line. */
export function Slider({ label, value, min, max, step, onChange, text }: SliderProps): ReactElement {
  const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
  const snapTo = (next: number): number => Math.min(max, Math.max(min, tidy(Math.round(next / step) * step, 4)));
  const follow = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onChange(snapTo(min + ((event.clientX - left) / width) * (max - min)));
  };
  return (
    <div
      className="slider"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-valuetext={text}
      style={{ '--share': share } as React.CSSProperties}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
      }}
      onKeyDown={(event) => {
        const by = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: step * 10, PageDown: -step * 10 }[event.key];
        const next = event.key === 'Home' ? min : event.key === 'End' ? max : by === undefined ? null : snapTo(value + by * (event.shiftKey ? 10 : 1));
        if (next === null) return;
        event.preventDefault();
        event.stopPropagation();
        onChange(next);
      }}
    >
      <span className="slider__track" />
      <span className="slider__thumb" />
    </div>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly invalid?: boolean;
}

export function TextField({ label, value, onChange, placeholder, invalid = false }: TextProps): ReactElement {
  return (
    <input
      type="text"
      className="input"
      aria-label={label}
      aria-invalid={invalid}
      value={value}
      placeholder={placeholder}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

export function TextArea({ label, value, onChange, placeholder, invalid = false }: TextProps): ReactElement {
  return (
    <textarea
      className="input input--area"
      aria-label={label}
      aria-invalid={invalid}
      value={value}
      placeholder={placeholder}
      rows={Math.min(6, Math.max(2, value.split('\n').length))}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface SegmentedProps<T extends string | number> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon?: IconName }[];
  readonly onChange: (value: T) => void;
}

/** One of few, all in sight. */
export function Segmented<T extends string | number>({ label, value, options, onChange }: SegmentedProps<T>): ReactElement {
  const at = options.findIndex((option) => option.value === value);
  return (
    <div
      className="segmented"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
        if (by === 0) return;
        event.preventDefault();
        event.stopPropagation();
        const n = (at + by + options.length) % options.length;
        onChange(options[n]!.value);
        (event.currentTarget.children[n] as HTMLElement | undefined)?.focus();
      }}
    >
      {options.map((option, n) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={n === at}
          aria-label={option.label}
          title={option.icon === undefined ? undefined : option.label}
          tabIndex={n === Math.max(0, at) ? 0 : -1}
          onClick={() => onChange(option.value)}
        >
          {option.icon === undefined ? option.label : <Icon name={option.icon} />}
        </button>
      ))}
    </div>
  );
}

export function Switch({ label, value, onChange }: { label: string; value: boolean; onChange: (value: boolean) => void }): ReactElement {
  const id = useId();
  return (
    <div className="switch-row">
      <span id={id}>{label}</span>
      <button type="button" role="switch" aria-checked={value} aria-labelledby={id} className="switch" onClick={() => onChange(!value)}>
        <span />
      </button>
    </div>
  );
}

/** A part of the inspector that can be closed. */
export function Section({ title, aside, open = true, children }: { title: string; aside?: ReactNode; open?: boolean; children: ReactNode }): ReactElement {
  const [shown, setShown] = useState(open);
  return (
    <section className="section">
      <div className="section__head">
        <button type="button" className="section__title" aria-expanded={shown} onClick={() => setShown(!shown)}>
          <Icon name={shown ? 'chevron' : 'chevronRight'} size={14} />
          {title}
        </button>
        {aside}
      </div>
      {shown && <div className="section__body">{children}</div>}
    </section>
  );
}
