import type { Easing, Spring } from '@reelspeed/types';

// The engine eases exactly; these curves are for what the page draws itself: handles over the picture, fields and thumbnails.

type Curve = (t: number) => number;

const BACK = 1.70158;

/** y of CSS's cubic Bézier at x. */
export function bezier(x1: number, y1: number, x2: number, y2: number): Curve {
  const at = (a: number, b: number, t: number): number => 3 * a * t * (1 - t) ** 2 + 3 * b * t * t * (1 - t) + t ** 3;
  return (x) => {
    if (x <= 0 || x >= 1) return Math.min(1, Math.max(0, x));
    let [low, high] = [0, 1];
    for (let n = 0; n < 24; n += 1) {
      const middle = (low + high) / 2;
      if (at(x1, x2, middle) < x) low = middle;
      else high = middle;
    }
    return at(y1, y2, (low + high) / 2);
  };
}

function bounceOut(t: number): number {
  if (t < 1 / 2.75) return 7.5625 * t * t;
  if (t < 2 / 2.75) return 7.5625 * (t - 1.5 / 2.75) ** 2 + 0.75;
  if (t < 2.5 / 2.75) return 7.5625 * (t - 2.25 / 2.75) ** 2 + 0.9375;
  return 7.5625 * (t - 2.625 / 2.75) ** 2 + 0.984375;
}

const NAMED: Record<string, Curve> = {
  linear: (t) => t,
  hold: (t) => (t < 1 ? 0 : 1),
  ease: bezier(0.25, 0.1, 0.25, 1),
  easeIn: bezier(0.42, 0, 1, 1),
  easeOut: bezier(0, 0, 0.58, 1),
  easeInOut: bezier(0.42, 0, 0.58, 1),
  easeInCubic: (t) => t ** 3,
  easeOutCubic: (t) => 1 - (1 - t) ** 3,
  easeInOutCubic: (t) => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2),
  easeInBack: (t) => (BACK + 1) * t ** 3 - BACK * t * t,
  easeOutBack: (t) => 1 + (BACK + 1) * (t - 1) ** 3 + BACK * (t - 1) ** 2,
  easeInOutBack: (t) => {
    const c = BACK * 1.525;
    return t < 0.5 ? ((2 * t) ** 2 * ((c + 1) * 2 * t - c)) / 2 : ((2 * t - 2) ** 2 * ((c + 1) * (2 * t - 2) + c) + 2) / 2;
  },
  easeOutBounce: bounceOut,
  easeOutElastic: (t) => (t <= 0 ? 0 : t >= 1 ? 1 : 2 ** (-10 * t) * Math.sin(((t * 10 - 0.75) * 2 * Math.PI) / 3) + 1),
};

function springCurve({ stiffness = 100, damping = 10, mass = 1 }: Spring): Curve {
  const omega = Math.sqrt(stiffness / mass);
  const zeta = damping / (2 * Math.sqrt(stiffness * mass));
  // Stretched so that it has settled to 0.1 % at 1.
  const settle = zeta < 1 ? Math.log(1000) / (zeta * omega) : (Math.log(1000) * 2 * zeta) / omega;
  return (share) => {
    if (share >= 1) return 1;
    const t = share * settle;
    if (zeta < 1) {
      const wd = omega * Math.sqrt(1 - zeta * zeta);
      return 1 - Math.exp(-zeta * omega * t) * (Math.cos(wd * t) + ((zeta * omega) / wd) * Math.sin(wd * t));
    }
    return 1 - Math.exp(-omega * t) * (1 + omega * t);
  };
}

/** The curve of an easing: 0 at 0, 1 at 1. What is none is linear. */
export function curveOf(easing: Easing | undefined): Curve {
  if (typeof easing === 'string') return NAMED[easing] ?? NAMED['linear']!;
  if (typeof easing === 'object' && easing !== null) {
    if ('cubicBezier' in easing && Array.isArray(easing.cubicBezier)) return bezier(...easing.cubicBezier);
    if ('steps' in easing && easing.steps > 0) return (t) => Math.floor(Math.min(1, t) * easing.steps + 1e-9) / easing.steps;
    if ('spring' in easing && easing.spring) return springCurve(easing.spring);
  }
  return NAMED['linear']!;
}

/** What the menu of easings offers. */
export const EASINGS: readonly { readonly label: string; readonly value: Easing }[] = [
  { label: 'Linear', value: 'linear' },
  { label: 'Ease', value: 'ease' },
  { label: 'Ease in', value: 'easeInCubic' },
  { label: 'Ease out', value: 'easeOutCubic' },
  { label: 'Ease in and out', value: 'easeInOutCubic' },
  { label: 'Back in', value: 'easeInBack' },
  { label: 'Back out', value: 'easeOutBack' },
  { label: 'Spring', value: { spring: { stiffness: 180, damping: 14, mass: 1 } } },
  { label: 'Soft spring', value: { spring: { stiffness: 120, damping: 20, mass: 1 } } },
  { label: 'Bounce', value: 'easeOutBounce' },
  { label: 'Elastic', value: 'easeOutElastic' },
  { label: 'Hold', value: 'hold' },
];
