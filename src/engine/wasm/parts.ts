/** The parts of work on n items for threads to share: contiguous ranges of whole grains. */
import type { Part } from '../backend.js';

export class Parts {
  readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** At most `most` ranges, as equal as whole grains allow; none is empty. */
  of(n: number, grain: number): Part[] {
    return this.#between(n, grain, (share) => share * n);
  }

  /** Rows of a lower triangle of n rows: row i holds i + 1 items, so the ranges grow shorter. */
  ofTriangle(n: number): Part[] {
    return this.#between(n, 4, (share) => Math.sqrt(share) * n);
  }

  #between(n: number, grain: number, edge: (share: number) => number): Part[] {
    const parts: Part[] = [];
    let start = 0;
    for (let part = 1; part <= this.most; part++) {
      const exact = edge(part / this.most);
      const end = part === this.most ? n : Math.min(n, Math.round(exact / grain) * grain);
      if (end > start) parts.push({ start, length: end - start });
      start = Math.max(start, end);
    }
    return parts;
  }
}
