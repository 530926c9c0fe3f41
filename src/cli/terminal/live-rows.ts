/** Rows at the bottom of a terminal that are drawn again in place, with other lines above them. */

import { cutTo } from '../../report/terminal/width.js';
import { visible } from '../../visible.js';

/** The writable end that rows are drawn on. */
type Screen = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

const CLEAR_BELOW = '\x1b[J';
/** A terminal that has become narrower would break a row into two. */
const [WRAP_OFF, WRAP_ON] = ['\x1b[?7l', '\x1b[?7h'];
/** Milliseconds between two frames. */
const FRAME = 100;
/** Milliseconds after which they are drawn without news: the time goes on. */
const IDLE = 1000;

export class LiveRows {
  readonly #screen: Screen;
  #rows: () => readonly string[] = () => [];
  #drawn = 0;
  #due: NodeJS.Timeout | undefined;
  readonly #clock: NodeJS.Timeout;

  constructor(screen: Screen) {
    this.#screen = screen;
    this.#clock = setInterval(() => this.#draw(), IDLE).unref();
  }

  /** Draws the rows, with the next frame; they are asked for when they are drawn. */
  show(rows: () => readonly string[]): void {
    this.#rows = rows;
    this.#due ??= setTimeout(() => this.#draw(), FRAME).unref();
  }

  /** Prints by `write` above the rows. */
  above(write: () => void): void {
    this.#clear();
    write();
    this.#draw();
  }

  /** Removes the rows. */
  stop(): void {
    clearInterval(this.#clock);
    this.#rows = () => [];
    this.#clear();
  }

  #draw(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    const { columns = 80, rows: height = 24 } = this.#screen;
    const rows = this.#rows().slice(0, Math.max(1, height - 1));
    const text = rows.map((row) => `${cutTo(visible(row), Math.max(1, columns - 1))}\n`).join('');
    this.#clear();
    if (text !== '') this.#screen.write(`${WRAP_OFF}${text}${WRAP_ON}`);
    this.#drawn = rows.length;
  }

  /** Takes the rows away; the cursor stands where the first was. */
  #clear(): void {
    if (this.#drawn > 0) this.#screen.write(`\x1b[${this.#drawn}A\r${CLEAR_BELOW}`);
    this.#drawn = 0;
  }
}
