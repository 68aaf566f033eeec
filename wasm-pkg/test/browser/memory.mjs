// Scrubs for a while and watches the memory. What counts is the end beside the middle: caches fill in the beginning.
import { readdirSync, readFileSync } from 'node:fs';

/**
 * @param {Awaited<ReturnType<import('./support.mjs').setUp>>} it - A page.
 * @param {number} seconds - How long.
 * @param {object} composition - What is scrubbed.
 * @param {(sample: object) => void} [onSample] - Told as it goes on.
 * @returns {Promise<{ seeks: number, samples: { at: number, heap: number, module: number, held: number, process: number }[] }>} Bytes; `process` is
 *   the resident memory of the browser's largest process (decoders and buffers are there), 0 where it is not known.
 */
export async function scrub(it, seconds, composition, onSample = () => {}) {
  await it.run(async (composition) => {
    const { preview } = await kit.open();
    await preview.load(composition);
    globalThis.scrubbed = { preview, seeks: 0, running: true };
    let seed = 1;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    globalThis.scrubbed.done = (async () => {
      const { duration } = preview.info;
      let time = 0;
      while (globalThis.scrubbed.running) {
        // As a hand does: mostly a little on or back, sometimes far; several at once, of which the newest counts.
        time = random() < 0.1 ? random() * duration : Math.min(duration, Math.max(0, time + (random() - 0.45) * 0.4));
        void preview.seek(time - 0.02).catch(() => undefined);
        await preview.seek(time);
        globalThis.scrubbed.seeks++;
      }
    })();
  }, composition);
  const samples = [];
  const count = 12;
  for (let i = 1; i <= count; i++) {
    await new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / count));
    const sample = await it.run(async () => {
      const { preview } = globalThis.scrubbed;
      const { memoryBytes, heldPictures } = await preview.stats();
      globalThis.gc?.();
      return { heap: performance.memory?.usedJSHeapSize ?? 0, module: memoryBytes, held: heldPictures };
    });
    samples.push({ at: (i * seconds) / count, ...sample, process: residentBytes() });
    onSample(samples.at(-1));
  }
  const { seeks } = await it.run(async () => {
    const { scrubbed } = globalThis;
    scrubbed.running = false;
    await scrubbed.done;
    scrubbed.preview.close();
    return { seeks: scrubbed.seeks };
  });
  return { seeks, samples };
}

/** The largest renderer among the browser's processes, on Linux. */
function residentBytes() {
  let most = 0;
  try {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue;
        const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
        most = Math.max(most, pages * 4096);
      } catch {
        // It ended meanwhile.
      }
    }
  } catch {
    // Not Linux.
  }
  return most;
}
