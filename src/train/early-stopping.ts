/** When a run has learnt what it can: keeps the best parameters, and says when waiting for better is over. */
import type { NamedParameter } from '../nn/layer.js';

/**
 * A fall of the cost that ends the waiting, as a share of it: what creeps slower has stalled. The course's
 * networks fall faster in every stretch of their runs.
 */
const NOTABLE = 1e-4;

/** The lowest cost seen, and the update before which it was measured. */
export interface Best {
  readonly iteration: number;
  readonly cost: number;
}

export class EarlyStopping {
  readonly #params: readonly NamedParameter[];
  readonly #patience: number;
  /** The values behind the best cost. */
  readonly #kept: readonly Float64Array[] | readonly Float32Array[];
  #best: Best = { iteration: 0, cost: Number.POSITIVE_INFINITY };
  /** The cost that the next notable fall is measured from, and how many checks ago it was. */
  #reference = Number.POSITIVE_INFINITY;
  #waited = 0;

  /** Watches over `params`; `patience` checks without a notable fall of the cost are enough. */
  constructor(params: readonly NamedParameter[], patience: number) {
    this.#params = params;
    this.#patience = patience;
    this.#kept = params.map(({ value }) => value.data.slice()) as Float64Array[];
  }

  get best(): Best {
    return this.#best;
  }

  /** Whether it is time to stop, now that the parameters before update `iteration` have this cost. */
  check(iteration: number, cost: number): boolean {
    if (cost < this.#best.cost) this.#keep(iteration, cost);
    if (cost < this.#reference * (1 - NOTABLE)) {
      this.#reference = cost;
      this.#waited = 0;
    } else this.#waited++;
    // Without a cost that is a number there is nothing to go back to, and the run is about to diverge.
    return this.#waited >= this.#patience && Number.isFinite(this.#best.cost);
  }

  /** Puts the best parameters back. */
  restore(): void {
    this.#params.forEach(({ value }, i) => {
      value.data.set(this.#kept[i]);
    });
  }

  #keep(iteration: number, cost: number): void {
    this.#best = { iteration, cost };
    this.#params.forEach(({ value }, i) => {
      this.#kept[i].set(value.data);
    });
  }
}
