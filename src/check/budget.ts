/** The work of a search, counted and not timed: it ends at the same trial on every machine. */

/** Multiply-adds of all arithmetic of the check so far, and what takes as long as so many. */
let done = 0;

/** Counts so many multiply-adds. */
export function noteWork(multiplyAdds: number): void {
  done += multiplyAdds;
}

/** The reason of trials that a search has left out, and what helps. */
export const LEFT_OUT = 'not tried, for so much arithmetic would take minutes';
export const LESS_WORK = 'save A, Z, dA and dZ of all layers too, or an iteration on fewer examples';

/** The time of a trial besides its arithmetic, in multiply-adds. */
const OVERHEAD = 5e4;

/** Multiply-adds that a search may still make. */
export class Budget {
  #left: number;

  constructor(multiplyAdds: number) {
    this.#left = multiplyAdds;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** Makes a trial and takes off its work: the last one may cost more than there is. */
  spend<T>(trial: () => T): T {
    const before = done;
    try {
      return trial();
    } finally {
      this.#left -= done - before + OVERHEAD;
    }
  }
}
