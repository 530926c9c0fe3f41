/** The history of a run's costs in a fixed number of figures, whatever the run's length. */

/** Stretches that a run is cut into: each mean smooths the noise of mini-batches, twenty still show a turn. */
const STRETCHES = 20;

/** A history's sums and counts by stretch, and the updates that it is for. */
export interface CostHistoryState {
  readonly iterations: number;
  readonly sums: readonly number[];
  readonly counts: readonly number[];
}

/** Means of the cost over equal stretches of a run; adding to it allocates nothing. */
export class CostHistory {
  readonly #iterations: number;
  readonly #sums = new Float64Array(STRETCHES);
  readonly #counts = new Float64Array(STRETCHES);

  /** For a run of at most `iterations` updates. */
  constructor(iterations: number) {
    this.#iterations = iterations;
  }

  add(iteration: number, cost: number): void {
    const stretch = Math.floor((iteration / this.#iterations) * STRETCHES);
    this.#sums[stretch] += cost;
    this.#counts[stretch]++;
  }

  get state(): CostHistoryState {
    return { iterations: this.#iterations, sums: [...this.#sums], counts: [...this.#counts] };
  }

  /** Goes on from a {@link state}; of a run of another length each stretch goes whole to where it lies now. */
  resume({ iterations, sums, counts }: CostHistoryState): void {
    for (let i = 0; i < sums.length; i++) {
      const middle = ((i + 0.5) / sums.length) * (iterations / this.#iterations);
      const stretch = Math.min(STRETCHES - 1, Math.floor(middle * STRETCHES));
      this.#sums[stretch] += sums[i];
      this.#counts[stretch] += counts[i];
    }
  }

  /** The mean of each stretch that has updates, in order. */
  means(): number[] {
    return Array.from(this.#sums, (sum, i) => sum / this.#counts[i]).filter((mean) => !Number.isNaN(mean));
  }
}
