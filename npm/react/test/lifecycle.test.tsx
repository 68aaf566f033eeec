import { version, useState } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, test, vi } from 'vitest';

import { ReelPreview, useReelPreview } from '../src/index.js';
import { alive, behaviour, engines } from './engine.js';
import { render, settle } from './render.js';

const document1 = { version: 1, width: 1080, height: 1920, duration: 4 } as const;

test('the React that is meant', (context) => {
  expect(version.split('.')[0]).toBe(context.task.file.projectName?.split(' ')[1]);
});

describe('on a server', () => {
  test('an empty place of the right shape, and no engine', () => {
    const html = renderToString(<ReelPreview composition={{ ...document1, width: 1920, height: 1080 }} label="My short" />);
    expect(html).toMatch(/aspect-ratio:\s*1920 \/ 1080/);
    expect(html).toContain('aria-label="My short"');
    expect(html).toContain('aria-busy="true"');
    expect(engines).toHaveLength(0);
  });

  test('what is no document does not break it', () => {
    for (const composition of [null, '{"width":', '{}', 'null']) {
      expect(renderToString(<ReelPreview composition={composition} />)).toMatch(/aspect-ratio:\s*9 \/ 16/);
    }
  });
});

describe('engines', () => {
  test.each([false, true])('one for a preview, none after it (strict: %s)', async (strict) => {
    const { unmount } = await render(<ReelPreview composition={document1} />, { strict });
    expect(engines).toHaveLength(1);
    expect(alive()).toHaveLength(1);
    expect(engines[0]?.calls.filter((call) => call === 'attach')).toHaveLength(1);
    await unmount();
    expect(alive()).toHaveLength(0);
    expect(engines[0]?.listeners).toBe(0);
  });

  test('unmounted while it starts: what comes late is closed, and nothing is loaded', async () => {
    behaviour.createDelay = 400;
    const onError = vi.fn();
    const { unmount } = await render(<ReelPreview composition={document1} onError={onError} />, { strict: true });
    await unmount();
    await settle(500);
    expect(engines).toHaveLength(1);
    expect(alive()).toHaveLength(0);
    expect(engines[0]?.loads).toHaveLength(0);
    expect(onError).not.toHaveBeenCalled();
  });

  test('unmounted while a document is taken in', async () => {
    behaviour.loadDelay = 400;
    const onLoad = vi.fn();
    const { unmount } = await render(<ReelPreview composition={document1} onLoad={onLoad} />);
    await unmount();
    await settle(500);
    expect(onLoad).not.toHaveBeenCalled();
    expect(alive()).toHaveLength(0);
  });

  test('one that does not start says so, and starts when asked again', async () => {
    behaviour.createFails = Object.assign(new Error('the module cannot be fetched'), { code: 'IO' });
    const { element } = await render(<ReelPreview composition={document1} />);
    expect(element.querySelector('[role="status"]')?.textContent).toContain('the module cannot be fetched');
    behaviour.createFails = null;
    element.querySelector<HTMLButtonElement>('.reel-preview__retry')?.click();
    await settle();
    expect(alive()).toHaveLength(1);
    expect(element.querySelector('.reel-preview__failure')).toBeNull();
  });

  test('each preview has its own', async () => {
    await render(
      <>
        <ReelPreview composition={document1} />
        <ReelPreview composition={document1} />
      </>,
      { strict: true },
    );
    expect(alive()).toHaveLength(2);
  });

  test('it is told where its files lie, and how it starts', async () => {
    await render(<ReelPreview composition={document1} engine={{ fontsUrl: '/fonts/', baseUrl: undefined }} loop muted volume={0.5} />);
    expect(engines[0]?.options).toEqual({ fontsUrl: '/fonts/', loop: true, muted: true, volume: 0.5, playbackRate: 1 });
  });
});

