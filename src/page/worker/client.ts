/** The page's side of a worker: asks it, and hands on its reports. Each view that computes starts one of its own. */
import type { Fault, Message, ReportName, Reports, RequestName, Requests } from './requests.js';

/** A request that the worker has refused. */
export class RefusedError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: RefusedError): void;
}

/** A worker with the kernels. */
export class WorkerClient {
  readonly #worker = new Worker(new URL('worker.js', document.baseURI), { type: 'module' });
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<ReportName, (content: never) => void>();
  #asked = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Message>) => this.#receive(data));
    this.#worker.addEventListener('error', ({ message }) => this.#fail(message || 'worker.js did not load'));
  }

  /** Asks the worker; `transfer` hands buffers over without a copy. @throws RefusedError */
  ask<Name extends RequestName>(
    name: Name,
    ask: Requests[Name]['ask'],
    transfer: Transferable[] = [],
  ): Promise<Requests[Name]['answer']> {
    const id = ++this.#asked;
    this.#worker.postMessage({ id, name, ask }, transfer);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
    });
  }

  /** Calls `listener` with each report of this name. */
  on<Name extends ReportName>(name: Name, listener: (content: Reports[Name]) => void): void {
    this.#listeners.set(name, listener);
  }

  /** Ends the worker; what it was asked is never answered. */
  close(): void {
    this.#worker.terminate();
    this.#waiting.clear();
  }

  #receive(message: Message): void {
    if ('report' in message) {
      this.#listeners.get(message.report)?.(message.content as never);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('fault' in message) waiting?.reject(new RefusedError(message.fault));
    else waiting?.resolve(message.answer);
  }

  /** The worker itself is broken: nothing that was asked will be answered. */
  #fail(message: string): void {
    const error = new RefusedError({ code: 'internal', message, hint: 'Load the page again.' });
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#listeners.get('failure')?.(error.fault as never);
  }
}
