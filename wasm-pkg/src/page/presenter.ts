// Who has the canvases. A canvas can be handed to a worker once and never comes back, so one worker has them all for as long as the
// page lives: previews may come and go (in React's StrictMode at once) and find their canvas there.
import { PreviewError } from '../errors.js';
import { Canvases } from '../shared/canvases.js';
import { Host } from './host.js';

interface Presenter {
  add(id: number, canvas: HTMLCanvasElement): void;
  connect(id: number, port: MessagePort | undefined): void;
  remove(id: number): void;
}

let presenter: Presenter | undefined;
let last = 0;
const ids = new WeakMap<HTMLCanvasElement, number>();
const forgotten = typeof FinalizationRegistry === 'undefined' ? undefined : new FinalizationRegistry<number>((id) => presenter?.remove(id));

function make(workerUrl: string | URL | undefined): Presenter {
  // Without it the page itself draws; the picture is the same.
  if (typeof OffscreenCanvas === 'undefined' || !('transferControlToOffscreen' in HTMLCanvasElement.prototype)) return new Canvases();
  const host = Host.start(workerUrl, {}, () => undefined, () => undefined);
  host.catch(() => undefined);
  const tell = (name: string, payload: unknown, transfer: Transferable[] = []): void => {
    void host.then(({ peer }) => peer.emit(name, payload, transfer)).catch(() => undefined);
  };
  return {
    add(id, canvas) {
      const offscreen = canvas.transferControlToOffscreen();
      tell('canvas', { id, canvas: offscreen }, [offscreen]);
    },
    connect: (id, port) => tell('connect', port === undefined ? { id } : { id, port }, port === undefined ? [] : [port]),
    remove: (id) => tell('forget', id),
  };
}

/** Connects a canvas: pictures that are sent to the port that is given back are shown on it. */
export function connect(canvas: HTMLCanvasElement, workerUrl: string | URL | undefined): MessagePort {
  presenter ??= make(workerUrl);
  let id = ids.get(canvas);
  if (id === undefined) {
    id = ++last;
    try {
      presenter.add(id, canvas);
    } catch (error) {
      const message = 'the canvas is in use already: it has a context, or was handed to a worker';
      throw new PreviewError('INVALID_ARGUMENT', message, { path: 'canvas' }, { cause: error });
    }
    ids.set(canvas, id);
    forgotten?.register(canvas, id);
  }
  const { port1, port2 } = new MessageChannel();
  presenter.connect(id, port2);
  return port1;
}
