import type { ReactElement } from 'react';

// Strokes of 1.5 on a grid of 16.
const PATHS = {
  plus: 'M8 3v10M3 8h10',
  close: 'm4 4 8 8m0-8-8 8',
  check: 'm3 8.5 3.2 3L13 4.5',
  chevron: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  chevronRight: 'm6.5 4.5 3.5 3.5-3.5 3.5',
  undo: 'M6 3 3 6l3 3M3 6h6.5a3.5 3.5 0 1 1 0 7H6',
  redo: 'm10 3 3 3-3 3m3-3H6.5a3.5 3.5 0 1 0 0 7H10',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Zm6.5 2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  eyeOff: 'm2.5 2.5 11 11M6.3 3.8A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-1.7 2.2M4.3 4.7A10.5 10.5 0 0 0 1.5 8s2.5 4.5 6.5 4.5a6 6 0 0 0 3.2-1',
  copy: 'M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z',
  trash: 'M2.5 4.5h11M6 4.5v-1a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1m2 0-.5 8a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1L4 4.5',
  text: 'M3.5 4.5v-1.5h9v1.5M8 3v10M6 13h4',
  video: 'M2.5 4.5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-7Zm8 2.5 3-2v6l-3-2',
  image: 'M2.5 4a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V4Zm0 7 3-3 2.5 2.5 2-2 3.5 3.5M10.5 6.3v0',
  shape: 'M2.5 3.5h6v6h-6v-6Zm8 3.2a3.5 3.5 0 1 1-4.3 4.3',
  group: 'M2.5 4.5v-1a1 1 0 0 1 1-1h1m7 0h1a1 1 0 0 1 1 1v1m0 7v1a1 1 0 0 1-1 1h-1m-7 0h-1a1 1 0 0 1-1-1v-1M5.5 5.5h5v5h-5v-5Z',
  sequence: 'M1.5 5h4v6h-4V5Zm5 0h4v6h-4V5Zm5 0h3v6h-3V5Z',
  music: 'M6 12V4l7-1.5v8M6 12a1.8 1.8 0 1 1-3.6 0A1.8 1.8 0 0 1 6 12Zm7-1.5a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0Z',
  grip: 'M6 4v0M10 4v0M6 8v0M10 8v0M6 12v0M10 12v0',
  more: 'M4 8v0M8 8v0M12 8v0',
  layers: 'm8 2.5 6 3-6 3-6-3 6-3ZM2 8.5l6 3 6-3M2 11.5l6 3 6-3',
  folder: 'M2 5a1.5 1.5 0 0 1 1.5-1.5h2.6l1.4 1.5h5A1.5 1.5 0 0 1 14 6.5v5a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 11.5V5Z',
  code: 'm5.5 4.5-3.5 3.5 3.5 3.5m5-7 3.5 3.5-3.5 3.5',
  upload: 'M8 10.5v-8m0 0-3 3m3-3 3 3M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2',
  download: 'M8 2.5v8m0 0-3-3m3 3 3-3M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2',
  play: 'M5 3.2v9.6l7.5-4.8L5 3.2Z',
  pause: 'M5 3.5v9m6-9v9',
  start: 'M4 3.5v9m8.5-9L6.5 8l6 4.5v-9Z',
  end: 'M12 3.5v9m-8.5-9L9.5 8l-6 4.5v-9Z',
  loop: 'M11 2.5 13 4.5l-2 2M3 7.5v-1a2 2 0 0 1 2-2h8m-8 9-2-2 2-2m8-1v1a2 2 0 0 1-2 2H3',
  sound: 'M2.5 6.5h2l3-2.5v8l-3-2.5h-2v-3Zm8-.8a3.2 3.2 0 0 1 0 4.6m1.8-6.4a5.8 5.8 0 0 1 0 8.2',
  silent: 'M2.5 6.5h2l3-2.5v8l-3-2.5h-2v-3Zm8 0 3 3m0-3-3 3',
  fit: 'M2 8h12M4.5 5.5 2 8l2.5 2.5m7-5L14 8l-2.5 2.5',
  alert: 'M8 5.5v3.2m0 2.3v0M8 2.5l6 10.5H2L8 2.5Z',
  server: 'M2.5 3.5h11v4h-11v-4Zm0 5h11v4h-11v-4ZM5 5.5v0M5 10.5v0',
  browser: 'M2 3.5h12v9H2v-9Zm0 3h12M4 5v0M6 5v0',
  diamond: 'm8 3.5 4.5 4.5L8 12.5 3.5 8 8 3.5Z',
  previous: 'm9.5 4.5-3.5 3.5 3.5 3.5',
  next: 'm6.5 4.5 3.5 3.5-3.5 3.5',
  sparkle: 'M8 2.5c.5 3.5 2 5 5.5 5.5-3.5.5-5 2-5.5 5.5-.5-3.5-2-5-5.5-5.5 3.5-.5 5-2 5.5-5.5Z',
  file: 'M4 2.5h5l3.5 3.5v6.5a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-9a1 1 0 0 1 .5-1ZM9 2.5V6h3.5',
  keyboard: 'M1.5 4.5h13v7h-13v-7Zm2.5 2.3v0m2.7 0v0m2.6 0v0m2.7 0v0M5 9.5h6',
  rect: 'M2.5 4.5h11v7h-11v-7Z',
  ellipse: 'M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z',
  line: 'M3 13 13 3',
  alignLeft: 'M2.5 4h11M2.5 8h7M2.5 12h9',
  alignCenter: 'M2.5 4h11M4.5 8h7M3.5 12h9',
  alignRight: 'M2.5 4h11M6.5 8h7M4.5 12h9',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16, fill = false }: { name: IconName; size?: number; fill?: boolean }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" fill={fill ? 'currentColor' : 'none'}>
      <path d={PATHS[name]} stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
