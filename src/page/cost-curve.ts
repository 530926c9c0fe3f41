/** The costs of a run in a bounded number of points, evenly spaced, whatever its length. */
import type { Curve } from './worker/progress.js';

/** Points that are kept: more than a chart has pixels to tell apart. */
const MOST_POINTS = 2048;

/** Collects costs in the order of the updates; a run that goes on from a checkpoint repeats some. */
export class CostCurve {
  #x: number[] = [];
  #y: number[] = [];
  /** Points that came since the last one that is kept, of which one in `#stride` is. */
  #stride = 1;
  #since = 0;
  #isLastKept = true;

  /** Adds the cost before update `iteration`; points from there on, of a run that went back, count no more. */
  add(iteration: number, cost: number): void {
    while (this.#x.length > 0 && (this.#x.at(-1) as number) >= iteration) this.#drop();
    // The newest is always there; it makes room for the next unless its turn has come.
    if (!this.#isLastKept) this.#drop();
    this.#since++;
    this.#isLastKept = this.#since >= this.#stride;
    if (this.#isLastKept) this.#since = 0;
    this.#x.push(iteration);
    this.#y.push(cost);
    if (this.#x.length > MOST_POINTS) this.#thin();
  }

  get points(): { readonly x: readonly number[]; readonly y: readonly number[] } {
    return { x: this.#x, y: this.#y };
  }

  get isEmpty(): boolean {
    return this.#x.length === 0;
  }

  /** The points as they are now. */
  curve(): Curve {
    return { x: Float64Array.from(this.#x), y: Float64Array.from(this.#y) };
  }

  /** A curve of its own with the same points. */
  copy(): CostCurve {
    const copy = new CostCurve();
    [copy.#x, copy.#y] = [this.#x.slice(), this.#y.slice()];
    [copy.#stride, copy.#since, copy.#isLastKept] = [this.#stride, this.#since, this.#isLastKept];
    return copy;
  }

  get last(): number | undefined {
    return this.#y.at(-1);
  }

  #drop(): void {
    this.#x.pop();
    this.#y.pop();
    this.#isLastKept = true;
  }

  /** Every other point goes, the newest stays. */
  #thin(): void {
    const last = this.#x.length - 1;
    const isKept = (_: number, i: number) => i % 2 === 0 || i === last;
    this.#isLastKept = last % 2 === 0;
    [this.#x, this.#y] = [this.#x.filter(isKept), this.#y.filter(isKept)];
    this.#stride *= 2;
  }
}
