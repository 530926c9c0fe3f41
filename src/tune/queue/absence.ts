/** The absence of a queue's server as its connections see it: told when it lasts, again now and then, and when it ends. */

/** Why a server is of no use, and what to do about it. */
export interface Reason {
  readonly reason: string;
  readonly hint: string | undefined;
}

/** Takes the news of a server that is of no use now, with the reason, and of one that is back, without. */
export type OnAway = (reason: Reason | undefined) => void;

/** The first time that a server may be away before it is told, and the time until it is told again, in milliseconds. */
const TOLD_AFTER = [2000, 60_000] as const;

export class Absence {
  readonly #onAway: OnAway;
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;
  #isClosed = false;
  /** True while it answers, and takes no writes. */
  #isRefusal = false;

  constructor(onAway: OnAway) {
    this.#onAway = onAway;
  }

  /** True from the first failure to the next success. */
  get lasts(): boolean {
    return this.#timer !== undefined || this.#isTold;
  }

  /** Notes a failure; `isRefusal` where the server answers that it takes no writes. */
  away(reason: Reason, isRefusal = false): void {
    if (this.#timer || this.#isClosed) return;
    this.#isRefusal = isRefusal;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#isTold = true;
        this.#onAway(reason);
      },
      TOLD_AFTER[this.#isTold ? 1 : 0],
    ).unref();
  }

  /** Notes a success: reading ends no refusal of writes. */
  back(hasWritten: boolean): void {
    if (this.#isRefusal && !hasWritten) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isRefusal = false;
    if (this.#isTold && !this.#isClosed) this.#onAway(undefined);
    this.#isTold = false;
  }

  /** Tells no more. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}
