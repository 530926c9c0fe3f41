/** Progress of long work on stderr: a bar on a terminal, elsewhere a plain line every few seconds. */
import type { Bar, ProgressStream } from './bar.js';

const PLAIN_LINE_MILLISECONDS = 5000;
/** A speed that is measured over less says little. */
const LEAST_SECONDS = 0.2;

export class Progress {
  readonly #stream: ProgressStream;
  readonly #noun: string;
  readonly #unit: string;
  readonly #bar: Bar | undefined;
  #first: { readonly value: number; readonly time: number } | undefined;
  #lastLine = performance.now();

  /** `unit` follows the numbers; without a bar, plain lines are written. */
  constructor(stream: ProgressStream, noun: string, unit: string, bar?: Bar) {
    this.#stream = stream;
    this.#noun = noun;
    this.#unit = unit;
    this.#bar = bar;
  }

  /** `value` of `total` is done; `note`, or where there is little room `shortNote`, stands behind it. */
  update(value: number, total: number, note = '', shortNote = note): void {
    if (this.#bar === undefined) {
      this.#plainLine(value, total, note);
      return;
    }
    this.#first ??= { value, time: performance.now() };
    const [first, noun, unit] = [this.#first, this.#noun, this.#unit];
    // Written when it is drawn: there may be many more updates than frames.
    this.#bar.update(value, total, () => ({ noun, unit, note, shortNote, ...speed(first, value, total) }));
  }

  /** Prints by `write` above the bar. */
  above(write: () => void): void {
    if (this.#bar === undefined) write();
    else this.#bar.above(write);
  }

  /** Removes the bar. */
  stop(): void {
    this.#bar?.stop();
  }

  #plainLine(value: number, total: number, note: string): void {
    const now = performance.now();
    if (now - this.#lastLine < PLAIN_LINE_MILLISECONDS) return;
    this.#lastLine = now;
    this.#stream.write(`${this.#noun}: ${value} of ${total} ${this.#unit}${note && `, ${note}`}\n`);
  }
}

/** By the mean speed since the first update: cli-progress's own looks at the last ten, a few milliseconds. */
function speed(first: { value: number; time: number }, value: number, total: number) {
  const elapsed = (performance.now() - first.time) / 1000;
  if (value <= first.value || elapsed < LEAST_SECONDS) return {};
  const rate = (value - first.value) / elapsed;
  return { rate, left: Math.ceil((total - value) / rate) };
}
