/** Row numbers where the kernels can read them: the list of the last batch, in the shared memory. */
import type { Address, Arena } from './arena.js';

/** The address of no list. */
export const NONE = 0 as Address;

export class Indices {
  readonly #arena: Arena;
  #address = NONE;
  #list: Int32Array = new Int32Array(0);

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** Forgets the list, whose memory is used otherwise now. */
  forget(): void {
    this.#list = new Int32Array(0);
  }

  /** The address of a copy of `rows`, which the next call may overwrite; {@link NONE} without rows. */
  of(rows: Int32Array | undefined): Address {
    if (rows === undefined) return NONE;
    if (rows.length > this.#list.length) {
      this.#address = this.#arena.bytes(rows.length * 4);
      this.#list = new Int32Array(this.#arena.memory.buffer, this.#address, rows.length);
    }
    this.#list.set(rows);
    return this.#address;
  }
}
