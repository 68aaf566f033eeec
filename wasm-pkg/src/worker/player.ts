// Playback: pictures when their time has come, sound ahead of time.
import { toPreviewError, toReport } from '../errors.js';
import type { PreviewStats } from '../options.js';
import { AutoScale } from '../shared/auto-scale.js';
import { Clock, epochNow, wrap } from '../shared/clock.js';
import { Mean, RateMeter } from '../shared/meters.js';
import type { ClockEvent, PlayCall, RunEvent, ShowCall, Shown, SoundEvent } from '../shared/protocol.js';
import type { Peer } from '../shared/rpc.js';
import type { Serial } from '../shared/serial.js';
import type { Loaded } from './module.js';
import type { Scene } from './scene.js';
import type { Screen } from './screen.js';
import { Mix, SAMPLE_RATE } from './sound.js';

/** Sound that is mixed at once. */
const BLOCK = 4800;
/** Seconds of sound that are mixed ahead of the clock, and before it starts. */
const AHEAD = 1;
const PRIMED = 0.3;

interface Run extends PlayCall {
  readonly clock: Clock;
  stopped: boolean;
  /** Ends a sleep early. */
  wake(): void;
}

/** Plays a scene, one run at a time. */
export class Player {
  readonly #scene: Scene;
  readonly #loaded: Loaded;
  readonly #serial: Serial;
  readonly #screen: Screen;
  readonly #page: Peer;
  readonly #fps = new RateMeter();
  readonly #decode = new Mean();
  readonly #composite = new Mean();
  readonly #cost = new Mean();
  readonly #auto = new AutoScale();
  #run: Run | undefined;
  #shown = 0;
  #dropped = 0;
  #told = 0;
  /** What was asked for. */
  scale: number | 'auto' = 'auto';
  /** The most that `'auto'` takes. */
  maxScale = 1;

  constructor(scene: Scene, loaded: Loaded, serial: Serial, screen: Screen, page: Peer) {
    this.#scene = scene;
    this.#loaded = loaded;
    this.#serial = serial;
    this.#screen = screen;
    this.#page = page;
  }

