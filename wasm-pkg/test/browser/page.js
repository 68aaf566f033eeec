// What tests use inside of the page.
import * as reelspeed from '/package/dist/index.js';

/** A canvas of the page. */
function canvas() {
  const element = document.createElement('canvas');
  element.style.height = '640px';
  document.body.append(element);
  return element;
}

/** The pixels that a canvas shows. */
function pixels(element) {
  const copy = new OffscreenCanvas(element.width, element.height);
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(element, 0, 0);
  return context.getImageData(0, 0, copy.width, copy.height);
}

async function hash(bytes) {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const frames = (count = 2) => new Promise((resolve) => {
  const step = () => (count-- > 0 ? requestAnimationFrame(step) : resolve());
  step();
});

/** Creates a preview with a canvas. */
async function open(options = {}) {
  const element = canvas();
  const preview = await reelspeed.Preview.create({ canvas: element, scale: 1, ...options });
  return { preview, canvas: element };
}

/** An error as something that leaves the page. */
async function caught(promise) {
  try {
    await promise;
    return null;
  } catch (error) {
    return { name: error?.name, code: error?.code, message: error?.message, issues: error?.issues, path: error?.path, available: error?.available };
  }
}

globalThis.kit = { canvas, pixels, hash, sleep, frames, open, caught };
globalThis.reelspeed = reelspeed;
