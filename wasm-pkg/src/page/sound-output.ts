// Sound by Web Audio: blocks are scheduled one after another, and what is heard is the clock of the picture.
import { type Anchor, epochNow } from '../shared/clock.js';
import type { SoundEvent } from '../shared/protocol.js';

const SAMPLE_RATE = 48_000;
/** Seconds between the decision to begin and the first sample. */
const LEAD = 0.05;
/** How long a context that may not sound yet is waited for, in milliseconds. */
const PATIENCE = 250;

export class SoundOutput {
  #context: AudioContext | undefined;
  #gain: GainNode | undefined;
  #level = 1;
  #nodes = new Set<AudioBufferSourceNode>();
  #run = -1;
  #rate = 1;
  #position = 0;
  /** The context's time at which the run's first sample sounds. */
  #start: number | undefined;
  #queue: SoundEvent[] = [];
  readonly #onUnlocked: () => void;

  /** @param onUnlocked - The browser lets it sound now, which it did not when it was asked. */
  constructor(onUnlocked: () => void) {
    this.#onUnlocked = onUnlocked;
  }

  /** Loudness as a factor. */
  set level(level: number) {
    this.#level = level;
    // A jump would click.
    if (this.#gain !== undefined) this.#gain.gain.setTargetAtTime(level, this.#context!.currentTime, 0.01);
  }

  /** Makes it ready. Browsers refuse until somebody has touched the page: false then. */
  async unlock(): Promise<boolean> {
    if (typeof AudioContext === 'undefined') return false;
    if (this.#context === undefined) {
      this.#context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
      this.#gain = new GainNode(this.#context, { gain: this.#level });
      this.#gain.connect(this.#context.destination);
    }
    const context = this.#context;
    if (context.state === 'running') return true;
    const resumed = context.resume().then(
      () => true,
      () => false,
    );
    const waited = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE));
    if (await Promise.race([resumed, waited])) return true;
    void resumed.then((running) => running && this.#onUnlocked());
    return false;
  }

  /** A run begins: its blocks are kept until `start`. */
  prepare(run: number, position: number, rate: number): void {
    this.stop();
    this.#run = run;
    this.#position = position;
    this.#rate = rate;
  }

  push(event: SoundEvent): void {
    if (event.run !== this.#run) return;
    if (this.#start === undefined) this.#queue.push(event);
    else this.#schedule(event);
  }

  /** Begins to sound. */
  start(): void {
    this.#start = this.#context!.currentTime + LEAD;
    for (const event of this.#queue) this.#schedule(event);
    this.#queue = [];
  }

  /** When the run's first sample is heard, as a point of a clock; `undefined` where nothing sounds. */
  anchor(): Anchor | undefined {
    const context = this.#context;
    if (context === undefined || this.#start === undefined || context.state !== 'running') return undefined;
    const now = epochNow();
    const plain = now + (this.#start - context.currentTime + (context.outputLatency || context.baseLatency || 0)) * 1000;
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp?.() ?? {};
    const exact = performance.timeOrigin + performanceTime + (this.#start - contextTime) * 1000;
    // Some browsers give nothing sensible.
    const at = contextTime > 0 && performanceTime > 0 && Math.abs(exact - plain) < 500 ? exact : plain;
    return { position: this.#position, at, rate: this.#rate };
  }

  stop(): void {
    this.#run = -1;
    this.#start = undefined;
    this.#queue = [];
    for (const node of this.#nodes) {
      node.onended = null;
      node.stop();
      node.disconnect();
    }
    this.#nodes.clear();
  }

  close(): void {
    this.stop();
    void this.#context?.close().catch(() => undefined);
    this.#context = this.#gain = undefined;
  }

  #schedule({ offset, left, right }: SoundEvent): void {
    const context = this.#context!;
    const buffer = new AudioBuffer({ numberOfChannels: 2, length: left.length, sampleRate: SAMPLE_RATE });
    buffer.copyToChannel(left, 0);
    buffer.copyToChannel(right, 1);
    const node = new AudioBufferSourceNode(context, { buffer, playbackRate: this.#rate });
    node.connect(this.#gain!);
    const when = this.#start! + offset / SAMPLE_RATE / this.#rate;
    const late = Math.max(0, context.currentTime - when);
    // What comes too late begins in its middle, so that what follows stands where it should.
    node.start(Math.max(when, context.currentTime), late * this.#rate);
    this.#nodes.add(node);
    node.onended = () => {
      node.disconnect();
      this.#nodes.delete(node);
    };
  }
}
