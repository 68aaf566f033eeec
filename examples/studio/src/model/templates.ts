import type { Composition, Layer, ReelSpeedVideoConfig } from '@reelspeed/types';

import { sampleStory } from './story.js';

/** A document to begin with. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** Two colours of its card. */
  readonly colors: readonly [string, string];
  /** What a card shows in place of a picture. */
  readonly sample: string;
  /** Whether the user's own video goes into it. */
  readonly video: boolean;
  /** Files that the studio makes itself, by their `src`. */
  readonly needs: readonly 'pulse.wav'[];
  readonly make: (video?: { readonly src: string; readonly duration: number }) => Composition;
  /** The chat story that it is, where it is one. */
  readonly story?: (video?: { readonly src: string; readonly duration: number }) => ReelSpeedVideoConfig;
}

const INTER = ['Inter'];
const pop = { spring: { stiffness: 180, damping: 14, mass: 1 } } as const;
const fadeIn = (seconds = 0.25) => ({ keyframes: [{ time: 0, value: 0, easing: 'easeOut' as const }, { time: seconds, value: 1 }] });

function bubble(id: string, text: string, mine: boolean, start: number, y: number): Layer {
  const x = mine ? 1020 : 60;
  return {
    id,
    type: 'text',
    start,
    text,
    maxWidth: 720,
    style: {
      fontFamily: INTER,
      fontSize: 46,
      fontWeight: 500,
      lineHeight: 1.3,
      align: 'start',
      color: mine ? '#ffffff' : '#171a22',
      box: {
        fill: mine
          ? { type: 'linear', angle: 160, stops: [{ offset: 0, color: '#6d7cff' }, { offset: 1, color: '#4b55e6' }] }
          : '#f4f5fa',
        padding: [36, 26],
        radius: 42,
        shadow: { color: '#00000040', offset: [0, 8], blur: 28 },
      },
    },
    transform: {
      anchor: mine ? [1, 0] : [0, 0],
      position: { keyframes: [{ time: 0, value: [x + (mine ? 180 : -180), y], easing: 'easeOutBack' }, { time: 0.5, value: [x, y] }] },
      opacity: fadeIn(),
    },
  };
}

const chat: Template = {
  id: 'chat',
  name: 'Chat story',
  about: 'A conversation, message by message. Text only.',
  colors: ['#2b2f63', '#12142b'],
  sample: 'Are you up?',
  video: false,
  needs: [],
  make: () => ({
    version: 1,
    width: 1080,
    height: 1920,
    frameRate: 30,
    duration: 11,
    background: { type: 'linear', angle: 165, stops: [{ offset: 0, color: '#2b2f63' }, { offset: 0.55, color: '#191b3a' }, { offset: 1, color: '#0e0f1f' }] },
    layers: [
      {
        id: 'glow', type: 'shape', geometry: { kind: 'ellipse', width: 900, height: 900 },
        fill: { type: 'radial', radius: 0.7, stops: [{ offset: 0, color: '#7c8cff66' }, { offset: 1, color: '#7c8cff00' }] },
        transform: { position: { keyframes: [{ time: 0, value: [200, 300], easing: 'easeInOut' }, { time: 11, value: [880, 520] }] } },
      },
      {
        id: 'title', type: 'text', text: 'The 3 a.m. text', maxWidth: 960,
        style: { fontFamily: INTER, fontSize: 92, fontWeight: 700, color: '#ffffff', shadow: { color: '#00000080', offset: [0, 6], blur: 24 } },
        transform: { position: [540, 260], scale: { keyframes: [{ time: 0, value: 0.6, easing: pop }, { time: 0.9, value: 1 }] }, opacity: fadeIn(0.3) },
      },
      bubble('message-1', 'Are you up?', false, 0.9, 480),
      bubble('message-2', 'I am now', true, 2.4, 640),
      bubble('message-3', 'You know the plant you gave me?', false, 3.8, 800),
      bubble('message-4', 'The cactus?', true, 5.4, 1020),
      bubble('message-5', 'It has a flower. One. I had to tell somebody.', false, 6.8, 1180),
      bubble('message-6', 'Best message of the week', true, 8.8, 1410),
    ],
  }),
};

