/** Looks at the numbers of one column of a file: whether they have decimal commas or points. It keeps a cell of each. */
import { COMMA, type DecimalSign, decimalIn, POINT } from './cell.js';

/** A cell, where it stands. */
export interface SeenCell {
  readonly cell: string;
  readonly line: number;
}

/** No byte: as long as nothing is known, numbers with a sign are looked at as texts. */
const OPEN = -1;
const BYTES: Readonly<Record<DecimalSign, number>> = { ',': COMMA, '.': POINT };

export class DecimalWatch {
  /** The byte before the fraction, as far as is known. */
  byte: number;
  /** The first cell whose number depends on the sign: 1.250. */
  either: SeenCell | undefined;
  /** The sign that training learned. */
  readonly trained: DecimalSign | undefined;
  /** The first cells that must have a sign. */
  readonly #mayHaveCommas: boolean;
  readonly #sure: Partial<Record<DecimalSign, SeenCell>> = {};

  /** Beside commas there is nothing to tell. */
  constructor(mayHaveCommas: boolean, trained?: DecimalSign) {
    this.#mayHaveCommas = mayHaveCommas;
    this.byte = mayHaveCommas ? OPEN : POINT;
    this.trained = mayHaveCommas ? trained : undefined;
  }

  get isOpen(): boolean {
    return this.byte === OPEN;
  }

  /** True where numbers have decimal commas, as far as is known. */
  get hasCommas(): boolean {
    return this.byte === COMMA;
  }

  /** The sign of the numbers: a point unless it is known to be a comma. */
  get sign(): DecimalSign {
    return this.hasCommas ? ',' : '.';
  }

  /** True if cells such as 1.250 are thousands. */
  get hasThousands(): boolean {
    return this.either !== undefined && this.hasCommas;
  }

  /** Takes the text of a cell. */
  look(cell: string, line: number): void {
    const found = this.#mayHaveCommas ? decimalIn(cell) : undefined;
    if (found === undefined) return;
    // Without training nothing else tells: 1,250 has a decimal comma where commas do not separate.
    const sign = found === 'either' && !this.trained && cell.includes(',') ? ',' : found;
    if (sign === 'either') {
      this.either ??= { cell, line };
      return;
    }
    this.#sure[sign] ??= { cell, line };
    // From here on numbers of this sign need no look; those of the other are still none without one.
    if (this.isOpen && sign === (this.trained ?? sign)) this.byte = BYTES[sign];
  }

  /** The first cell that must have `sign`. */
  sure(sign: DecimalSign): SeenCell | undefined {
    return this.#sure[sign];
  }

  /** The sign that cells must have; undefined where they leave it open. */
  get own(): DecimalSign | undefined {
    return this.#sure[','] ? ',' : this.#sure['.'] && '.';
  }

  /** Ends the look: where cells leave it open, the sign is that of training, else that of the `file`. */
  settle(file: DecimalSign): void {
    if (this.isOpen) this.byte = BYTES[this.own ?? this.trained ?? file];
  }
}
