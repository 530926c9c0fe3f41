/** Reports the progress of long work on data. */

/**
 * Called after every picture with the number that are done, of `total`. A returned promise is awaited, so that a
 * caller may give a screen or a signal its turn.
 */
export type OnProgress = (done: number, total: number) => void | Promise<void>;
