/** The bound that a caller sets on the memory of data. */

/**
 * Called before `bytes` of memory are taken for `where` (a file, an array in one, a folder), on top of the memory that
 * the process holds; it throws to refuse them.
 */
export type Reserve = (where: string, bytes: number) => void;
