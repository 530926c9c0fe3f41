/**
 * The output of a command: results on stdout, everything else on stderr; a closed pipe is no error. Whatever is
 * printed is one line, whose hidden characters are made visible: a name cannot forge another line.
 */
import { DnnError } from '../../errors.js';
import {
  allowsAnimation,
  allowsColour,
  type ColourDepth,
  colourDepth,
  isLight,
  type Style,
  styled,
} from '../../report/terminal/colour.js';
import { Progress } from '../../report/terminal/progress.js';
import { wrap } from '../../report/terminal/wrap.js';
import { brief, shortened, visible, withoutPasswords } from '../../visible.js';
import type { LiveRows } from './live-rows.js';
import { Outlet } from './outlet.js';

/** A terminal that closes sends SIGHUP. */
type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** npm and npx pass on a Ctrl-C that the terminal has sent already: this second one does not count. */
const ECHO_MILLISECONDS = 500;
/** The longest message, and the longest line of a result in words, in characters; longer ones are cut. */
const LONGEST_MESSAGE = 2000;
const LONGEST_RESULT = 20_000;

export class Console {
  /** Set by the global flags before a command runs. */
  quiet = false;
  noColour = false;
  readonly #outlet = new Outlet(process.stdout, process.stdout.fd);
  #outcome: string | undefined;
  #progress: Pick<Progress, 'above' | 'stop'> | undefined;
  /** The message for a signal that ends the work under way. */
  #lastWord: (() => string) | undefined;
  #onSignal: ((signal: EndingSignal) => void) | undefined;
  #signal: EndingSignal | undefined;
  #signalledAt = 0;

  constructor() {
    process.stderr.on('error', () => {});
  }

  /** Prints one line on stdout unwrapped: a row of a table, JSON. */
  print(line: string): void {
    this.draw(visible(line));
  }

  /** Prints results in words on stdout, wrapped on a terminal. */
  say(...lines: readonly string[]): void {
    this.draw(lines.flatMap((line) => wrap(brief(line, LONGEST_RESULT), this.columns)).join('\n'));
  }

  /** Prints text on stdout that quotes nothing foreign, with its lines and colours. */
  draw(text: string): void {
    this.#above(() => this.#outlet.write(`${text}\n`));
  }

  /** Writes a part of a result for programs on stdout as it is, but what a terminal gets is visible. */
  write(text: string): void {
    const shown = process.stdout.isTTY ? text.split('\n').map(visible).join('\n') : text;
    this.#above(() => this.#outlet.write(shown));
  }

  /** True if the reader of stdout has gone. */
  get isClosed(): boolean {
    return this.#outlet.isClosed;
  }

  /** Prints a remark for people on stderr; not with --quiet. */
  remark(line: string): void {
    if (!this.quiet) this.announce(line);
  }

  /** Prints a finding or a guess on stderr, which is probably right; not with --quiet. */
  note(line: string): void {
    this.#labelled('cyan', 'Note', line);
  }

  /** Prints a warning on stderr; not with --quiet. */
  warn(line: string): void {
    this.#labelled('yellow', 'Warning', line);
  }

  /** Prints a message on stderr, also with --quiet. */
  announce(line: string): void {
    this.#complain(line);
  }

  /** Prints an error, its details and its hint on stderr, also with --quiet. */
  error({ lines, hint }: DnnError): void {
    const [first, ...details] = lines.map((line) => shortened(line, LONGEST_MESSAGE - 'Error: '.length));
    this.#complain(`Error: ${first}`, ['red', 'Error:']);
    for (const detail of details) this.#complain(`  ${detail}`);
    if (hint) this.#complain(hint);
  }

