/** The part of a download that has arrived, on the disk. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { writing } from '../../disk/fault.js';
import { kindOf } from '../../disk/read.js';
import { DnnError } from '../../errors.js';

const BLOCK_BYTES = 1 << 20;
/** A link in its place is not followed; Windows has no such flag. */
const OPENING = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/**
 * The beginning of a file, on the disk. Two downloads may share it unharmed: every write says its place, and
 * starting over makes a new file instead of shortening the one that another may have open.
 */
export class PartialFile {
  /** Bytes that are there; the next piece goes after them. */
  size = 0;
  /** Some of the bytes came from an earlier try. */
  inherited = false;
  #handle: number | undefined;

  constructor(readonly path: string) {
    const stats = this.#guard(() => lstatSync(path, { throwIfNoEntry: false }));
    if (stats === undefined) return;
    // What is appended to a file of two names changes what the other one names.
    const what = stats.isFile() ? stats.nlink > 1 && 'a hard link' : kindOf(stats);
    if (what) {
      throw new DnnError(
        'io',
        `cannot write ${path}: it is ${what}`,
        'Remove it: it is in the place of a download.',
      );
    }
    this.size = this.#guard(() => fstatSync(this.#open()).size);
  }

  append(piece: Uint8Array): void {
    this.#guard(() => {
      for (let offset = 0; offset < piece.length; ) {
        const written = writeSync(this.#open(), piece, offset, piece.length - offset, this.size);
        offset += written;
        this.size += written;
      }
    });
  }

  /** Its content, block by block; each is overwritten by the next. */
  *blocks(): Generator<Uint8Array, void> {
    yield* blocksOf(this.#open(), this.size);
  }

  remove(): void {
    this.close();
    this.#guard(() => rmSync(this.path, { force: true }));
    this.size = 0;
    this.inherited = false;
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }

  /** Made when first needed, so that a mirror that refuses leaves no empty file. */
  #open(): number {
    this.#handle ??= openSync(this.path, OPENING, 0o666);
    return this.#handle;
  }

  #guard<T>(action: () => T): T {
    return writing(this.path, action);
  }
}

/** The first `length` bytes of an open file; fewer when it ends before. */
export function* blocksOf(handle: number, length: number): Generator<Uint8Array, void> {
  const block = Buffer.alloc(Math.min(BLOCK_BYTES, length));
  for (let offset = 0; offset < length; ) {
    const count = readSync(handle, block, 0, Math.min(block.length, length - offset), offset);
    if (count === 0) return;
    yield block.subarray(0, count);
    offset += count;
  }
}
