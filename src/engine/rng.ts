/**
 * NumPy's `np.random.RandomState`: the same seed gives the same stream, call for call. The generator is
 * MT19937; Gaussians are Marsaglia's polar method with the second of each pair kept for the next call. Words, uniforms
 * and integers are NumPy's bit for bit; of Gaussians 99.96 % are, the others differ in the last place (by the C library's
 * logarithm, which NumPy takes and which is not always rounded correctly).
 * Only what the legacy generator draws is here, nothing of NumPy's newer `Generator`.
 */
import { DnnError } from '../errors.js';
import { roundedLog } from './rounded-log.js';

const SIZE = 624;
const SHIFT = 397;
const UPPER_BIT = 0x80000000;
const LOWER_BITS = 0x7fffffff;
const TWIST = 0x9908b0df;

export const MAX_SEED = 2 ** 32 - 1;

/** Everything the stream's future depends on; plain JSON. */
export interface RandomStateSnapshot {
  readonly key: readonly number[];
  readonly position: number;
  /** The kept Gaussian of the last pair, null when there is none. */
  readonly gaussian: number | null;
}

/** Anything that can be shuffled in place. */
export type Shufflable = { length: number; [index: number]: unknown };

/**
 * NumPy's `RandomState(seed)`: the same numbers for the same calls in the same order.
 * The constructor throws a DnnError (usage) unless `seed` is a whole number from 0 to 2³²−1.
 */
export class RandomState {
  readonly #key = new Uint32Array(SIZE);
  #position = SIZE;
  #gaussian: number | null = null;

  /** @throws DnnError (usage) unless `seed` is a whole number from 0 to 2³²−1. */
  constructor(seed: number) {
    this.seed(seed);
  }

  /** Starts the stream of `seed` from its beginning and drops a kept Gaussian. */
  seed(seed: number): void {
    if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
      throw new DnnError('usage', `a seed must be a whole number from 0 to ${MAX_SEED}, got ${seed}`);
    }
    this.#key[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const previous = this.#key[i - 1] ^ (this.#key[i - 1] >>> 30);
      this.#key[i] = Math.imul(1812433253, previous) + i;
    }
    this.#position = SIZE;
    this.#gaussian = null;
  }

  /** A copy of the whole state, which {@link restore} takes back. */
  snapshot(): RandomStateSnapshot {
    return { key: Array.from(this.#key), position: this.#position, gaussian: this.#gaussian };
  }

  /** @throws DnnError (model) when the snapshot is not one of MT19937's states. */
  restore(snapshot: RandomStateSnapshot): void {
    const { key, position, gaussian } = snapshot;
    const words =
      key.length === SIZE && key.every((word) => Number.isInteger(word) && word >= 0 && word <= MAX_SEED);
    const placed = Number.isInteger(position) && position >= 0 && position <= SIZE;
    if (!words || !placed || !(gaussian === null || Number.isFinite(gaussian))) {
      throw new DnnError(
        'model',
        'the saved generator state is not one of MT19937: 624 words, a position, a Gaussian or null',
      );
    }
    this.#key.set(key);
    this.#position = position;
    this.#gaussian = gaussian;
  }

  /** One tempered 32-bit word, 0 … 2³²−1. */
  word(): number {
    if (this.#position === SIZE) this.#twist();
    let y = this.#key[this.#position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** One uniform of [0, 1) with 53 random bits. */
  double(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** One standard Gaussian. */
  gaussian(): number {
    if (this.#gaussian !== null) {
      const kept = this.#gaussian;
      this.#gaussian = null;
      return kept;
    }
    let x1: number;
    let x2: number;
    let r2: number;
    do {
      x1 = 2 * this.double() - 1;
      x2 = 2 * this.double() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 === 0);
    const factor = Math.sqrt((-2 * roundedLog(r2)) / r2);
    this.#gaussian = factor * x1;
    return factor * x2;
  }

  /** One whole number of 0 … max (at most 2³²−1), by masked rejection. */
  bounded(max: number): number {
    if (max === 0) return 0;
    if (max === MAX_SEED) return this.word();
    const mask = 0xffffffff >>> Math.clz32(max);
    let value: number;
    do value = (this.word() & mask) >>> 0;
    while (value > max);
    return value;
  }

  /** `random_sample(n)`: n uniforms of [0, 1). */
  randomSample(n: number): Float64Array {
    return draw(n, () => this.double());
  }

  /** `rand(d0, d1, …)`: as many uniforms as the dimensions' product, row-major. */
  rand(...shape: readonly number[]): Float64Array {
    return this.randomSample(count(shape));
  }

  /** `randn(d0, d1, …)`: standard Gaussians, row-major. */
  randn(...shape: readonly number[]): Float64Array {
    return draw(count(shape), () => this.gaussian());
  }

  /** `uniform(low, high, n)`: low + (high − low)·u. */
  uniform(low: number, high: number, n: number): Float64Array {
    return draw(n, () => low + (high - low) * this.double());
  }

  /** `normal(mean, deviation, n)`: mean + deviation·gaussian. */
  normal(mean: number, deviation: number, n: number): Float64Array {
    return draw(n, () => mean + deviation * this.gaussian());
  }

  /** `randint(low, high, n)`: whole numbers of [low, high). @throws RangeError when the range is empty or over 2³². */
  randint(low: number, high: number, n: number): Float64Array {
    const max = high - 1 - low;
    if (!(max >= 0 && max <= MAX_SEED))
      throw new RangeError(`randint needs low < high <= low + 2^32, got ${low}, ${high}`);
    return draw(n, () => low + this.bounded(max));
  }

  /** `shuffle(items)` in place, from the last item down. */
  shuffle(items: Shufflable): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.bounded(i);
      const item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
  }

  /** `permutation(n)`: 0 … n−1, shuffled. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    this.shuffle(order as Shufflable);
    return order;
  }

  /** `choice(n, k)`: k of 0 … n−1 with replacement. */
  choice(n: number, k: number): Float64Array {
    return this.randint(0, n, k);
  }

  /** `choice(n, k, replace=False)`. @throws RangeError when k > n. */
  choiceWithoutReplacement(n: number, k: number): Int32Array {
    if (k > n) throw new RangeError(`cannot take ${k} of ${n} without replacement`);
    return this.permutation(n).subarray(0, k);
  }

  /** `choice(len(p), k, p=p)`: index i with probability p[i]. */
  choiceWeighted(probabilities: readonly number[], k: number): Int32Array {
    let sum = 0;
    const cumulative = probabilities.map((p) => (sum += p));
    const edges = cumulative.map((edge) => edge / sum);
    return Int32Array.from({ length: k }, () => {
      const u = this.double();
      return edges.findIndex((edge) => u < edge);
    });
  }

  #twist(): void {
    const key = this.#key;
    for (let i = 0; i < SIZE - SHIFT; i++) key[i] = key[i + SHIFT] ^ twisted(key[i], key[i + 1]);
    for (let i = SIZE - SHIFT; i < SIZE - 1; i++) {
      key[i] = key[i + SHIFT - SIZE] ^ twisted(key[i], key[i + 1]);
    }
    key[SIZE - 1] = key[SHIFT - 1] ^ twisted(key[SIZE - 1], key[0]);
    this.#position = 0;
  }
}

/** The upper bit of one word before the rest of the next, a step of the recurrence on. */
function twisted(word: number, next: number): number {
  const y = (word & UPPER_BIT) | (next & LOWER_BITS);
  return (y >>> 1) ^ (-(y & 1) & TWIST);
}

function draw(n: number, next: () => number): Float64Array {
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = next();
  return values;
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
