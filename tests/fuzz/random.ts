/** Chance that can be repeated: the same seed makes the same choices, on every machine. */

/** Numbers from one 32-bit seed (Steele, Lea and Flood's SplitMix, in 32 bits). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 … 2^32 − 1 */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** 0 … n − 1; 0 for n = 0. */
  below(n: number): number {
    return Math.floor((this.next() / 2 ** 32) * n);
  }

  chance(probability: number): boolean {
    return this.next() < probability * 2 ** 32;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

/** The generator of input number `index` of a target: it depends on nothing else. */
export function randomOf(seed: number, target: string, index: number): Random {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${seed}/${target}/${index}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return new Random(hash);
}
