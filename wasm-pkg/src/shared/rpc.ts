// Calls between a page and its worker: requests with answers, and events without.
import { type ErrorReport, fromReport, PreviewError, toReport } from '../errors.js';

/** What both ends of a worker and of a port can do. */
export interface Channel {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

type Message =
  | { readonly call: number; readonly name: string; readonly argument: unknown }
  | { readonly answer: number; readonly value: unknown }
  | { readonly answer: number; readonly error: ErrorReport }
  | { readonly event: string; readonly payload: unknown };

/** A value whose buffers are handed over instead of copied. */
export class Handover<T> {
  constructor(
    readonly value: T,
    readonly transfer: Transferable[],
  ) {}
}

/** Functions that the other side may call, by name. */
export type Handlers = Record<string, (argument: never) => unknown>;

/** One end of a connection. */
export class Peer {
  readonly #channel: Channel;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  #last = 0;
  #closed: PreviewError | undefined;

  /**
   * @param handlers - What the other side may call.
   * @param onEvent - Told of events of the other side.
   */
  constructor(channel: Channel, handlers: Handlers, onEvent: (name: string, payload: unknown) => void) {
    this.#channel = channel;
    channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if ('call' in data) void this.#serve(handlers, data.call, data.name, data.argument);
      else if ('event' in data) onEvent(data.event, data.payload);
      else if ('answer' in data) this.#settle(data);
    });
  }

  /** Calls a function of the other side. */
  call<T>(name: string, argument?: unknown, transfer: Transferable[] = []): Promise<T> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    const call = ++this.#last;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as (value: unknown) => void, reject });
      this.#channel.postMessage({ call, name, argument } satisfies Message, transfer);
    });
  }

  /** Tells the other side something. */
  emit(event: string, payload?: unknown, transfer: Transferable[] = []): void {
    if (this.#closed === undefined) this.#channel.postMessage({ event, payload } satisfies Message, transfer);
  }

  /** Ends it from this side: what waits for an answer fails with `error`, and so does what is called from now on. */
  close(error: PreviewError): void {
    this.#closed ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async #serve(handlers: Handlers, answer: number, name: string, argument: unknown): Promise<void> {
    try {
      const handler = handlers[name] as ((argument: unknown) => unknown) | undefined;
      if (handler === undefined) throw new PreviewError('INTERNAL', `there is no call ${name}`);
      const result = await handler(argument);
      const [value, transfer] = result instanceof Handover ? [result.value, result.transfer] : [result, []];
      this.#channel.postMessage({ answer, value } satisfies Message, transfer);
    } catch (error) {
      this.#channel.postMessage({ answer, error: toReport(error) } satisfies Message, []);
    }
  }

  #settle(data: Extract<Message, { answer: number }>): void {
    const waiting = this.#waiting.get(data.answer);
    this.#waiting.delete(data.answer);
    if ('error' in data) waiting?.reject(fromReport(data.error));
    else waiting?.resolve(data.value);
  }
}
