/** Row numbers where the kernels can read them: the list of the last batch, in the shared memory. */
import type { Arena } from './arena.js';

export class Indices {
  readonly #arena: Arena;
  #address = 0;
  #list: Int32Array = new Int32Array(0);

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** The address of a copy of `rows`, which the next call may overwrite; 0 for none. */
  of(rows: Int32Array | undefined): number {
    if (rows === undefined) return 0;
    if (rows.length > this.#list.length) {
      this.#address = this.#arena.bytes(rows.length * 4);
      this.#list = new Int32Array(this.#arena.memory.buffer, this.#address, rows.length);
    }
    this.#list.set(rows);
    return this.#address;
  }
}
