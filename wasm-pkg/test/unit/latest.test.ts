import { expect, test } from 'vitest';

import { Latest } from '../../src/shared/latest.js';
import { Serial } from '../../src/shared/serial.js';

function gate(): { open: () => void; passed: Promise<void> } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

test('of many only the first and the newest run, one after another', async () => {
  const ran: number[] = [];
  const gates = [gate(), gate()];
  const latest = new Latest<number>(async (value) => {
    await gates[ran.push(value) - 1]!.passed;
  });
  const all = [1, 2, 3, 4].map((value) => latest.run(value));
  expect(latest.busy).toBe(true);
  gates[0]!.open();
  await all[0];
  gates[1]!.open();
  await Promise.all(all);
  expect(ran).toEqual([1, 4]);
  expect(latest.busy).toBe(false);
});

test('a failure reaches those that it is about, and the next one runs', async () => {
  const latest = new Latest<number>(async (value) => {
    if (value === 1) throw new Error('one');
  });
  const first = latest.run(1);
  const second = latest.run(2);
  await expect(first).rejects.toThrow('one');
  await expect(second).resolves.toBeUndefined();
  await expect(latest.run(1)).rejects.toThrow('one');
});

test('Serial keeps the order and survives failures', async () => {
  const serial = new Serial();
  const order: number[] = [];
  const slow = serial.run(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    order.push(1);
  });
  const failing = serial.run(() => {
    order.push(2);
    throw new Error('two');
  });
  const last = serial.run(() => order.push(3));
  await expect(failing).rejects.toThrow('two');
  await Promise.all([slow, last]);
  expect(order).toEqual([1, 2, 3]);
});
