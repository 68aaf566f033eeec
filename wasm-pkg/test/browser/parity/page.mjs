// Renders the scenes of the manifest by one build of the module and compares digests with the native ones. Also runs in a worker.

/** As `word_digest` of the exporter: four lanes of FNV-1a over little-endian words. */
function digest(bytes) {
  const lanes = new Uint32Array(4).fill(0x811c9dc5);
  const whole = bytes.length >> 2;
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, whole);
  for (let i = 0; i < whole; i++) lanes[i & 3] = Math.imul(lanes[i & 3] ^ words[i], 0x01000193);
  if (bytes.length % 4 !== 0) {
    let word = 0;
    for (let k = 0; whole * 4 + k < bytes.length; k++) word |= bytes[whole * 4 + k] << (8 * k);
    lanes[whole & 3] = Math.imul(lanes[whole & 3] ^ word, 0x01000193);
  }
  return Array.from(lanes, (lane) => lane.toString(16).padStart(8, '0')).join('');
}

const bytesOf = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

const cache = new Map();
const kept = (url) => {
  if (!cache.has(url)) cache.set(url, bytesOf(url));
  return cache.get(url);
};

async function addFonts(stage) {
  for (;;) {
    const missing = JSON.parse(stage.missingFonts());
    if (missing.length === 0) return;
    for (const { file } of missing) stage.addFont(file, await kept(`/fonts/${file}`));
  }
}

async function feed(stage, memory, pictures) {
  for (const picture of pictures) {
    const bytes = await kept(`/material/${picture.file}`);
    const { clip, width, height, format, color, rotation, mirrored, sar } = picture;
    const address = stage.beginPicture(clip, width, height, format, JSON.stringify(color));
    if (stage.pictureLen() !== bytes.length) throw new Error(`${format}: ${stage.pictureLen()} bytes, not ${bytes.length}`);
    new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
    stage.endPicture(clip, rotation, mirrored, sar[0], sar[1]);
  }
}

function compare(failures, what, actual, expected) {
  if (actual !== expected) failures.push(`${what}: ${actual}, natively ${expected}`);
}

/** JSON that does not depend on the order of fields. */
function sorted(value) {
  const inOrder = (_, v) => (v === null || typeof v !== 'object' || Array.isArray(v) ? v : Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))));
  return JSON.stringify(value, inOrder);
}

async function compareScene(stage, memory, scene, failures) {
  let compared = 0;
  // The pointer first: asking for it may make the memory grow, which takes its buffer away.
  const at = (address, length) => digest(new Uint8Array(memory.buffer, address, length));
  const yuv = () => at(stage.yuvPtr(), stage.yuvLen());
  stage.setDocument(JSON.stringify(scene.document));
  for (const { src, fact, image } of scene.media) {
    if (image) stage.setImage(src, await kept(`/material/${image}`));
    else stage.setMedia(src, JSON.stringify(fact));
  }
  await addFonts(stage);
  stage.compile();
  if (scene.composition) compare(failures, `${scene.name} composition`, sorted(JSON.parse(stage.composition())), sorted(scene.composition));
  for (const { frame, pictures, scaled, ...expected } of scene.frames) {
    const asked = stage.pictures(frame);
    const wanted = [];
    for (let i = 0; i < asked.length; i += 3) if (asked[i + 2] === 0) wanted.push(`${asked[i]}@${asked[i + 1]}`);
    const given = [...new Set(pictures.map((picture) => `${picture.clip}@${picture.timeFlicks}`))];
    compare(failures, `${scene.name} frame ${frame} pictures`, wanted.join(), given.join());
    await feed(stage, memory, pictures);
    for (const small of scaled) {
      stage.setScale(small.scale);
      stage.render(frame);
      compare(failures, `${scene.name} at ${small.scale} size`, `${stage.yuvWidth()}x${stage.yuvHeight()}`, `${small.width}x${small.height}`);
      compare(failures, `${scene.name} at ${small.scale} YUV`, yuv(), small.yuv);
      compared++;
    }
    stage.setScale(1);
    stage.render(frame);
    compare(failures, `${scene.name} frame ${frame} YUV`, yuv(), expected.yuv);
    compare(failures, `${scene.name} frame ${frame} RGBA`, at(stage.rgbaPtr(), stage.rgbaLen()), expected.rgba);
    compared += 2;
  }
  for (const { src } of scene.media) stage.forgetMedia(src);
  return compared;
}

async function compareSound(module, stage, sound, failures) {
  stage.setDocument(JSON.stringify(sound.document));
  for (const { src, fact } of sound.media) stage.setMedia(src, JSON.stringify(fact));
  stage.compile();
  const mixer = new module.SoundMixer(stage, 48_000, 0);
  const mixed = new Float32Array(sound.samples);
  let at = 0;
  while (at < mixed.length) {
    for (let needs; (needs = JSON.parse(mixer.needs(1024))).length > 0; ) {
      for (const need of needs) {
        const file = sound.media.find((known) => known.src === need.src);
        const samples = new Float32Array((await kept(`/material/${file.file}`)).buffer);
        const first = Math.floor((need.fromSample ?? need.fromSecs * file.rate) / 1024) * 1024;
        const last = Math.min(Math.ceil(need.toSample ?? need.toSecs * file.rate), file.frames);
        for (let from = first; from < last; from += 1024) {
          const to = Math.min(from + 1024, file.frames);
          const planar = new Float32Array((to - from) * file.channels);
          for (let c = 0; c < file.channels; c++) {
            planar.set(samples.subarray(c * file.frames + from, c * file.frames + to), c * (to - from));
          }
          mixer.push(need.input, from, file.channels, file.rate, planar);
        }
        if (last === file.frames) mixer.end(need.input);
      }
    }
    const block = mixer.mix(1024);
    if (block.length === 0) break;
    mixed.set(block, at);
    at += block.length;
  }
  mixer.free();
  compare(failures, 'sound: samples', at, sound.samples);
  compare(failures, 'sound: mix', digest(new Uint8Array(mixed.buffer)), sound.mix);
  return 1;
}

/** Compares everything; gives what differed and how much was compared. */
export async function run(flavour) {
  const module = await import(`/wasm/${flavour}/reelspeed.js`);
  const { memory } = await module.default({ module_or_path: `/wasm/${flavour}/reelspeed_bg.wasm` });
  const manifest = await (await fetch('/material/manifest.json')).json();
  const failures = [];
  let compared = 0;
  if (module.simd() !== (flavour === 'simd')) failures.push(`the module in ${flavour} says simd: ${module.simd()}`);
  // One stage for all: what one document leaves behind must not be seen in the next.
  const stage = new module.Stage(JSON.stringify(manifest.scenes[0].document));
  for (const scene of manifest.scenes) {
    try {
      compared += await compareScene(stage, memory, scene, failures);
    } catch (error) {
      failures.push(`${scene.name}: ${error.code ?? ''} ${error.message}`);
    }
  }
  compared += await compareSound(module, stage, manifest.sound, failures);
  stage.free();
  return { failures, compared, scenes: manifest.scenes.length };
}

globalThis.run = run;

// A browser without a driver is only given a URL, and tells the server what came of it.
const flavour = globalThis.location?.hash.match(/^#report=(\w+)$/)?.[1];
if (flavour) {
  const result = await run(flavour).catch((error) => ({ failures: [String(error)], compared: 0, scenes: 0 }));
  await fetch('/report', { method: 'POST', body: JSON.stringify(result) });
}
