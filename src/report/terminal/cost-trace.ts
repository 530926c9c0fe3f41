/** The costs of all updates of a run in a bounded number of points, for a chart. */
import type { CostPoint } from '../../train/records.js';

/** More than a chart has columns. */
const MOST_POINTS = 1024;

/** Each point is the mean over as many updates as it takes to stay below {@link MOST_POINTS}. */
export class CostTrace {
  #points: CostPoint[] = [];
  #stride = 1;
  #first = -1;
  #last = -1;
  #sums: [iterations: number, costs: number, count: number] = [0, 0, 0];

  add(iteration: number, cost: number): void {
    if (this.#first < 0) this.#first = iteration;
    this.#last = iteration;
    this.#sums[0] += iteration;
    this.#sums[1] += cost;
    if (++this.#sums[2] < this.#stride) return;
    this.#points.push(this.#mean());
    this.#sums = [0, 0, 0];
    if (this.#points.length === MOST_POINTS) this.#halve();
  }

  /** In the order of the run, from its first update to its last: the outermost means are put there. */
  get points(): CostPoint[] {
    const points = this.#sums[2] === 0 ? [...this.#points] : [...this.#points, this.#mean()];
    if (points.length === 0) return [];
    const last = points.length - 1;
    points[last] = [this.#last, points[last][1]];
    points[0] = [this.#first, points[0][1]];
    return points;
  }

  #mean(): CostPoint {
    const [iterations, costs, count] = this.#sums;
    return [iterations / count, costs / count];
  }

  #halve(): void {
    const half = Array.from({ length: MOST_POINTS / 2 }, (_, i) => {
      const [[x0, y0], [x1, y1]] = [this.#points[2 * i], this.#points[2 * i + 1]];
      return [(x0 + x1) / 2, (y0 + y1) / 2] as const;
    });
    this.#points = half;
    this.#stride *= 2;
  }
}
