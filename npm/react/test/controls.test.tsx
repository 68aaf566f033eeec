import { createRef } from 'react';
import { describe, expect, test } from 'vitest';

import { ReelPreview, formatTime, type ReelPreviewHandle } from '../src/index.js';
import { engines } from './engine.js';
import { press, render, settle } from './render.js';

const composition = { version: 1, width: 1080, height: 1920, duration: 12 } as const;
const slider = (element: HTMLElement): Element => element.querySelector('[role="slider"]') as Element;

describe('keys', () => {
  test.each([
    [' ', {}, 'playing', 2],
    ['k', {}, 'playing', 2],
    ['ArrowRight', {}, 'ready', 2.04],
    ['ArrowLeft', {}, 'ready', 1.96],
    ['ArrowRight', { shiftKey: true }, 'ready', 3],
    ['ArrowLeft', { shiftKey: true }, 'ready', 1],
    ['.', {}, 'ready', 2.04],
    [',', {}, 'ready', 1.96],
    ['PageUp', {}, 'ready', 7],
    ['PageDown', {}, 'ready', 0],
    ['Home', {}, 'ready', 0],
    ['End', {}, 'ready', 11.96],
  ])('%s %o', async (key, init, state, time) => {
    const { element } = await render(<ReelPreview composition={composition} />);
    engines[0]?.tick(2);
    await press(slider(element), key, init);
    expect(engines[0]?.state).toBe(state);
    expect(engines[0]?.currentFrame).toBe(Math.round(time * 25));
  });

  test('m and l', async () => {
    const { element } = await render(<ReelPreview composition={composition} />);
    await press(slider(element), 'm');
    await press(slider(element), 'l');
    expect(engines[0]).toMatchObject({ muted: true, loop: true });
    const pressed = [...element.querySelectorAll('button[aria-pressed]')].map((b) => [b.getAttribute('aria-label'), b.getAttribute('aria-pressed')]);
    expect(pressed).toEqual([['Mute', 'true'], ['Loop', 'true']]);
  });

  test("what is not the preview's: shortcuts of the browser, text fields, space on buttons", async () => {
    const { element } = await render(
      <ReelPreview composition={composition}>
        <input />
      </ReelPreview>,
    );
    await press(slider(element), 'k', { ctrlKey: true });
    await press(element.querySelector('input') as Element, 'k');
    await press(element.querySelector('button') as Element, ' ');
    expect(engines[0]?.state).toBe('ready');
  });

  test('none without the keyboard', async () => {
    const { element } = await render(<ReelPreview composition={composition} keyboard={false} />);
    await press(slider(element), 'k');
    expect(engines[0]?.state).toBe('ready');
  });
});

describe('for screen readers', () => {
  test('the slider says where it is', async () => {
    const { element } = await render(<ReelPreview composition={composition} />);
    engines[0]?.tick(3.2);
    await settle();
    expect(slider(element).getAttribute('aria-valuetext')).toBe('3.2 of 12 seconds, frame 81 of 300');
    expect(slider(element).getAttribute('aria-valuenow')).toBe('3.2');
    expect(slider(element).getAttribute('aria-valuemax')).toBe('11.96');
  });

  test('buttons say what they do', async () => {
    const { element } = await render(<ReelPreview composition={composition} />);
    const labels = () => [...element.querySelectorAll('button')].map((button) => button.getAttribute('aria-label'));
    expect(labels()).toEqual(['Play', 'Mute', 'Loop']);
    element.querySelector('button')?.click();
    await settle();
    expect(labels()[0]).toBe('Pause');
    engines[0]?.turn('ended');
    await settle();
    expect(labels()[0]).toBe('Play again');
  });

  test('before there is a document nothing can be pressed', async () => {
    const { element } = await render(<ReelPreview composition={null} />);
    expect([...element.querySelectorAll('button')].every((button) => button.disabled)).toBe(true);
    expect(slider(element).getAttribute('tabindex')).toBe('-1');
  });
});

test('a click on the picture plays, unless it shall not', async () => {
  const { element } = await render(<ReelPreview composition={composition} />);
  element.querySelector('canvas')?.click();
  await settle();
  expect(engines[0]?.state).toBe('playing');
  const other = await render(<ReelPreview composition={composition} clickToPlay={false} />);
  other.element.querySelector('canvas')?.click();
  await settle();
  expect(engines[1]?.state).toBe('ready');
});

test('no controls, own classes and what lies over the picture', async () => {
  const { element } = await render(<ReelPreview composition={composition} controls={false} className="mine"><b>over</b></ReelPreview>);
  expect(element.querySelector('.reel-preview.mine .reel-preview__frame b')?.textContent).toBe('over');
  expect(element.querySelector('button')).toBeNull();
});

test('a ref is the controller, and follows the time by itself', async () => {
  const ref = createRef<ReelPreviewHandle>();
  const { element } = await render(<ReelPreview ref={ref} composition={composition} />);
  await ref.current?.seekFrame(50);
  expect(ref.current).toMatchObject({ frame: 50, state: 'ready' });
  expect(ref.current?.time).toBeCloseTo(2.02);
  expect(ref.current?.element).toBe(element.firstElementChild);
  await ref.current?.step(-3);
  expect(engines[0]?.currentFrame).toBe(47);
});

test('of seeks in a row the last one is shown', async () => {
  const ref = createRef<ReelPreviewHandle>();
  await render(<ReelPreview ref={ref} composition={composition} />);
  const seeks = [1, 2, 3, 4].map((time) => ref.current?.seek(time));
  expect(ref.current?.time).toBe(4);
  await Promise.all(seeks);
  await settle();
  expect(engines[0]?.calls.filter((call) => call.startsWith('seek'))).toEqual(['seek 1', 'seek 4']);
  expect(ref.current?.time).toBe(4);
});

test.each([
  [0, '0:00.0'],
  [3.26, '0:03.2'],
  [59.999, '0:59.9'],
  [0.3, '0:00.3'],
  [62.5, '1:02.5'],
  [3723.4, '1:02:03.4'],
  [-1, '0:00.0'],
  [Number.NaN, '0:00.0'],
])('%f is %s', (seconds, text) => {
  expect(formatTime(seconds)).toBe(text);
});
