/** How a caller bounds the memory that data take. */

/**
 * Called with the bytes that are about to be taken for what is at `where` (a file, an array in one, a folder), on top
 * of what the process holds; to have them refused it throws.
 */
export type Reserve = (where: string, bytes: number) => void;
