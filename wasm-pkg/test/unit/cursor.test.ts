import { expect, test } from 'vitest';

import { Cursor, type PictureStream, type Timed } from '../../src/worker/reader.js';

/** Pictures every 40 ms, a key picture every second; counts what is open and what was decoded. */
class Clip implements PictureStream<Timed> {
  open = 0;
  jumps = 0;
  constructor(readonly count = 250) {}

  async *from(time: number): AsyncGenerator<Timed, void, unknown> {
    this.jumps++;
    const first = Math.min(this.count - 1, Math.floor(time / 0.04 + 1e-9));
    for (let n = Math.max(0, first); n < this.count; n++) {
      this.open++;
      let closed = false;
      yield {
        timestamp: n * 0.04,
        close: () => {
          if (closed) throw new Error('closed twice');
          closed = true;
          this.open--;
        },
      };
    }
  }

  async keyBefore(time: number): Promise<number> {
    return Math.floor(time + 1e-9);
  }
}

const at = async (cursor: Cursor<Timed>, time: number): Promise<number> => Math.round((await cursor.get(time))!.timestamp / 0.04);

test('gives the picture that began last, whichever way it is reached', async () => {
  const clip = new Clip();
  const cursor = new Cursor(clip, 1e-6);
  for (const n of [0, 0, 1, 2, 30, 29, 249, 248, 3, 100, 100]) {
    expect(await at(cursor, n * 0.04)).toBe(n);
    expect(await at(cursor, n * 0.04 + 0.039)).toBe(n);
    expect(clip.open).toBeLessThanOrEqual(2);
  }
  cursor.close();
  expect(clip.open).toBe(0);
});

test('goes on decoding where that is shorter, and jumps where it is not', async () => {
  const clip = new Clip();
  const cursor = new Cursor(clip, 0);
  await cursor.get(0);
  for (let t = 0; t < 2; t += 0.04) await cursor.get(t);
  expect(clip.jumps).toBe(1);
  await cursor.get(2.9);
  expect(clip.jumps).toBe(1);
  await cursor.get(7.5);
  expect(clip.jumps).toBe(2);
  await cursor.get(7.4);
  expect(clip.jumps).toBe(3);
});

test('holds the first picture before it, and the last one after it', async () => {
  const cursor = new Cursor(new Clip(10), 0);
  expect(await at(cursor, -1)).toBe(0);
  expect(await at(cursor, 99)).toBe(9);
  expect(await at(cursor, 100)).toBe(9);
});

test('a picture that begins within the tolerance counts', async () => {
  expect(await at(new Cursor(new Clip(), 0.0005), 0.0398)).toBe(1);
  expect(await at(new Cursor(new Clip(), 0), 0.0398)).toBe(0);
});

test('a clip without pictures gives none', async () => {
  expect(await new Cursor(new Clip(0), 0).get(1)).toBeUndefined();
});
