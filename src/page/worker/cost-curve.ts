/** The costs of a run in a bounded number of points, evenly spaced, whatever the run's length. */
import type { Curve } from './progress.js';

/** Points that are kept: more than a chart has pixels to tell apart. */
const MOST_POINTS = 1024;

/** Collects the cost of each update; when there are too many every other one is dropped. */
export class CostCurve {
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  #stride = 1;
  #last: readonly [number, number] | undefined;

  add(iteration: number, cost: number): void {
    this.#last = [iteration, cost];
    if (iteration % this.#stride !== 0) return;
    this.#x.push(iteration);
    this.#y.push(cost);
    if (this.#x.length > MOST_POINTS) this.#thin();
  }

  get isEmpty(): boolean {
    return this.#last === undefined;
  }

  /** A curve of its own with the same points. */
  copy(): CostCurve {
    const copy = new CostCurve();
    copy.#x.push(...this.#x);
    copy.#y.push(...this.#y);
    copy.#stride = this.#stride;
    copy.#last = this.#last;
    return copy;
  }

  /** The points so far, the last one with them. */
  curve(): Curve {
    const [x, y] = [this.#x.slice(), this.#y.slice()];
    if (this.#last && x.at(-1) !== this.#last[0]) {
      x.push(this.#last[0]);
      y.push(this.#last[1]);
    }
    return { x: Float64Array.from(x), y: Float64Array.from(y) };
  }

  #thin(): void {
    this.#stride *= 2;
    const kept = this.#x.map((x, i) => [x, this.#y[i]]).filter(([x]) => x % this.#stride === 0);
    this.#x.splice(0, this.#x.length, ...kept.map(([x]) => x));
    this.#y.splice(0, this.#y.length, ...kept.map(([, y]) => y));
  }
}
