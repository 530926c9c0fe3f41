/** Progress of long work on stderr: a bar on a terminal, elsewhere a plain line every few seconds. */
import cliProgress, { type GenericFormatter, type MultiBar, type SingleBar } from 'cli-progress';

// Node sees no named exports in it.
const { Format } = cliProgress;

/** The writable end that progress is drawn on. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const PLAIN_LINE_MILLISECONDS = 5000;
/** Columns left free: what the terminal echoes (^C) must not push the bar to another line. */
const MARGIN = 4;

export class Progress {
  readonly #stream: ProgressStream;
  readonly #noun: string;
  readonly #unit: string;
  readonly #bars: MultiBar | undefined;
  #bar: SingleBar | undefined;
  #first: { readonly value: number; readonly time: number } | undefined;
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
    this.#first ??= { value, time: performance.now() };
    const payload = { left: timeLeft(this.#first, value, total), note: note && ` | ${note}` };
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

/** By the mean speed since the first update: cli-progress's own looks at the last ten, a few milliseconds. */
function timeLeft(first: { value: number; time: number }, value: number, total: number): string {
  const elapsed = (performance.now() - first.time) / 1000;
  if (value <= first.value || elapsed < 0.2) return '';
  const seconds = Math.ceil((elapsed * (total - value)) / (value - first.value));
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours > 0) return ` | ${hours}h${minutes % 60}m left`;
  return minutes > 0 ? ` | ${minutes}m${seconds % 60}s left` : ` | ${seconds}s left`;
}

/** A MultiBar of one: unlike a SingleBar it keeps no absolute cursor position, so lines may be printed above. */
function barsOn(stream: ProgressStream, noun: string, unit: string): MultiBar {
  return new cliProgress.MultiBar({
    stream,
    format: barLine(stream, `${noun} [{bar}] {percentage}% | {value}/{total} ${unit}{left}{note}`),
    clearOnComplete: true,
    linewrap: true,
    fps: 10,
    gracefulExit: false,
  });
}

/** The line in one row of the terminal as wide as it is now. */
function barLine(stream: ProgressStream, format: string): GenericFormatter {
  return (options, params, payload) => {
    const columns = stream.columns || 80;
    const barsize = columns < 100 ? 12 : 24;
    return cutTo(Format.Formatter({ ...options, format, barsize }, params, payload), columns - MARGIN);
  };
}

/** `text` without as many of its last ` | ` parts as do not fit. */
function cutTo(text: string, width: number): string {
  const end = text.lastIndexOf(' | ');
  if (text.length <= width) return text;
  return end < 0 ? text.slice(0, width) : cutTo(text.slice(0, end), width);
}
