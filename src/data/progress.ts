/** How long work on data tells how far it is. */

/**
 * Called after every picture with how many of `total` are done. What it returns is awaited, so that a caller may
 * let a screen or a signal have its turn.
 */
export type OnProgress = (done: number, total: number) => void | Promise<void>;
