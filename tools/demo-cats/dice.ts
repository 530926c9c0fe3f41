/** The painter's chance: what it draws from NumPy's generator, so that a seed gives the same pictures anywhere. */
import type { RandomState } from '../../src/engine/rng.js';

export class Dice {
  readonly #random: RandomState;

  constructor(random: RandomState) {
    this.#random = random;
  }

  /** A uniform number of [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.#random.double();
  }

  /** A uniform number that is at most `spread` away from `centre`. */
  around(centre: number, spread: number): number {
    return this.between(centre - spread, centre + spread);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#random.double() < probability;
  }

  /** One of the items, each as likely. */
  pick<T>(items: readonly T[]): T {
    return items[this.#random.bounded(items.length - 1)];
  }
}
