/** The course of a run's costs in a fixed number of figures, whatever the run's length. */

/** Stretches that a run is cut into: each mean smooths the noise of mini-batches, twenty still show a turn. */
const STRETCHES = 20;

/** Means of the cost over equal stretches of a run; adding to it allocates nothing. */
export class CostCourse {
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

  /** The mean of each stretch that has updates, in order. */
  means(): number[] {
    return Array.from(this.#sums, (sum, i) => sum / this.#counts[i]).filter((mean) => !Number.isNaN(mean));
  }
}
