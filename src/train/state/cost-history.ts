/** The history of a run's costs in a bounded number of figures, which depend on the costs alone: not on the planned length. */

/** Stretches that a run is cut into: each mean smooths the noise of mini-batches, twenty still show a turn. */
const STRETCHES = 20;
/** The most intervals of equal width that are kept; when they are full, pairs are put together. */
export const MOST_INTERVALS = 4 * STRETCHES;

/** The sums and counts of costs by interval, the updates of an interval, and the planned updates of the run. */
export interface CostHistoryState {
  readonly iterations: number;
  readonly width: number;
  readonly sums: readonly number[];
  readonly counts: readonly number[];
}

/** Means of the cost over equal stretches of a run; adding to it allocates nothing. */
export class CostHistory {
  readonly #iterations: number;
  #width = 1;
  readonly #sums = new Float64Array(MOST_INTERVALS);
  readonly #counts = new Float64Array(MOST_INTERVALS);

  /** For a run of at most `iterations` updates, which is only recorded. */
  constructor(iterations: number) {
    this.#iterations = iterations;
  }

  add(iteration: number, cost: number): void {
    while (iteration >= this.#width * MOST_INTERVALS) this.#widen();
    const interval = Math.floor(iteration / this.#width);
    this.#sums[interval] += cost;
    this.#counts[interval]++;
  }

  get state(): CostHistoryState {
    const [sums, counts] = [[...this.#sums], [...this.#counts]];
    return { iterations: this.#iterations, width: this.#width, sums, counts };
  }

  /** Goes on from a {@link state}. */
  resume({ width, sums, counts }: CostHistoryState): void {
    this.#width = width;
    this.#sums.set(sums.slice(0, MOST_INTERVALS));
    this.#counts.set(counts.slice(0, MOST_INTERVALS));
  }

  /** The means of twenty stretches in order, or of as many as there are updates. */
  means(): number[] {
    const used = this.#counts.findLastIndex((count) => count > 0) + 1;
    const stretches = Math.min(STRETCHES, used);
    const [sums, counts] = [new Float64Array(stretches), new Float64Array(stretches)];
    for (let i = 0; i < used; i++) {
      const stretch = Math.floor((i * stretches) / used);
      sums[stretch] += this.#sums[i];
      counts[stretch] += this.#counts[i];
    }
    return Array.from(sums, (sum, i) => sum / counts[i]).filter((mean) => !Number.isNaN(mean));
  }

  /** Puts pairs of intervals together. */
  #widen(): void {
    for (const values of [this.#sums, this.#counts]) {
      for (let i = 0; i < MOST_INTERVALS; i++) {
        values[i] = 2 * i < MOST_INTERVALS ? values[2 * i] + values[2 * i + 1] : 0;
      }
    }
    this.#width *= 2;
  }
}
