/** Rows gathered as features, so that some hundreds are predicted together and a source of any length takes the same memory. */

/** Rows predicted at once, of few features each. */
const ROWS = 1024;
/** Features of the rows predicted at once, unless one row has more. */
const FEATURES = 2 ** 18;

/** The features of some rows. */
export interface RowBatch<Id> {
  /** (rows × features), row-major; the next batch takes its place. */
  readonly values: Float64Array;
  /** One a row. */
  readonly ids: readonly Id[];
}

/** The most rows of so many features that are predicted at once. */
export function rowsAtOnce(features: number): number {
  return Math.max(1, Math.min(ROWS, Math.floor(FEATURES / features)));
}

/** Gathers rows of so many features in one array again and again, which grows with the first of them. */
export class RowBatches {
  readonly #features: number;
  readonly #rows: number;
  #values: Float64Array;

  constructor(features: number) {
    this.#features = features;
    this.#rows = rowsAtOnce(features);
    this.#values = new Float64Array(features);
  }

  /** Batches of `rows`: `write` puts the features of one at its place and returns its id. The rows before one that it refuses come first. */
  *of<Row, Id>(
    rows: Iterable<Row>,
    write: (row: Row, values: Float64Array, at: number) => Id,
  ): Generator<RowBatch<Id>, void> {
    let ids: Id[] = [];
    const gathered = () => ({ values: this.#values.subarray(0, ids.length * this.#features), ids });
    try {
      for (const row of rows) {
        this.#makeRoom(ids.length + 1);
        ids.push(write(row, this.#values, ids.length * this.#features));
        if (ids.length < this.#rows) continue;
        yield gathered();
        ids = [];
      }
    } catch (error) {
      if (ids.length > 0) yield gathered();
      throw error;
    }
    if (ids.length > 0) yield gathered();
  }

  #makeRoom(rows: number): void {
    const held = this.#values;
    if (rows * this.#features <= held.length) return;
    this.#values = new Float64Array(Math.min(this.#rows * this.#features, 4 * held.length));
    this.#values.set(held);
  }
}
