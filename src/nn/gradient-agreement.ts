/** The agreement of gradients by backpropagation with centred differences, summed entry by entry. */
import type { Param } from './parameter.js';

/** One entry of a parameter, by row and column. */
export interface CheckedEntry {
  readonly parameter: string;
  readonly index: readonly [row: number, column: number];
  readonly backpropagation: number;
  readonly differences: number;
}

/** The result for some entries. */
export interface Agreement {
  readonly checked: number;
  /** Left out: there the cost has a kink (of relu or max-pooling), and so no derivative to compare with. */
  readonly skipped: number;
  /** ‖g − g'‖ / (‖g‖ + ‖g'‖) over the checked entries. */
  readonly difference: number;
  /** True if that is within the tolerance, or small and no more than the rounding of the cost makes of it. */
  readonly agrees: boolean;
  /** The entry where |g − g'| is largest. */
  readonly worst: CheckedEntry | undefined;
}

/** A slope of the cost, with bounds of its error. */
export interface Slope {
  readonly value: number;
  /** The error that rounding can cause. */
  readonly rounding: number;
  /** The same plus the error of the step's width. */
  readonly doubt: number;
}

/** Sums over the entries of a parameter, or of all. */
export class Tally {
  readonly #tolerance: number;
  #checked = 0;
  #skipped = 0;
  #apart = 0;
  #backpropagation = 0;
  #differences = 0;
  #rounding = 0;
  #worst: CheckedEntry | undefined;

  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  add({ name, value, gradient }: Param, i: number, slope: Slope | undefined): void {
    if (slope === undefined) {
      this.#skipped++;
      return;
    }
    const backpropagation = gradient.data[i];
    const { value: differences, rounding } = slope;
    this.#checked++;
    this.#rounding += rounding * rounding;
    const apart = backpropagation - differences;
    this.#apart += apart * apart;
    this.#backpropagation += backpropagation * backpropagation;
    this.#differences += differences * differences;
    const index = [Math.floor(i / value.cols), i % value.cols] as const;
    const entry = { parameter: name, index, backpropagation, differences };
    if (!this.#worst || isWorse(entry, this.#worst)) this.#worst = entry;
  }

  result(): Agreement {
    const apart = Math.sqrt(this.#apart);
    const size = Math.sqrt(this.#backpropagation) + Math.sqrt(this.#differences);
    const difference = size === 0 ? 0 : apart / size;
    return {
      checked: this.#checked,
      skipped: this.#skipped,
      difference,
      agrees: difference <= this.#tolerance || apart <= Math.sqrt(this.#rounding),
      worst: this.#worst,
    };
  }
}

/** True if a's values are further apart; NaN is further than any number. */
function isWorse(a: CheckedEntry, b: CheckedEntry): boolean {
  const [apart, other] = [a, b].map((entry) => Math.abs(entry.backpropagation - entry.differences));
  return Number.isNaN(apart) ? !Number.isNaN(other) : apart > other;
}
