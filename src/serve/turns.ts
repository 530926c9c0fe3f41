/**
 * The turns in which requests use one predictor: its matrices are for one pass at a time. Short work is done at once;
 * long work pauses, so that other requests are answered meanwhile.
 */

/** Milliseconds of work between two pauses. */
const SLICE = 20;

export class Turns {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /** Does `work`, which yields where it may pause, when all before it is done. */
  take<T>(work: Generator<unknown, T, void>): T | Promise<T> {
    if (this.#isTaken) return this.#later(work);
    this.#isTaken = true;
    const end = performance.now() + SLICE;
    let isOver = true;
    try {
      for (;;) {
        const next = work.next();
        if (next.done) return next.value;
        if (performance.now() <= end) continue;
        isOver = false;
        return this.#onwards(work);
      }
    } finally {
      if (isOver) this.#free();
    }
  }

  async #later<T>(work: Generator<unknown, T, void>): Promise<T> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.#onwards(work);
  }

  /** Goes on with work whose turn has come. */
  async #onwards<T>(work: Generator<unknown, T, void>): Promise<T> {
    const pause = new Pauses();
    try {
      for (;;) {
        await pause.ifDue();
        const next = work.next();
        if (next.done) return next.value;
      }
    } finally {
      this.#free();
    }
  }

  /** Passes the turn on to who has waited longest. */
  #free(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
  }
}

/** Work that is done one after another, in the order in which it was asked for: each piece takes much memory. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` when all before it has ended, well or not. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const own = this.#last.then(work);
    this.#last = own.catch(() => {});
    return own;
  }
}

/** Gives the event loop a turn whenever work has gone on for long. */
export class Pauses {
  #end = performance.now() + SLICE;

  /** Waits for a turn of the event loop, if it is due. */
  async ifDue(): Promise<void> {
    if (performance.now() <= this.#end) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#end = performance.now() + SLICE;
  }
}
