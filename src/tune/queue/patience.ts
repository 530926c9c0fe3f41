/** Patience with a queue's server: a call waits while it is away or takes no writes, until the end of all calls. */
import { setTimeout as pause } from 'node:timers/promises';
import type { QueueUrl } from '../queue-url.js';
import { Absence, type OnAway } from './absence.js';
import { isAway, isLost, isRefusal, reasonOf, refused } from './server.js';

/** The wait before a server is asked again, in milliseconds: the first and the longest. */
const WAITS = [250, 2000] as const;

/** The error of a call that the end has overtaken; nobody is told of it. */
export class EndedError extends Error {
  override readonly name = 'EndedError';

  constructor() {
    super('the end has come');
  }
}

export class Patience {
  /** How the server's absence is told, for connections that notice it themselves. */
  readonly absence: Absence;
  readonly #url: QueueUrl;
  readonly #end = new AbortController();

  constructor(url: QueueUrl, onAway: OnAway) {
    this.#url = url;
    this.absence = new Absence(onAway);
  }

  get isEnded(): boolean {
    return this.#end.signal.aborted;
  }

  /** Waits for what `call` reads. @throws as {@link writing} does. */
  reading<T>(call: () => Promise<T>): Promise<T> {
    return this.#insist(call, false);
  }

  /**
   * Waits until `call` has been written.
   * @throws EndedError after {@link end}; DnnError (io) for what waiting does not change.
   */
  writing<T>(call: () => Promise<T>): Promise<T> {
    return this.#insist(call, true);
  }

  async #insist<T>(call: () => Promise<T>, writes: boolean): Promise<T> {
    for (let wait: number = WAITS[0]; ; wait = Math.min(2 * wait, WAITS[1])) {
      try {
        const value = await this.#untilEnd(call);
        this.absence.back(writes);
        return value;
      } catch (error) {
        if (error instanceof EndedError) throw error;
        if (!isAway(error) && !isLost(error) && !isRefusal(error)) throw refused(error, this.#url);
        this.absence.away(reasonOf(error), isRefusal(error));
      }
      await pause(wait, undefined, { signal: this.#end.signal }).catch(() => {});
    }
  }

  /** The value of `call`. @throws EndedError when the end comes before it. */
  async #untilEnd<T>(call: () => Promise<T>): Promise<T> {
    const { signal } = this.#end;
    if (signal.aborted) throw new EndedError();
    let end = () => {};
    const ended = new Promise<never>((_, reject) => {
      end = () => reject(new EndedError());
      signal.addEventListener('abort', end);
    });
    try {
      return await Promise.race([call(), ended]);
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  /** Ends all calls, those under way too: a server that is away has no one wait for it any more. */
  end(): void {
    this.absence.close();
    this.#end.abort();
  }
}
