// Where finished pictures go: over a port to whoever has the canvas. Buffers come back and are used again.
import type { PresentMessage } from '../shared/protocol.js';
import type { Scene } from './scene.js';

/** Pictures that may be on their way at the same time. */
const IN_FLIGHT = 3;

export class Screen {
  #port: MessagePort | undefined;
  #free: ArrayBuffer[] = [];
  #inFlight = 0;
  /** Milliseconds that the last picture took to convert and copy. */
  copyMs = 0;

  /** Shows pictures over `port` from now on; nowhere without one. */
  attach(port: MessagePort | undefined): void {
    this.#port?.close();
    this.#port = port;
    this.#inFlight = 0;
    if (port === undefined) return;
    port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (port !== this.#port) return;
      this.#inFlight--;
      if (this.#free.length < IN_FLIGHT) this.#free.push(data);
    };
  }

  /** Whether whoever shows the pictures keeps up. */
  get free(): boolean {
    return this.#inFlight < IN_FLIGHT;
  }

  /** Shows the scene's last frame. */
  present(scene: Scene): void {
    if (this.#port === undefined) return;
    const began = performance.now();
    const pixels = scene.rgba();
    const at = this.#free.findIndex((buffer) => buffer.byteLength === pixels.byteLength);
    const buffer = at < 0 ? new ArrayBuffer(pixels.byteLength) : this.#free.splice(at, 1)[0]!;
    if (at < 0) this.#free.length = 0;
    new Uint8Array(buffer).set(pixels);
    const message: PresentMessage = { data: buffer, ...scene.size };
    this.#inFlight++;
    this.#port.postMessage(message, [buffer]);
    this.copyMs = performance.now() - began;
  }
}
