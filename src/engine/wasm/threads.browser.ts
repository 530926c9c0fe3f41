/**
 * No threads in browsers: their workers share memory only on pages that are isolated from others, and their main
 * thread may not wait. The one that there is computes all, to the same bits.
 */

/** A kernel of the module: counts, addresses and factors in. */
export type Kernel = (...values: number[]) => number;

/** Pieces that a task may have. */
export const MOST_PIECES = 64;

/** Threads that never come, so that the calling one goes on alone. */
export class Threads {
  readonly count = 1;
  readonly ready = false;

  run(): never {
    throw new Error('there are no threads in a browser');
  }

  async stop(): Promise<void> {}
}
