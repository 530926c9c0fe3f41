/** The records of a run's layers in a bounded number, evenly spaced, whatever the run's length. */
import type { StatsRecord } from '../watch/layer-stats.js';

/** Records that are kept; when there are more, every other one is dropped. */
export const MOST_RECORDS = 48;

/** All that the rest of a history depends on. */
export interface StatsState {
  /** Records that have been added. */
  readonly added: number;
  /** Every `stride`-th is kept, and the last. */
  readonly stride: number;
  readonly records: readonly StatsRecord[];
}

export class StatsHistory {
  #added = 0;
  #stride = 1;
  #records: StatsRecord[] = [];

  add(record: StatsRecord): void {
    // The last one is kept for being the last, until another is.
    if (this.#added > 0 && (this.#added - 1) % this.#stride !== 0) this.#records.pop();
    this.#records.push(record);
    this.#added++;
    if (this.#records.length <= MOST_RECORDS) return;
    this.#stride *= 2;
    const last = this.#records.length - 1;
    this.#records = this.#records.filter((_, i) => i % 2 === 0 || i === last);
  }

  get state(): StatsState {
    return { added: this.#added, stride: this.#stride, records: [...this.#records] };
  }

  resume({ added, stride, records }: StatsState): void {
    this.#added = added;
    this.#stride = stride;
    this.#records = [...records];
  }
}