const words = ['Make', 'it', 'move.'];
const title: Template = {
  id: 'title',
  name: 'Kinetic title',
  about: 'Big type, shapes and a beat. The sound comes with it.',
  colors: ['#ff7a59', '#7a1f4b'],
  sample: 'Make it move.',
  video: false,
  needs: ['pulse.wav'],
  make: () => ({
    version: 1,
    width: 1080,
    height: 1920,
    frameRate: 30,
    duration: 6,
    background: { type: 'linear', angle: 150, stops: [{ offset: 0, color: '#ff7a59' }, { offset: 0.5, color: '#d63f6c' }, { offset: 1, color: '#4a1450' }] },
    layers: [
      {
        id: 'ring', type: 'shape', geometry: { kind: 'ellipse', width: 780, height: 780 }, stroke: { color: '#ffffff38', width: 3 },
        transform: { position: [540, 960], scale: { keyframes: [{ time: 0, value: 0.3, easing: 'easeOutCubic' }, { time: 1.6, value: 1, easing: 'easeInOut' }, { time: 6, value: 1.25 }] } },
      },
      {
        id: 'ring-2', type: 'shape', geometry: { kind: 'ellipse', width: 1100, height: 1100 }, stroke: { color: '#ffffff1f', width: 3 },
        transform: { position: [540, 960], scale: { keyframes: [{ time: 0, value: 0.2, easing: 'easeOutCubic' }, { time: 2, value: 1, easing: 'easeInOut' }, { time: 6, value: 1.2 }] } },
      },
      ...words.map((word, n): Layer => ({
        id: `word-${n + 1}`, type: 'text', start: 0.25 + n * 0.5, text: word,
        style: { fontFamily: INTER, fontSize: 232, fontWeight: 700, letterSpacing: -6, align: 'left', color: n === 2 ? '#ffe3b0' : '#ffffff' },
        transform: {
          anchor: [0, 0.5],
          position: { keyframes: [{ time: 0, value: [-300, 720 + n * 236], easing: 'easeOutCubic' }, { time: 0.55, value: [110, 720 + n * 236] }] },
          opacity: fadeIn(0.3),
        },
      })),
      {
        id: 'underline', type: 'shape', start: 1.9, geometry: { kind: 'rect', width: { keyframes: [{ time: 0, value: 8, easing: 'easeInOutCubic' }, { time: 0.7, value: 620 }] }, height: 16, radius: 8 },
        fill: '#ffe3b0', transform: { anchor: [0, 0.5], position: [118, 1336] },
      },
      {
        id: 'by', type: 'text', start: 2.6, text: 'made in a browser tab',
        style: { fontFamily: INTER, fontSize: 44, fontWeight: 500, color: '#ffffffcc', align: 'left' },
        transform: { anchor: [0, 0.5], position: [118, 1420], opacity: fadeIn(0.5) },
      },
    ],
    audio: [{ id: 'beat', src: 'pulse.wav', loop: true, volume: 0.8, fadeOut: { duration: 0.8 } }],
  }),
};

const points: readonly [string, string][] = [
  ['Start late', 'Cut the first two seconds. Nobody misses them.'],
  ['One idea', 'If it needs an “also”, it needs another video.'],
  ['End early', 'Stop before they want you to.'],
];
const list: Template = {
  id: 'list',
  name: 'Three things',
  about: 'Cards that come in one by one. Text and shapes only.',
  colors: ['#0f766e', '#0b1f2a'],
  sample: '3 rules',
  video: false,
  needs: [],
  make: () => ({
    version: 1,
    width: 1080,
    height: 1920,
    frameRate: 30,
    duration: 9,
    background: { type: 'linear', angle: 180, stops: [{ offset: 0, color: '#0d3b40' }, { offset: 1, color: '#081318' }] },
    layers: [
      {
        id: 'heading', type: 'text', text: 'Three rules for\nshort videos', maxWidth: 920,
        style: { fontFamily: INTER, fontSize: 104, fontWeight: 700, lineHeight: 1.1, letterSpacing: -2, color: '#ffffff', align: 'left' },
        transform: { anchor: [0, 0], position: { keyframes: [{ time: 0, value: [80, 300], easing: 'easeOutCubic' }, { time: 0.6, value: [80, 220] }] }, opacity: fadeIn(0.4) },
      },
      ...points.map(([head, body], n): Layer => ({
        id: `card-${n + 1}`, type: 'group', start: 1 + n * 1.8, size: [920, 340], clip: true, clipRadius: 48,
        transform: {
          position: { keyframes: [{ time: 0, value: [540, 860 + n * 372], easing: 'easeOutBack' }, { time: 0.6, value: [540, 740 + n * 372] }] },
          opacity: fadeIn(0.3),
        },
        layers: [
          { id: `card-${n + 1}-back`, type: 'shape', geometry: { kind: 'rect', width: 920, height: 340 }, fill: '#ffffff14' },
          {
            id: `card-${n + 1}-number`, type: 'text', text: String(n + 1),
            style: { fontFamily: INTER, fontSize: 150, fontWeight: 700, color: '#5eead4' }, transform: { position: [120, 170] },
          },
          {
            id: `card-${n + 1}-head`, type: 'text', text: head,
            style: { fontFamily: INTER, fontSize: 60, fontWeight: 700, color: '#ffffff', align: 'left' }, transform: { anchor: [0, 0.5], position: [240, 120] },
          },
          {
            id: `card-${n + 1}-body`, type: 'text', text: body, maxWidth: 620,
            style: { fontFamily: INTER, fontSize: 42, fontWeight: 400, lineHeight: 1.3, color: '#b6d5d4', align: 'left' }, transform: { anchor: [0, 0], position: [240, 168] },
          },
        ],
      })),
    ],
  }),
};

