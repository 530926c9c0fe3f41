/** A small terminal: what a stream of text and cursor movements leaves on a screen of some width. */

const ESCAPE = String.fromCharCode(27);
const SEQUENCE = new RegExp(`^${ESCAPE}(?:\\[(\\??\\d*(?:;\\d+)*)([A-Za-z])|([78]))`);

export class Screen {
  readonly #width: number;
  readonly #rows: string[][] = [[]];
  #row = 0;
  #column = 0;
  #wraps = true;
  #saved: readonly [row: number, column: number] = [0, 0];

  constructor(width: number) {
    this.#width = width;
  }

  /** @throws Error at a sequence that it does not know. */
  write(text: string): this {
    for (let at = 0; at < text.length; ) {
      const sequence = SEQUENCE.exec(text.slice(at, at + 32));
      if (sequence?.[3] === '7') this.#saved = [this.#row, this.#column];
      else if (sequence?.[3] === '8') [this.#row, this.#column] = this.#saved;
      else if (sequence !== null) this.#control(sequence[2], sequence[1]);
      else this.#character(text[at]);
      at += sequence?.[0].length ?? 1;
    }
    return this;
  }

  /** The cursor's column, from 0. */
  get column(): number {
    return this.#column;
  }

  /** The lines as they stand, without blanks at their ends or empty lines below. */
  lines(): string[] {
    const lines = this.#rows.map((row) =>
      Array.from(row, (cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  #character(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#down();
    else {
      if (this.#column >= this.#width && this.#wraps) {
        this.#down();
        this.#column = 0;
      }
      this.#column = Math.min(this.#column, this.#width - 1);
      this.#rows[this.#row][this.#column++] = character;
    }
  }

  #down(): void {
    this.#row++;
    this.#rows[this.#row] ??= [];
  }

  #control(command: string, parameters: string): void {
    const n = Number(parameters || Number.NaN);
    const row = this.#rows[this.#row];
    if (parameters === '?7') this.#wraps = command === 'h';
    else if (command === 'G') this.#column = (n || 1) - 1;
    else if (command === 'A') this.#row = Math.max(0, this.#row - (n || 1));
    else if (command === 'K' && n === 2) row.length = 0;
    else if (command === 'K' && n === 1) row.fill(' ', 0, this.#column + 1);
    else if (command === 'K') row.length = Math.min(row.length, this.#column);
    else if (command === 'J') {
      row.length = Math.min(row.length, this.#column);
      this.#rows.length = this.#row + 1;
    } else if (command !== 'm') throw new Error(`unknown sequence ESC[${parameters}${command}`);
  }
}