  #labelled(style: Style, label: string, line: string): void {
    if (!this.quiet) this.#complain(`${label}: ${line}`, [style, `${label}:`]);
  }

  /** Prints a line on stderr, wrapped on a terminal; it may begin with a label in a style. */
  #complain(line: string, [style, label]: readonly [Style, string] = ['reset', '']): void {
    // Its end is left out, never its middle: what is left of a quoted command is harmless.
    const text = wrap(brief(withoutPasswords(line), LONGEST_MESSAGE), columnsOf(process.stderr)).join('\n');
    const start = label && this.style(style, label);
    this.#above(() => process.stderr.write(`${start}${text.slice(label.length)}\n`));
  }

  /** Writes above the bar, if there is one. */
  #above(write: () => void): void {
    if (this.#progress === undefined) write();
    else this.#progress.above(write);
  }

  /** `text` in a style if stderr takes colour. */
  style(style: Style, text: string): string {
    return styled(style, text, allowsColour(process.stderr, process.env, this.noColour));
  }

  /** True if stdout takes colour. */
  get colour(): boolean {
    return allowsColour(process.stdout, process.env, this.noColour);
  }

  /** The number of colours that stdout takes. */
  get colourDepth(): ColourDepth {
    return colourDepth(process.stdout, process.env, this.noColour);
  }

  /** The columns of the terminal on stdout; Infinity without one. */
  get columns(): number {
    return columnsOf(process.stdout);
  }

  /** True if stdout is a terminal with a light background, as far as is known. */
  get light(): boolean {
    return process.stdout.isTTY && isLight(process.env);
  }

  /** True to draw charts and the like on stdout: on a terminal without --quiet. */
  get watched(): boolean {
    return !this.quiet && allowsAnimation(process.stdout, process.env);
  }

  /** Starts progress of `noun` on stderr; not with --quiet. The bar is loaded for terminals only. */
  async progress(noun: string, unit: string): Promise<Progress | undefined> {
    if (this.quiet) return undefined;
    const animated = allowsAnimation(process.stderr, process.env);
    const bar = animated ? new (await import('../../report/terminal/bar.js')).Bar(process.stderr) : undefined;
    const progress = new Progress(process.stderr, noun, unit, bar);
    this.#progress = progress;
    return progress;
  }

  /** Starts rows on stderr that are drawn again in place; undefined off a terminal and with --quiet. */
  async rows(): Promise<LiveRows | undefined> {
    if (this.quiet || !allowsAnimation(process.stderr, process.env)) return undefined;
    const rows = new (await import('./live-rows.js')).LiveRows(process.stderr);
    this.#progress = rows;
    return rows;
  }

  /** Sets the message for a signal that ends the process; undefined for none. */
  onAbandon(lastWord: (() => string) | undefined): void {
    this.#lastWord = lastWord;
  }

  /**
   * Passes the first signal from now on to `handler`, which ends the work; a second one ends the process, as the first
   * does without a handler.
   */
  onSignal(handler: ((signal: EndingSignal) => void) | undefined): void {
    this.#onSignal = handler;
  }

  /** The signal that was passed on, if any. */
  get signal(): EndingSignal | undefined {
    return this.#signal;
  }

  /** Passes on the signal and returns whether the work ends by itself; if not, the process has to end. */
  endsGently(signal: EndingSignal): boolean {
    if (this.#onSignal === undefined) return false;
    if (this.#signal !== undefined) return performance.now() - this.#signalledAt < ECHO_MILLISECONDS;
    this.#signal = signal;
    this.#signalledAt = performance.now();
    this.#outlet.hurry();
    this.#onSignal(signal);
    return true;
  }

  /** Cleans up the terminal before the process ends. */
  abandon(): void {
    this.#progress?.stop();
    if (this.#lastWord !== undefined) this.announce(this.#lastWord());
  }

  /** Gives signals and streams a turn during long work, and waits for a slow reader of stdout. */
  async breathe(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#outlet.relieved();
  }

  /** Sets the outcome that does not depend on stdout, such as a saved model, for the error of a lost stdout. */
  onLost(outcome: string): void {
    this.#outcome = outcome;
  }

  /** @throws DnnError (io) if output was lost for any reason but a closed pipe or terminal. */
  async assertDelivered(): Promise<void> {
    await this.#outlet.delivered();
    const { failure } = this.#outlet;
    if (failure === undefined || this.#signal === 'SIGHUP') return;
    const hint = 'Free some space or write to another place.';
    throw new DnnError(
      'io',
      `cannot write to stdout: ${failure.message}`,
      this.#outcome === undefined ? hint : `${this.#outcome} ${hint}`,
    );
  }
}

/** A terminal that does not know its columns has 0. */
function columnsOf(stream: NodeJS.WriteStream): number {
  return (stream.isTTY && stream.columns) || Number.POSITIVE_INFINITY;
}