describe('documents', () => {
  test('an equal one is not loaded again, another is', async () => {
    const { rerender } = await render(<ReelPreview composition={{ ...document1 }} media={{ 'a.png': 'x' }} />);
    await rerender(<ReelPreview composition={{ ...document1 }} media={{ 'a.png': 'x' }} />);
    expect(engines[0]?.loads).toHaveLength(1);
    await rerender(<ReelPreview composition={{ ...document1, duration: 5 }} media={{ 'a.png': 'x' }} />);
    expect(engines[0]?.loads).toHaveLength(2);
    await rerender(<ReelPreview composition={{ ...document1, duration: 5 }} media={{ 'a.png': new Blob(['y']) }} />);
    expect(engines[0]?.loads).toHaveLength(3);
    expect(engines[0]?.media?.['a.png']).toBeInstanceOf(Blob);
  });

  test('of many in a row the last one counts', async () => {
    behaviour.loadDelay = 150;
    const { rerender } = await render(<ReelPreview composition={document1} />);
    for (const duration of [5, 6, 7, 8]) await rerender(<ReelPreview composition={{ ...document1, duration }} />);
    await settle(600);
    const loads = engines[0]?.loads ?? [];
    expect(loads.length).toBeLessThan(5);
    expect(JSON.parse(loads.at(-1) as string)).toMatchObject({ duration: 8 });
    expect(engines[0]?.info?.duration).toBe(8);
  });

  test('faults are listed by path over the last good picture, and go when they are mended', async () => {
    const issue = { path: 'layers[0].start', code: 'OUT_OF_RANGE', message: 'must be ≥ 0, was -1', expected: '≥ 0', actual: '-1', suggestion: '0' };
    const faulty = { ...document1, faults: [issue, { ...issue, path: 'width', suggestion: null }] };
    const onError = vi.fn();
    const { element, rerender } = await render(<ReelPreview composition={document1} onError={onError} />);
    await rerender(<ReelPreview composition={faulty as never} onError={onError} />);
    const shown = element.querySelector('.reel-preview__failure--over');
    expect(shown?.textContent).toContain('The composition has 2 faults');
    expect([...(shown?.querySelectorAll('code') ?? [])].map((code) => code.textContent)).toEqual(['layers[0].start', 'width']);
    expect(shown?.textContent).toContain('Did you mean 0?');
    expect(onError.mock.calls.at(-1)?.[0]).toMatchObject({ code: 'INVALID_DOCUMENT', issues: [{ path: 'layers[0].start' }, {}] });
    expect(element.querySelector('[role="slider"]')?.getAttribute('aria-disabled')).toBe('false');
    await rerender(<ReelPreview composition={document1} onError={onError} />);
    expect(element.querySelector('.reel-preview__failure')).toBeNull();
    expect(onError).toHaveBeenLastCalledWith(null);
  });

  test('what fails on its own is told too', async () => {
    const { element } = await render(<ReelPreview composition={document1} />);
    engines[0]?.fail(Object.assign(new Error('clip.mp4 broke at 3.2 s'), { code: 'DECODE' }));
    await settle();
    expect(element.querySelector('.reel-preview__failure')?.textContent).toContain('clip.mp4 broke at 3.2 s');
  });
});

describe('time', () => {
  test('only who reads it renders with it', async () => {
    const renders = { reader: 0, other: 0 };
    const Reader = () => {
      renders.reader += 1;
      const { canvasRef, time } = useReelPreview({ composition: document1 });
      return <><canvas ref={canvasRef} /><output>{time}</output></>;
    };
    const Other = () => {
      renders.other += 1;
      const { canvasRef } = useReelPreview({ composition: document1 });
      return <canvas ref={canvasRef} />;
    };
    const { element } = await render(<><Reader /><Other /></>);
    const before = { ...renders };
    for (const n of [1, 2, 3]) {
      engines.forEach((engine) => engine.tick(n));
      await settle();
    }
    expect(element.querySelector('output')?.textContent).toBe('3');
    expect(renders.reader).toBeGreaterThanOrEqual(before.reader + 3);
    expect(renders.other).toBe(before.other);
  });

  test('an engine whose clock runs on between its pictures', async () => {
    const Reader = () => {
      const { canvasRef, time } = useReelPreview({ composition: document1 });
      return <><canvas ref={canvasRef} /><output>{time}</output></>;
    };
    const { element } = await render(<><Reader /><ReelPreview composition={document1} /></>);
    let clock = 1;
    for (const engine of engines) Object.defineProperty(engine, 'currentTime', { get: () => (clock += 0.001), set: () => {} });
    engines.forEach((engine) => engine.tick(0));
    await settle();
    expect(Number(element.querySelector('output')?.textContent)).toBeCloseTo(1, 0);
    expect(element.querySelector('[role="slider"]')).not.toBeNull();
  });

  test('controlled: a new time is a seek, what comes back is not', async () => {
    let set = (_time: number): void => {};
    const Host = () => {
      const [time, setTime] = useState(1);
      set = setTime;
      return <ReelPreview composition={document1} time={time} onTimeChange={setTime} />;
    };
    await render(<Host />);
    expect(engines[0]?.calls).toContain('seek 1');
    const seeks = () => engines[0]?.calls.filter((call) => call.startsWith('seek')).length;
    const before = seeks();
    for (const time of [1.04, 1.08, 1.12]) engines[0]?.tick(time);
    await settle();
    expect(seeks()).toBe(before);
    set(3);
    await settle();
    expect(engines[0]?.calls).toContain('seek 3');
    expect(engines[0]?.currentTime).toBe(3);
  });

  test('controlled: it plays and pauses as it is told', async () => {
    const { rerender } = await render(<ReelPreview composition={document1} playing />);
    expect(engines[0]?.state).toBe('playing');
    await rerender(<ReelPreview composition={document1} playing={false} />);
    expect(engines[0]?.state).toBe('paused');
  });

  test('plays on its own where it may, and stays still for those who prefer it', async () => {
    await render(<ReelPreview composition={document1} autoPlay />);
    expect(engines[0]?.state).toBe('playing');
    const matchMedia = vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: true, addEventListener() {}, removeEventListener() {} } as never);
    await render(<ReelPreview composition={document1} autoPlay />);
    expect(engines[1]?.state).toBe('ready');
    matchMedia.mockRestore();
  });

  test('a browser that forbids playing is no failure', async () => {
    behaviour.playFails = Object.assign(new Error('no gesture'), { name: 'NotAllowedError' });
    const { element } = await render(<ReelPreview composition={document1} autoPlay />);
    expect(element.querySelector('.reel-preview__failure')).toBeNull();
  });
});
