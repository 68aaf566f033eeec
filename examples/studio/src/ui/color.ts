/** Red, green, blue from 0 to 255, and alpha from 0 to 1. */
export interface Rgba {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

const NAMES: Record<string, string> = {
  black: '#000000', silver: '#c0c0c0', gray: '#808080', grey: '#808080', white: '#ffffff', maroon: '#800000', red: '#ff0000', purple: '#800080',
  fuchsia: '#ff00ff', green: '#008000', lime: '#00ff00', olive: '#808000', yellow: '#ffff00', navy: '#000080', blue: '#0000ff', teal: '#008080',
  aqua: '#00ffff', orange: '#ffa500', transparent: '#00000000',
};

/** A colour of a document; null where it is none. */
export function parseColor(text: string): Rgba | null {
  const name = text.trim().toLowerCase();
  const hex = (NAMES[name] ?? name).replace(/^#/, '');
  if (!/^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(hex)) return null;
  const full = hex.length <= 4 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const at = (n: number): number => Number.parseInt(full.slice(n, n + 2), 16);
  return { r: at(0), g: at(2), b: at(4), a: full.length === 8 ? at(6) / 255 : 1 };
}

/** `#rrggbb`, or `#rrggbbaa` where it is not opaque. */
export function printColor({ r, g, b, a }: Rgba): string {
  const two = (value: number): string => Math.round(Math.min(255, Math.max(0, value))).toString(16).padStart(2, '0');
  const alpha = two(a * 255);
  return `#${two(r)}${two(g)}${two(b)}${alpha === 'ff' ? '' : alpha}`;
}

/** Hue 0 to 360, saturation and value 0 to 1. */
export interface Hsv {
  readonly h: number;
  readonly s: number;
  readonly v: number;
}

export function toHsv({ r, g, b }: Rgba): Hsv {
  const [red, green, blue] = [r / 255, g / 255, b / 255];
  const max = Math.max(red, green, blue);
  const span = max - Math.min(red, green, blue);
  const h = span === 0 ? 0 : max === red ? ((green - blue) / span + 6) % 6 : max === green ? (blue - red) / span + 2 : (red - green) / span + 4;
  return { h: h * 60, s: max === 0 ? 0 : span / max, v: max };
}

export function fromHsv({ h, s, v }: Hsv, a: number): Rgba {
  const at = (n: number): number => {
    const k = (n + h / 60) % 6;
    return 255 * (v - v * s * Math.max(0, Math.min(k, 4 - k, 1)));
  };
  return { r: at(5), g: at(3), b: at(1), a };
}
