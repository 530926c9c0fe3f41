/** Progress of long work on stderr: a bar on a terminal, elsewhere a plain line every few seconds. */
import { MultiBar, type SingleBar } from 'cli-progress';

/** The writable end that progress is drawn on. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

const PLAIN_LINE_MILLISECONDS = 5000;

export class Progress {
  readonly #stream: ProgressStream;
  readonly #noun: string;
  readonly #unit: string;
  readonly #bars: MultiBar | undefined;
  #bar: SingleBar | undefined;
  #lastLine = performance.now();

  /** `unit` follows the numbers; `animated` draws a bar, otherwise plain lines are written. */
  constructor(stream: ProgressStream, noun: string, unit: string, animated: boolean) {
    this.#stream = stream;
    this.#noun = noun;
    this.#unit = unit;
    this.#bars = animated ? barsOn(stream, noun, unit) : undefined;
  }

  /** `value` of `total` is done; `note` stands at the line's end. */
  update(value: number, total: number, note = ''): void {
    if (this.#bars === undefined) {
      this.#plainLine(value, total, note);
      return;
    }
    const payload = { note: note && ` | ${note}` };
    this.#bar ??= this.#bars.create(total, value, payload);
    this.#bar.update(value, payload);
  }

  /** Prints by `write` above the bar. */
  above(write: () => void): void {
    if (this.#bar !== undefined) this.#stream.write('\r\x1b[K');
    write();
    if (this.#bar !== undefined) this.#bars?.update();
  }

  /** Removes the bar. */
  stop(): void {
    if (this.#bar !== undefined) this.#bars?.stop();
    this.#bar = undefined;
  }

  #plainLine(value: number, total: number, note: string): void {
    const now = performance.now();
    if (now - this.#lastLine < PLAIN_LINE_MILLISECONDS) return;
    this.#lastLine = now;
    this.#stream.write(`${this.#noun}: ${value} of ${total} ${this.#unit}${note && `, ${note}`}\n`);
  }
}

/** A MultiBar of one: unlike a SingleBar it keeps no absolute cursor position, so lines may be printed above. */
function barsOn(stream: ProgressStream, noun: string, unit: string): MultiBar {
  return new MultiBar({
    stream,
    format: `${noun} [{bar}] {percentage}% | {value}/{total} ${unit} | {eta_formatted} left{note}`,
    barsize: 24,
    clearOnComplete: true,
    linewrap: true,
    fps: 10,
    gracefulExit: false,
  });
}
