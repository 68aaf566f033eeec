// Measures the workloads of `bench.json` with one build of the module.

const FLICKS = 705_600_000;
const bytesOf = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());
const tenth = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 10)];

/** Milliseconds of a frame that is not disturbed: feeding, compositing, and conversion to RGBA. */
async function measure(stage, memory, workload, files) {
  stage.setDocument(JSON.stringify(workload.document));
  for (const src of workload.srcs) stage.setMedia(src, JSON.stringify(workload.fact));
  for (let missing; (missing = JSON.parse(stage.missingFonts())).length > 0; ) {
    for (const { file } of missing) stage.addFont(file, await bytesOf(`/fonts/${file}`));
  }
  stage.compile();
  const times = { feed: [], render: [], rgba: [] };
  for (let round = 0; round < 3; round++) {
    for (let frame = workload.first; frame < workload.first + workload.frames; frame++) {
      const pictures = stage.pictures(frame);
      const start = performance.now();
      for (let i = 0; i < pictures.length; i += 3) {
        const index = Math.floor((pictures[i + 1] / FLICKS) * 30 + 0.01) % 4;
        const { file, width, height, format, color, rotation } = workload.clips[pictures[i]][index];
        const address = stage.beginPicture(pictures[i], width, height, format, JSON.stringify(color));
        new Uint8Array(memory.buffer, address, files[file].length).set(files[file]);
        stage.endPicture(pictures[i], rotation, false, 1, 1);
      }
      const fed = performance.now();
      stage.render(frame);
      const rendered = performance.now();
      stage.rgbaPtr();
      times.feed.push(fed - start);
      times.render.push(rendered - fed);
      times.rgba.push(performance.now() - rendered);
    }
  }
  return { feed: tenth(times.feed), render: tenth(times.render), rgba: tenth(times.rgba) };
}

globalThis.run = async (flavour) => {
  const module = await import(`/wasm/${flavour}/reelspeed.js`);
  const { memory } = await module.default({ module_or_path: `/wasm/${flavour}/reelspeed_bg.wasm` });
  const { workloads } = await (await fetch('/material/bench.json')).json();
  const files = {};
  for (const { clips } of workloads) {
    for (const pictures of Object.values(clips)) {
      for (const { file } of Object.values(pictures)) files[file] ??= await bytesOf(`/material/${file}`);
    }
  }
  const stage = new module.Stage(JSON.stringify(workloads[0].document));
  const results = [];
  for (const workload of workloads) results.push(await measure(stage, memory, workload, files));
  return results;
};
