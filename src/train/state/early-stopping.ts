/** Early stopping: keeps the best parameters, and ends the waiting for better ones. */
import { Matrix } from '../../engine/matrix.js';
import type { NamedMatrix } from '../../nn/parameter.js';

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

/** The state of the waiting; the costs are Infinity before the first. */
export interface StoppingState {
  readonly best: Best;
  /** The cost that the next notable fall is measured from. */
  readonly reference: number;
  /** How many checks ago that was. */
  readonly waited: number;
}

export class EarlyStopping {
  /** The parameters behind the best cost, by name: `best W1`, … */
  readonly kept: readonly NamedMatrix[];
  readonly #params: readonly NamedMatrix[];
  readonly #patience: number;
  #best: Best = { iteration: 0, cost: Number.POSITIVE_INFINITY };
  #reference = Number.POSITIVE_INFINITY;
  #waited = 0;

  /** Watches over `params`; `patience` checks without a notable fall of the cost are enough. */
  constructor(params: readonly NamedMatrix[], patience: number) {
    this.#params = params;
    this.#patience = patience;
    this.kept = params.map(({ name, value }) => ({
      name: `best ${name}`,
      value: new Matrix(value.rows, value.cols, value.data.slice()),
    }));
  }

  /** Beside the parameters {@link kept}, all that it remembers. */
  get state(): StoppingState {
    return { best: this.#best, reference: this.#reference, waited: this.#waited };
  }

  /** Restores what {@link state} returned. */
  resume({ best, reference, waited }: StoppingState): void {
    this.#best = best;
    this.#reference = reference;
    this.#waited = waited;
  }

  get best(): Best {
    return this.#best;
  }

  /** True when it is time to stop, now that the parameters before update `iteration` have this cost. */
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
      value.data.set(this.kept[i].value.data);
    });
  }

  #keep(iteration: number, cost: number): void {
    this.#best = { iteration, cost };
    this.#params.forEach(({ value }, i) => {
      this.kept[i].value.data.set(value.data);
    });
  }
}
