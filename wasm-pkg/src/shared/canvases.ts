// Canvases and the ports over which their pictures come. Runs in the presenter's worker; in the page where canvases cannot leave it.
import type { PresentMessage } from './protocol.js';

type AnyCanvas = OffscreenCanvas | HTMLCanvasElement;

/** Shows pictures on canvases. A canvas has one port at a time. */
export class Canvases {
  readonly #canvases = new Map<number, AnyCanvas>();
  readonly #ports = new Map<number, MessagePort>();

  add(id: number, canvas: AnyCanvas): void {
    this.#canvases.set(id, canvas);
  }

  /** Shows what comes over `port`; the port before it is closed. Without one, the picture stays. */
  connect(id: number, port: MessagePort | undefined): void {
    this.#ports.get(id)?.close();
    this.#ports.delete(id);
    if (port === undefined) return;
    this.#ports.set(id, port);
    port.onmessage = ({ data: { data, width, height } }: MessageEvent<PresentMessage>) => {
      const canvas = this.#canvases.get(id);
      if (canvas !== undefined && this.#ports.get(id) === port) show(canvas, data, width, height);
      port.postMessage(data, [data]);
    };
  }

  remove(id: number): void {
    this.connect(id, undefined);
    this.#canvases.delete(id);
  }
}

function show(canvas: AnyCanvas, data: ArrayBuffer, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d', { alpha: false }) as OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null;
  context?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
}
