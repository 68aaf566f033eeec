// The worker's beginning. One file for three parts: a preview's engine, a job that runs once, the presenter of canvases.
import { toPreviewError, toReport, PreviewError } from '../errors.js';
import type {
  ClockEvent, EffectsCall, ExportCall, InitCall, LoadAnswer, LoadCall, PictureAnswer, PlayCall, ProcessCall, ShowCall, WaveformCall,
} from '../shared/protocol.js';
import { type Channel, Handover, Peer } from '../shared/rpc.js';
import { Serial } from '../shared/serial.js';
import { Canvases } from '../shared/canvases.js';
import { exportScene } from './export.js';
import { type Loaded, loadModule } from './module.js';
import { Player } from './player.js';
import { addTextFonts, processVideo } from './process-video.js';
import { Scene } from './scene.js';
import { Screen } from './screen.js';
import { Waveforms } from './waveform.js';

let init: InitCall | undefined;
let loaded: Loaded | undefined;
let scene: Scene | undefined;
let player: Player | undefined;
const serial = new Serial();
const screen = new Screen();
const canvases = new Canvases();
const waveforms = new Waveforms();

function ready(): { init: InitCall; loaded: Loaded; scene: Scene; player: Player } {
  if (init === undefined || loaded === undefined || scene === undefined || player === undefined) {
    throw new PreviewError('INTERNAL', 'the worker was not initialised');
  }
  return { init, loaded, scene, player };
}

let engine: InstanceType<Loaded['module']['WasmVideoEngine']> | undefined;
let textFonts = false;

function effectsEngine(): NonNullable<typeof engine> {
  const { module } = ready().loaded;
  return (engine ??= new module.WasmVideoEngine());
}

async function still(frame: number, as: 'rgba' | 'yuv'): Promise<Handover<PictureAnswer>> {
  const picture = await serial.run(() => ready().scene.still(frame, as));
  return new Handover(picture, [picture.data]);
}

const page = new Peer(
  // TypeScript takes it for a window.
  self as unknown as Channel,
  {
    async init(call: InitCall): Promise<void> {
      init = call;
      loaded = await loadModule({ simd: call.simdUrl, scalar: call.scalarUrl }, call.build);
      scene = new Scene(loaded, call, page);
      player = new Player(scene, loaded, serial, screen, page);
    },
    load(call: LoadCall): Promise<LoadAnswer> {
      const { scene, player } = ready();
      player.stop();
      return serial.run(async () => {
        const info = await scene.load(call);
        player.reset();
        return { info };
      });
    },
    show(call: ShowCall) {
      const { player } = ready();
      player.stop();
      return player.show(call);
    },
    play: (call: PlayCall) => ready().player.play(call),
    composition: () => ready().scene.composition(),
    snapshot: (frame: number) => still(frame, 'rgba'),
    yuv: (frame: number) => still(frame, 'yuv'),
    stats: () => ready().player.stats(),
    async waveform({ spec, buckets }: WaveformCall) {
      const { init, loaded } = ready();
      const elements = init.elements ?? typeof AudioDecoder === 'undefined';
      const peaks = await waveforms.get(spec, buckets, { module: loaded.module, page, elements });
      return new Handover(peaks, [peaks.buffer]);
    },
    async export(call: ExportCall) {
      const { loaded, scene } = ready();
      const result = await exportScene(scene, loaded, page, call);
      return new Handover(result, result.data === null ? [] : [result.data]);
    },
    effectNames: () => effectsEngine().get_supported_effects(),
    async effects({ width, height, data, effects }: EffectsCall) {
      const engine = effectsEngine();
      if (effects?.textOverlay !== undefined && !textFonts) {
        await addTextFonts(engine, ready().init.fontsUrl, [effects]);
        textFonts = true;
      }
      const picture = new ImageData(new Uint8ClampedArray(data), width, height);
      const processed = (await engine.process_frame_real_time(picture, JSON.stringify(effects))) as ImageData;
      // What is given lies in the module's own memory.
      const pixels = processed.data.slice();
      return new Handover(pixels, [pixels.buffer]);
    },
    async processVideo(call: ProcessCall) {
      const { init, loaded } = ready();
      const bytes = await processVideo(loaded, init.fontsUrl, call);
      return new Handover(bytes, [bytes.buffer]);
    },
  },
  (name, payload) => {
    switch (name) {
      case 'stop':
        return player?.stop();
      case 'clock':
        return player?.clock(payload as ClockEvent);
      case 'scale':
        if (player !== undefined) Object.assign(player, payload as { scale: number | 'auto'; maxScale: number });
        return;
      case 'screen':
        return screen.attach((payload as { port?: MessagePort }).port);
      case 'canvas': {
        const { id, canvas } = payload as { id: number; canvas: OffscreenCanvas };
        return canvases.add(id, canvas);
      }
      case 'connect': {
        const { id, port } = payload as { id: number; port?: MessagePort };
        return canvases.connect(id, port);
      }
      case 'forget':
        return canvases.remove(payload as number);
      case 'close':
        player?.stop();
        // Not while a frame is being made.
        void serial.run(() => {
          scene?.close();
          self.close();
        });
    }
  },
);

self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  page.emit('fault', toReport(toPreviewError(event.reason)));
});
page.emit('started');
