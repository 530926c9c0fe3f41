/** How work on n items is shared out among threads: contiguous ranges of whole grains. */

export interface Part {
  readonly start: number;
  readonly length: number;
}

export class Parts {
  readonly #threads: number;

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** At most one range a thread, as equal as whole grains allow; none is empty. */
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
    for (let thread = 1; thread <= this.#threads; thread++) {
      const exact = edge(thread / this.#threads);
      const end = thread === this.#threads ? n : Math.min(n, Math.round(exact / grain) * grain);
      if (end > start) parts.push({ start, length: end - start });
      start = Math.max(start, end);
    }
    return parts;
  }
}
