// The studio in Chromium, from the first click to the finished file. `node --test` runs it; the studio must be built.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { documentOf, fixture, pictureOf, probe, ready, scratch, startBackend, Studio } from './harness.mjs';

let studio;
before(async () => {
  studio = await Studio.start();
});
after(() => studio?.end());

const saved = async (page, name) => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  const path = join(scratch, name);
  await download.saveAs(path);
  assert.equal(await download.failure(), null);
  return { path, suggested: download.suggestedFilename() };
};
const name = (page) => page.getByRole('textbox', { name: 'Name of the project' });

test('from the first click to a finished file', { timeout: 90_000 }, async () => {
  const page = await studio.visit({ template: /Kinetic title/ });
  await name(page).fill('My first short');
  await page.getByRole('button', { name: 'word-3', exact: true }).first().click();
  const before = await pictureOf(page);
  await page.locator('.ruler__marks').click({ position: { x: 400, y: 8 } });
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('fly.');
  await ready(page);
  await page.waitForTimeout(200);
  assert.notEqual(await pictureOf(page), before);
  // A shorter film is sooner done.
  await page.keyboard.press('Escape');
  await page.locator('.stage').click({ position: { x: 8, y: 8 } });
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Length' }).fill('1.5');
  await ready(page);

  // It plays to its end.
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'Play' }).click();
  await page.waitForFunction(() => window.studio.getState().preview.playing);
  await page.waitForFunction(() => window.studio.getState().preview.state === 'ended', undefined, { timeout: 20_000 });
  assert.match(await page.locator('.clock').innerText(), /^0:01\.[45]/);

  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('radio', { name: 'Draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
  await page.getByRole('progressbar').waitFor();
  await page.getByRole('button', { name: 'Download' }).waitFor({ timeout: 60_000 });
  const { path, suggested } = await saved(page, 'first.mp4');
  assert.equal(suggested, 'my-first-short.mp4');
  const { video, audio, format } = probe(path);
  assert.equal(`${video.width}x${video.height}`, '1080x1920');
  assert.equal(Number(video.nb_read_frames), 45);
  assert.ok(audio !== undefined, 'the beat is in it');
  assert.ok(Math.abs(Number(format.duration) - 1.5) < 0.1, format.duration);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('an export that is cancelled leaves the window as it was', { timeout: 60_000 }, async () => {
  const page = await studio.visit({ template: /Three things/ });
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('radio', { name: 'WebM' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
  await page.getByRole('progressbar').waitFor();
  await page.waitForTimeout(400);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('radio', { name: 'WebM' }).waitFor();
  assert.equal(await page.getByRole('radio', { name: 'WebM' }).getAttribute('aria-checked'), 'true');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('the preview follows every keystroke', { timeout: 60_000 }, async (context) => {
  const page = await studio.visit({ template: /Chat story/ });
  await page.locator('.ruler__marks').click({ position: { x: 300, y: 8 } });
  await page.getByRole('button', { name: 'title', exact: true }).first().click();
  const field = page.getByRole('textbox', { name: 'Text', exact: true });
  await field.click();
  await page.keyboard.press('End');
  // From the key to the moment when another picture is on screen.
  await page.evaluate(() => {
    const engine = window.studio.getState().preview.preview;
    window.latencies = [];
    let pressed = null;
    document.addEventListener('beforeinput', () => (pressed = performance.now()), true);
    engine.on('durationchange', () => {
      const from = pressed;
      if (from === null) return;
      pressed = null;
      const off = engine.on('timeupdate', () => {
        off();
        window.latencies.push(performance.now() - from);
      });
    });
  });
  for (const letter of ' and what came of it') {
    await page.keyboard.type(letter);
    await page.waitForTimeout(120);
  }
  await ready(page);
  const latencies = (await page.evaluate(() => window.latencies)).sort((a, b) => a - b);
  const median = latencies[Math.floor(latencies.length / 2)];
  const worst = latencies.at(-1);
  context.diagnostic(`keystroke to picture: median ${median?.toFixed(0)} ms, most ${worst?.toFixed(0)} ms of ${latencies.length}`);
  assert.ok(latencies.length >= 15, `${latencies.length} pictures for 20 keys`);
  // 100 ms is the aim, and what is reported; a busy machine must not fail the test.
  assert.ok(median < 400, `${median} ms`);
  assert.match((await documentOf(page)).layers.find((layer) => layer.id === 'title').text, /and what came of it$/);
  await page.context().close();
});

test('a video of the user’s own, which is there again on the next visit', { timeout: 60_000 }, async () => {
  const page = await studio.visit();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: /Your clip/ }).click()]);
  await chooser.setFiles(fixture('delayed.mp4'));
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await ready(page);
  const document = await documentOf(page);
  assert.equal(document.layers[0].src, 'delayed.mp4');
  assert.ok(document.duration > 2 && document.duration < 5, String(document.duration));
  await page.getByRole('tab', { name: 'Media' }).click();
  await page.getByTitle('Add delayed.mp4 to the composition').waitFor();
  const first = await pictureOf(page);
  await page.locator('.ruler__marks').click({ position: { x: 500, y: 8 } });
  await page.waitForTimeout(600);
  assert.notEqual(await pictureOf(page), first, 'its frames are shown');
  await page.getByText('Saved').waitFor();

  await page.reload();
  await ready(page);
  assert.deepEqual(await documentOf(page), document);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('files that are dropped', { timeout: 60_000 }, async () => {
  const page = await studio.visit({ template: /Three things/ });
  const transfer = await page.evaluateHandle(async () => {
    const canvas = new OffscreenCanvas(300, 200);
    canvas.getContext('2d').fillRect(0, 0, 300, 200);
    const transfer = new DataTransfer();
    transfer.items.add(new File([await canvas.convertToBlob()], 'square.png', { type: 'image/png' }));
    transfer.items.add(new File(['not a picture'], 'broken.png', { type: 'image/png' }));
    transfer.items.add(new File(['?'], 'notes.txt', { type: 'text/plain' }));
    return transfer;
  });
  await page.dispatchEvent('.studio', 'dragover', { dataTransfer: transfer });
  await page.getByText('Drop to add').waitFor();
  await page.dispatchEvent('.studio', 'drop', { dataTransfer: transfer });
  await page.getByText('broken.png is no picture').waitFor();
  await page.getByText('notes.txt is neither').waitFor();
  await ready(page);
  assert.deepEqual((await documentOf(page)).layers.at(-1), { type: 'image', src: 'square.png', size: [300, 200], id: 'square' });
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

describe('the document', () => {
  test('layers are added, hidden, moved, copied and deleted, and all of it taken back', { timeout: 60_000 }, async () => {
    const page = await studio.visit({ template: /Three things/ });
    const start = await documentOf(page);
    await page.getByRole('button', { name: 'Add layer' }).click();
    await page.getByRole('menuitem', { name: 'Rectangle' }).click();
    await page.keyboard.press('Control+d');
    const ids = async () => (await documentOf(page)).layers.map((layer) => layer.id);
    assert.deepEqual((await ids()).slice(-2), ['rectangle', 'rectangle-2']);
    await page.getByRole('button', { name: 'rectangle-2', exact: true }).first().focus();
    await page.keyboard.press('Alt+ArrowDown');
    assert.deepEqual((await ids()).slice(-2), ['rectangle-2', 'rectangle']);
    await page.locator('.line', { hasText: 'rectangle-2' }).getByRole('button', { name: 'Hide' }).click();
    assert.ok(await page.evaluate(() => window.studio.getState().history.now.hidden.has('rectangle-2')));
    await page.locator('.line', { hasText: /^rectangle$/ }).hover();
    await page.locator('.line', { hasText: /^rectangle$/ }).getByRole('button', { name: 'Delete' }).click();
    assert.equal((await ids()).at(-1), 'rectangle-2');
    for (let n = 0; n < 5; n += 1) await page.keyboard.press('Control+z');
    assert.deepEqual(await documentOf(page), start);
    await page.keyboard.press('Control+Shift+z');
    assert.equal((await ids()).at(-1), 'rectangle');
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  test('is moved on the picture and on the timeline', { timeout: 60_000 }, async () => {
    const page = await studio.visit({ template: /Kinetic title/ });
    const layer = async (id) => (await documentOf(page)).layers.find((one) => one.id === id);
    // A bar, by its middle.
    const bar = page.getByRole('button', { name: /^by: from/ });
    const box = await bar.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 60, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    assert.ok((await layer('by')).start < 2.6);
    // The layer itself, under the playhead at the end.
    await page.locator('.ruler__marks').click({ position: { x: 600, y: 8 } });
    await page.getByRole('button', { name: 'underline', exact: true }).first().click();
    const before = (await layer('underline')).transform.position;
    const held = await page.locator('.overlay__box').boundingBox();
    await page.mouse.move(held.x + held.width / 2, held.y + held.height / 2);
    await page.mouse.down();
    await page.mouse.move(held.x + held.width / 2 + 20, held.y + held.height / 2 + 30, { steps: 6 });
    await page.mouse.up();
    const moved = (await layer('underline')).transform.position;
    assert.ok(moved[0] > before[0] && moved[1] > before[1], `${before} ${moved}`);
    await page.keyboard.press('Control+z');
    assert.deepEqual((await layer('underline')).transform.position, before);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });

  test('as JSON: names are completed, faults stand where they are, the last good picture stays', { timeout: 60_000 }, async () => {
    const page = await studio.visit({ template: /Chat story/ });
    await page.getByRole('tab', { name: 'JSON' }).click();
    const editor = page.locator('.cm-content');
    await editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('"outp');
    await page.getByRole('option', { name: 'output' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{"version": 1, "width": 720, "height": 1280, "duration": 3, "layers": [{"type": "text", "text": "Hi", "start": -1');
    await page.locator('.stage__failure').waitFor();
    // The faults of what stood there while it was typed come first.
    await page.waitForFunction(() => /layers\[0\]\.start must be/.test(document.querySelector('.json__status')?.innerText ?? ''));
    await page.locator('.cm-lintRange-error').first().waitFor();
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('1');
    await page.locator('.stage__failure').waitFor({ state: 'detached' });
    await ready(page);
    assert.equal((await documentOf(page)).width, 720);
    // A change in a form is in the text at once.
    await page.getByRole('textbox', { name: 'Length' }).fill('4');
    await page.waitForFunction(() => document.querySelector('.cm-content').innerText.includes('"duration": 4'));
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
});

test('works without a network after the first load', { timeout: 60_000 }, async (context) => {
  const page = await studio.visit({ template: /Three things/ });
  const kept = await page.evaluate(async () => {
    if (!('serviceWorker' in navigator)) return false;
    const registered = await Promise.race([navigator.serviceWorker.ready, new Promise((resolve) => setTimeout(() => resolve(null), 15_000))]);
    return registered !== null;
  });
  if (process.env.STUDIO_URL !== undefined && !kept) return context.skip('not a built page');
  assert.ok(kept, 'a service worker keeps the page');
  await page.context().setOffline(true);
  await page.reload();
  await ready(page);
  await page.getByRole('button', { name: 'heading', exact: true }).first().click();
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Still here');
  await ready(page);
  assert.equal((await documentOf(page)).layers[0].text, 'Still here');
  await page.context().close();
});

test('renders on the backend', { timeout: 90_000 }, async (context) => {
  const backend = await startBackend();
  if (backend === undefined) return context.skip('the backend is not built: make node, then npm ci and npm run build in examples/node-backend');
  try {
    const page = await studio.visit({ template: /Kinetic title/ });
    await page.getByRole('textbox', { name: 'Length' }).fill('2');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('radio', { name: /On a server/ }).click();
    const address = page.getByRole('textbox', { name: 'Address of the server' });
    await address.fill('http://127.0.0.1:9');
    await page.getByText('No answer').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Render' }).isDisabled());
    await address.fill('somewhere');
    await page.getByText('begins with http').waitFor();
    await address.fill(backend.url);
    await page.getByText('Ready: engine').waitFor();
    page.faults.length = 0;
    await page.getByRole('radio', { name: 'Draft' }).click();
    await page.getByRole('button', { name: 'Render' }).click();
    await page.getByRole('button', { name: 'Download' }).waitFor({ timeout: 60_000 });
    const { path } = await saved(page, 'there.mp4');
    const { video, audio } = probe(path);
    assert.deepEqual([video.codec_name, video.width, video.height, Number(video.nb_read_frames), audio.codec_name], ['h264', 1080, 1920, 60, 'aac']);

    // A long one, cancelled.
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('textbox', { name: 'Length' }).fill('300');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('radio', { name: /On a server/ }).click();
    await page.getByRole('button', { name: 'Render' }).click();
    await page.getByText(/of 9000 frames/).waitFor({ timeout: 30_000 });
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Render' }).waitFor();
    for (let n = 0; ; n += 1) {
      const { jobs } = await (await fetch(`${backend.url}/healthz`)).json();
      if (jobs === 0) break;
      assert.ok(n < 50, 'the job ends on the server');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.deepEqual(page.faults, []);
    await page.context().close();
  } finally {
    await backend.stop();
  }
});

test('texts stand out: contrast of at least 4.5 to 1', { timeout: 60_000 }, async () => {
  const page = await studio.visit({ template: /Kinetic title/ });
  await page.getByRole('button', { name: 'word-1', exact: true }).first().click();
  for (const tab of ['Layers', 'Media', 'JSON']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.waitForTimeout(150);
    assert.deepEqual(await page.evaluate(faintTexts), [], tab);
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.waitForTimeout(400);
  assert.deepEqual(await page.evaluate(faintTexts), [], 'the export window');
  await page.context().close();
});

/** Runs in the page: texts whose colour is too near to what lies behind them. Disabled controls need not be read. */
function faintTexts() {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((n) => top[n] * top[3] + below[n] * (1 - top[3])).concat(1);
  const light = (color) => {
    const [r, g, b] = color.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    for (let here = element; here !== null; here = here.parentElement) {
      const color = rgba(getComputedStyle(here).backgroundColor);
      if (color[3] > 0) layers.push(color);
      if (color[3] >= 0.99) break;
    }
    return layers.reduceRight((below, top) => over(top, below), [13, 14, 18, 1]);
  };
  const found = new Set();
  const scope = document.querySelector('dialog[open]') ?? document.body;
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.textContent.trim() === '' || element === null || element.closest(':disabled, .measure, [aria-disabled="true"], .cm-foldGutter, .reel-preview') !== null) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const below = behind(element);
    const text = over(rgba(getComputedStyle(element).color), below);
    const [a, b] = [light(text), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.add(`${walker.currentNode.textContent.trim().slice(0, 30)} (${element.className}): ${ratio.toFixed(2)}`);
  }
  return [...found];
}

test('a chat story is written in a form', { timeout: 90_000 }, async () => {
  const page = await studio.visit({ template: /Phone chat/ });
  const state = (read) => page.evaluate(read);
  const layers = () => state(() => JSON.stringify(window.studio.getState().history.now.document.layers));
  const shown = async () => {
    await page.waitForFunction(() => window.studio.getState().preview.info !== null && !window.studio.getState().preview.loading);
    return state(async () => {
      const preview = window.studio.getState().preview.preview;
      await preview.seek(2);
      const { data } = await preview.snapshot();
      let sum = 0;
      for (let i = 0; i < data.length; i += 97) sum = (sum * 31 + data[i]) >>> 0;
      return sum;
    });
  };
  await page.waitForFunction(() => window.studio.getState().history.now.document.layers.length > 3);
  const before = await shown();
  const first = page.getByRole('textbox', { name: 'Text of message 1' });
  await first.fill('what is that noise??');
  await page.waitForFunction(() => JSON.stringify(window.studio.getState().history.now.document.layers).includes('what is that noise??'));
  assert.notEqual(await shown(), before, 'another picture');

  // Enter begins the next message on the other side.
  await first.press('End');
  await first.press('Enter');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('the dishwasher');
  await page.waitForFunction(() => window.studio.getState().history.now.story.messages[1]?.text === 'the dishwasher');
  assert.equal(await state(() => window.studio.getState().history.now.story.messages[1].sender), 'me');

  await page.getByRole('radio', { name: 'Console' }).click();
  await page.waitForFunction(() => JSON.stringify(window.studio.getState().history.now.document.layers).includes('DejaVu Sans Mono'));
  await page.getByRole('radio', { name: 'Messages dark' }).click();
  await page.getByRole('button', { name: 'Animation' }).click();
  await page.waitForFunction(() => !JSON.stringify(window.studio.getState().history.now.document.layers).includes('DejaVu Sans Mono'));

  // A fault is told at its message.
  await first.fill('');
  await page.locator('.message__issue').first().waitFor();
  await first.fill('better');
  await page.locator('.message__issue').first().waitFor({ state: 'detached' });

  await page.waitForFunction(() => window.studio.getState().saved);
  await page.reload();
  await page.waitForFunction(() => window.studio?.getState().history.now.story?.messages[0].text === 'better');
  await page.waitForFunction(() => window.studio.getState().history.now.document.layers.length > 3);
  const told = await layers();
  await page.getByRole('button', { name: 'Turn into layers' }).click();
  assert.equal(await state(() => window.studio.getState().history.now.story), undefined);
  assert.equal(await layers(), told);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
