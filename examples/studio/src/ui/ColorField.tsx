import { useRef, useState, type CSSProperties, type PointerEvent, type ReactElement } from 'react';

import { fromHsv, parseColor, printColor, toHsv, type Hsv } from './color.js';
import { Slider } from './fields.js';
import { Popover } from './Popover.js';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const SWATCHES = ['#ffffff', '#14161c', '#7c8cff', '#22d3ee', '#34d399', '#ffd84d', '#ff7a59', '#f43f5e', '#c084fc', '#64748b'];

/** A colour: a swatch that opens a picker, and its code. */
export function ColorField({ label, value, onChange }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const valid = parseColor(draft ?? value) !== null;
  return (
    <div className={`color ${valid ? '' : 'color--invalid'}`}>
      <button
        ref={button}
        type="button"
        className="color__swatch"
        aria-label={`${label}: choose`}
        aria-expanded={open}
        style={{ '--color': value } as CSSProperties}
        onClick={() => setOpen(!open)}
      />
      <input
        type="text"
        aria-label={label}
        aria-invalid={!valid}
        value={draft ?? value}
        spellCheck={false}
        onChange={(event) => {
          setDraft(event.target.value);
          if (parseColor(event.target.value) !== null) onChange(event.target.value.trim());
        }}
        onBlur={() => setDraft(null)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
      {open && (
        <Popover anchor={button} onClose={() => setOpen(false)} className="picker">
          <Picker value={value} onChange={onChange} />
        </Popover>
      )}
    </div>
  );
}

function Picker({ value, onChange }: { value: string; onChange: (value: string) => void }): ReactElement {
  const color = parseColor(value) ?? { r: 0, g: 0, b: 0, a: 1 };
  // Grey has no hue and black no saturation: what was chosen is remembered while the colour does not tell.
  const [hsv, setHsv] = useState<Hsv>(() => toHsv(color));
  const put = (next: Hsv, a = color.a): void => {
    setHsv(next);
    onChange(printColor(fromHsv(next, a)));
  };
  const follow = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((n) => Math.min(1, Math.max(0, n)));
    put({ ...hsv, s: x!, v: 1 - y! });
  };
  return (
    <>
      <div
        className="picker__area"
        role="slider"
        tabIndex={0}
        aria-label="Saturation and brightness"
        aria-valuenow={Math.round(hsv.s * 100)}
        aria-valuetext={`saturation ${Math.round(hsv.s * 100)} %, brightness ${Math.round(hsv.v * 100)} %`}
        style={{ '--hue': hsv.h } as CSSProperties}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          follow(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
        }}
        onKeyDown={(event) => {
          const by = { ArrowLeft: [-0.02, 0], ArrowRight: [0.02, 0], ArrowUp: [0, 0.02], ArrowDown: [0, -0.02] }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          const within = (n: number): number => Math.min(1, Math.max(0, n));
          put({ ...hsv, s: within(hsv.s + by[0]!), v: within(hsv.v + by[1]!) });
        }}
      >
        <span className="picker__dot" style={{ left: `${hsv.s * 100}%`, top: `${(1 - hsv.v) * 100}%` }} />
      </div>
      <div className="picker__hue">
        <Slider label="Hue" value={hsv.h} min={0} max={360} step={1} onChange={(h) => put({ ...hsv, h })} text={`${Math.round(hsv.h)} degrees`} />
      </div>
      <div className="picker__alpha" style={{ '--color': printColor({ ...color, a: 1 }) } as CSSProperties}>
        <Slider label="Opacity" value={color.a} min={0} max={1} step={0.01} onChange={(a) => put(hsv, a)} text={`${Math.round(color.a * 100)} %`} />
      </div>
      <div className="picker__swatches">
        {SWATCHES.map((swatch) => (
          <button
            key={swatch}
            type="button"
            aria-label={swatch}
            style={{ background: swatch }}
            onClick={() => {
              setHsv(toHsv(parseColor(swatch)!));
              onChange(swatch);
            }}
          />
        ))}
      </div>
    </>
  );
}