const captions: Template = {
  id: 'captions',
  name: 'Your clip, captioned',
  about: 'A video of yours, framed for phones, with a hook and captions.',
  colors: ['#334155', '#0b1220'],
  sample: 'Wait for it…',
  video: true,
  needs: [],
  make: (video) => {
    const length = Math.min(15, Math.max(2, video?.duration ?? 8));
    const third = Math.round((length / 3) * 100) / 100;
    return {
      version: 1,
      width: 1080,
      height: 1920,
      frameRate: 30,
      duration: Math.round(length * 30) / 30,
      background: '#0b1220',
      layers: [
        ...(video === undefined ? [] : [{ id: 'clip', type: 'video', src: video.src, fit: 'blurredFill' } satisfies Layer]),
        {
          id: 'shade', type: 'shape', geometry: { kind: 'rect', width: 1080, height: 1920 },
          fill: { type: 'linear', angle: 180, stops: [{ offset: 0, color: '#000000a0' }, { offset: 0.3, color: '#00000000' }, { offset: 0.7, color: '#00000000' }, { offset: 1, color: '#000000b0' }] },
        },
        {
          id: 'hook', type: 'text', text: 'Wait for it…', duration: Math.min(length, 3), maxWidth: 940,
          style: { fontFamily: INTER, fontSize: 96, fontWeight: 700, color: '#ffffff', stroke: { color: '#0b1220', width: 12 } },
          transform: { position: [540, 330], scale: { keyframes: [{ time: 0, value: 0.5, easing: pop }, { time: 0.8, value: 1 }] }, opacity: fadeIn(0.2) },
        },
        ...['Say what they see', 'then what it means', 'and what to do now'].map((text, n): Layer => ({
          id: `caption-${n + 1}`, type: 'text', text, start: Math.round(n * third * 100) / 100, ...(n < 2 ? { duration: third } : {}), maxWidth: 900,
          style: { fontFamily: INTER, fontSize: 64, fontWeight: 700, color: '#0b1220', box: { fill: '#ffd84d', padding: [32, 20], radius: 20 } },
          transform: { position: [540, 1500], scale: { keyframes: [{ time: 0, value: 0.8, easing: pop }, { time: 0.5, value: 1 }] } },
        })),
      ],
    };
  },
};

const phone: Template = {
  id: 'phone',
  name: 'Phone chat',
  about: 'Write the messages, pick a look: it types, sends and scrolls by itself.',
  colors: ['#2a1646', '#14151c'],
  sample: 'heyy are you up??',
  video: false,
  needs: [],
  make: () => blank(),
  story: () => sampleStory(),
};

const split: Template = {
  id: 'split',
  name: 'Split screen',
  about: 'A chat above, footage below, loud words between.',
  colors: ['#000000', '#2f5d3a'],
  sample: 'NO WAY!',
  video: true,
  needs: [],
  make: () => blank(),
  story: (video) => ({ ...sampleStory(true), ...(video === undefined ? {} : { brainrotSettings: { footageUrls: [video.src] } }) }),
};

export const TEMPLATES: readonly Template[] = [title, chat, list, captions, phone, split];

/** Nothing yet. */
export function blank(): Composition {
  return { version: 1, width: 1080, height: 1920, frameRate: 30, duration: 8, background: '#14161c', layers: [] };
}
