/** The costs that a run has logged, in a bounded number of points: a run that goes on from a checkpoint repeats some. */

/** Points that are kept: more than a chart has pixels to tell apart. */
const MOST_POINTS = 2048;

export class LoggedCurve {
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

/** The curves of one run. */
export interface LoggedCosts {
  readonly training: LoggedCurve;
  readonly validation: LoggedCurve;
}

export function emptyCosts(): LoggedCosts {
  return { training: new LoggedCurve(), validation: new LoggedCurve() };
}