  /** Shows a frame, at the best scale. */
  show(call: ShowCall): Promise<Shown> {
    return this.#serial.run(async () => {
      const frame = call.frame ?? this.#scene.frameAt(call.seconds ?? 0);
      this.#scene.scale = this.scale === 'auto' ? this.maxScale : this.scale;
      await this.#scene.render(frame);
      this.#count();
      this.#screen.present(this.#scene);
      this.#shown++;
      return { frame, time: this.#scene.timeOf(frame) };
    });
  }

  /** Prepares a run: its first picture is shown and its sound has begun to come when this is done. */
  async play(call: PlayCall): Promise<void> {
    this.stop();
    const run: Run = { ...call, clock: new Clock(), stopped: false, wake() {} };
    this.#run = run;
    // A document may be on its way.
    await this.#serial.run(() => undefined);
    if (run.stopped) return;
    const { duration, hasAudio } = this.#scene.info;
    const time = wrap(call.position, duration, call.loop);
    const primed = hasAudio ? this.#startSound(run, time) : Promise.resolve();
    const frame = this.#scene.frameAt(time);
    await this.#serial.run(async () => {
      if (run.stopped) return;
      this.#scene.scale = this.scale === 'auto' ? Math.min(this.#auto.scale, this.maxScale) : this.scale;
      await this.#scene.render(frame);
      this.#present(run, frame, time);
    });
    await primed;
    if (!run.stopped) void this.#pictures(run, frame);
  }

  /** The page's clock. */
  clock({ run, anchor }: ClockEvent): void {
    const current = this.#run;
    if (current?.run !== run) return;
    if (current.clock.running) current.clock.correct(anchor);
    else current.clock.start(anchor);
    current.wake();
  }

  stop(): void {
    if (this.#run === undefined) return;
    this.#run.stopped = true;
    this.#run.wake();
    this.#run = undefined;
    this.#fps.reset();
  }

  /** Another composition: figures begin anew. */
  reset(): void {
    this.#shown = this.#dropped = 0;
    for (const mean of [this.#decode, this.#composite, this.#cost]) mean.reset();
  }

  stats(): PreviewStats {
    return {
      fps: this.#fps.rate(performance.now()),
      shown: this.#shown,
      dropped: this.#dropped,
      decodeMs: this.#decode.value,
      compositeMs: this.#composite.value,
      scale: this.#scene.scale,
      heldPictures: this.#scene.heldPictures,
      memoryBytes: this.#loaded.memory.buffer.byteLength,
      build: this.#loaded.build,
    };
  }

  async #pictures(run: Run, first: number): Promise<void> {
    const { duration, frameRate } = this.#scene.info;
    const step = 1000 / frameRate;
    let last = first;
    try {
      while (!run.stopped) {
        const now = epochNow();
        if (!run.clock.running) {
          await this.#sleep(run, 1000);
          continue;
        }
        // A frame takes a while to make: the one that is due then is made now.
        const lead = (Math.min(this.#cost.value, 2 * step) / 1000) * run.clock.rate;
        const position = run.clock.position(now) + lead;
        if (!run.loop && position >= duration) {
          const left = run.clock.until(duration, now);
          if (left > 0) await this.#sleep(run, left);
          else return this.#end(run, last);
          continue;
        }
        const time = wrap(position, duration, run.loop);
        const frame = this.#scene.frameAt(time);
        const base = position - time;
        if (frame === last) {
          const next = base + this.#scene.timeOf(frame) + 1 / frameRate;
          await this.#sleep(run, Math.max(1, run.clock.until(next - lead, now)));
          continue;
        }
        await this.#frame(run, frame, base + this.#scene.timeOf(frame), step / run.clock.rate);
        if (frame > last + 1) this.#dropped += frame - last - 1;
        last = frame;
      }
    } catch (error) {
      if (!run.stopped) this.#fail(run, error);
    }
  }

  async #frame(run: Run, frame: number, due: number, budget: number): Promise<void> {
    const began = performance.now();
    const late = setTimeout(() => !run.stopped && this.#page.emit('waiting', true), 500);
    try {
      await this.#serial.run(() => (run.stopped ? undefined : this.#scene.render(frame)));
    } finally {
      clearTimeout(late);
      if (performance.now() - began >= 500) this.#page.emit('waiting', false);
    }
    if (run.stopped) return;
    this.#count();
    const early = run.clock.until(due, epochNow());
    this.#cost.add(performance.now() - began);
    if (early > 1) await this.#sleep(run, early);
    if (run.stopped) return;
    // Meanwhile another call may have made another frame: it is not this one's to show.
    await this.#serial.run(() => {
      if (!run.stopped) this.#present(run, frame, this.#scene.timeOf(frame));
    });
    this.#scene.prepare(frame);
    const cost = this.#scene.compositeMs + this.#screen.copyMs;
    if (this.scale === 'auto' && this.#auto.add(cost, budget, performance.now())) {
      await this.#serial.run(() => {
        if (!run.stopped) this.#scene.scale = Math.min(this.#auto.scale, this.maxScale);
      });
    }
    if (performance.now() - this.#told > 500) {
      this.#told = performance.now();
      this.#page.emit('stats', this.stats());
    }
  }

  #present(run: Run, frame: number, time: number): void {
    if (!this.#screen.free) {
      this.#dropped++;
      return;
    }
    this.#screen.present(this.#scene);
    this.#shown++;
    this.#fps.add(performance.now());
    this.#page.emit('shown', { run: run.run, frame, time } satisfies RunEvent);
  }

  #count(): void {
    this.#decode.add(this.#scene.decodeMs);
    this.#composite.add(this.#scene.compositeMs);
  }

  #end(run: Run, frame: number): void {
    this.stop();
    this.#page.emit('ended', { run: run.run, frame, time: this.#scene.info.duration } satisfies RunEvent);
  }

  #fail(run: Run, error: unknown): void {
    this.stop();
    this.#page.emit('failed', { run: run.run, error: toReport(toPreviewError(error, 'DECODE')) });
  }

  /** Mixes sound as long as the run lasts. Settles when enough has come to begin. */
  #startSound(run: Run, time: number): Promise<void> {
    return new Promise((resolve) => {
      void this.#sound(run, time, resolve).catch((error: unknown) => {
        resolve();
        if (!run.stopped) this.#fail(run, error);
      });
    });
  }

  async #sound(run: Run, time: number, primed: () => void): Promise<void> {
    const { module } = this.#loaded;
    const make = (from: number): Mix => new Mix(module, this.#scene.stage, this.#scene.media, from);
    let mix = make(Math.round(time * SAMPLE_RATE));
    let offset = 0;
    try {
      while (!run.stopped) {
        const mixed = run.position + offset / SAMPLE_RATE;
        const ahead = run.clock.running ? mixed - run.clock.position(epochNow()) : offset / SAMPLE_RATE;
        if (ahead >= (run.clock.running ? AHEAD : PRIMED) * run.rate) {
          primed();
          await new Promise((resolve) => setTimeout(resolve, run.clock.running ? 50 : 10));
          continue;
        }
        if (run.clock.running && ahead < 0) {
          this.stop();
          this.#page.emit('starved', { run: run.run, position: mixed });
          return;
        }
        const [left, right] = await mix.next(BLOCK);
        if (run.stopped) return;
        // It is gone with its buffer when it was handed over.
        const { length } = left;
        if (length > 0) {
          const event: SoundEvent = { run: run.run, offset, left, right };
          this.#page.emit('sound', event, [left.buffer, right.buffer]);
          offset += length;
        }
        if (length === BLOCK) continue;
        if (!run.loop || mix.length === 0) return;
        mix.close();
        mix = make(0);
      }
    } finally {
      mix.close();
      primed();
    }
  }

  #sleep(run: Run, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, Math.min(ms, 1000));
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      run.wake = done;
    });
  }
}
