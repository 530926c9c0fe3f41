/** The process's streams as commands use them: results on stdout, the rest on stderr, a closed pipe is no error. */
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
import { Outlet } from './outlet.js';

/** SIGHUP is what a terminal sends that closes. */
export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** npm and npx pass on a Ctrl-C that the terminal has sent already: that second one is none. */
const ECHO_MILLISECONDS = 500;

export class Console {
  /** Set by the global flags before a command runs. */
  quiet = false;
  noColour = false;
  readonly #outlet = new Outlet(process.stdout, 1);
  #outcome: string | undefined;
  #progress: Progress | undefined;
  /** What to say when a signal ends the work that is going on. */
  #lastWord: (() => string) | undefined;
  #onSignal: ((signal: EndingSignal) => void) | undefined;
  #signal: EndingSignal | undefined;
  #signalledAt = 0;

  constructor() {
    process.stderr.on('error', () => {});
  }

  /** A result, on stdout, as it is: a row of a table, JSON. */
  print(text: string): void {
    this.draw(harmless(text));
  }

  /** A result in words, on stdout; a terminal gets it broken between them. */
  say(text: string): void {
    this.draw(wrap(harmless(text), this.columns));
  }

  /** A line of our own making on stdout, whose colours are kept. */
  draw(line: string): void {
    this.#above(() => this.#outlet.write(`${line}\n`));
  }

  /** A result, or a part of one, on stdout as it is: no line is ended. */
  write(text: string): void {
    this.#above(() => this.#outlet.write(harmless(text)));
  }

  /** Whether nobody reads stdout any more. */
  get isClosed(): boolean {
    return this.#outlet.isClosed;
  }

  /** A remark for people, on stderr; none with --quiet. */
  remark(line: string): void {
    if (!this.quiet) this.tell(line);
  }

  /** What was found or guessed, and is as likely right as not wrong; none with --quiet. */
  note(line: string): void {
    this.#labelled('cyan', 'Note', line);
  }

  warn(line: string): void {
    this.#labelled('yellow', 'Warning', line);
  }

  /** What people have to know also with --quiet, on stderr. */
  tell(line: string): void {
    this.#complain(harmless(line));
  }

  /** An error and what to do about it, on stderr, also with --quiet; indented lines of a message are kept. */
  error(message: string, hint?: string): void {
    const [what, ...details] = message.split(DETAIL).map(oneLine);
    const lines = [`Error: ${what}`, ...details.map((detail) => `  ${detail}`)];
    if (hint) lines.push(oneLine(hint));
    this.#complain(lines.join('\n'), ['red', 'Error:']);
  }

  #labelled(style: Style, label: string, line: string): void {
    if (!this.quiet) this.#complain(`${label}: ${harmless(line)}`, [style, `${label}:`]);
  }

  /** Lines on stderr, broken between words on a terminal, that begin with a label in a style. */
  #complain(text: string, [style, label]: readonly [Style, string] = ['reset', '']): void {
    const lines = wrap(text, columnsOf(process.stderr));
    const start = label && this.style(style, label);
    this.#above(() => process.stderr.write(`${start}${lines.slice(label.length)}\n`));
  }

  /** Above the bar, if there is one. */
  #above(write: () => void): void {
    if (this.#progress === undefined) write();
    else this.#progress.above(write);
  }

  /** `text` in a style when stderr takes colour. */
  style(style: Style, text: string): string {
    return styled(style, text, allowsColour(process.stderr, process.env, this.noColour));
  }

  /** Whether stdout takes colour. */
  get colour(): boolean {
    return allowsColour(process.stdout, process.env, this.noColour);
  }

  /** How many colours stdout takes. */
  get colourDepth(): ColourDepth {
    return colourDepth(process.stdout, process.env, this.noColour);
  }

  /** The columns of the terminal that stdout is; Infinity where it is none. */
  get columns(): number {
    return columnsOf(process.stdout);
  }

  /** Whether stdout is a terminal of dark characters on a light ground, as far as it tells. */
  get light(): boolean {
    return process.stdout.isTTY && isLight(process.env);
  }

  /** Whether somebody watches stdout, and wants more than results: charts and the like. */
  get watched(): boolean {
    return !this.quiet && allowsAnimation(process.stdout, process.env);
  }

  /** Progress of `noun` on stderr; silent with --quiet. What draws a bar is loaded for terminals only. */
  async progress(noun: string, unit: string): Promise<Progress | undefined> {
    if (this.quiet) return undefined;
    const animated = allowsAnimation(process.stderr, process.env);
    const bar = animated ? new (await import('../../report/terminal/bar.js')).Bar(process.stderr) : undefined;
    this.#progress = new Progress(process.stderr, noun, unit, bar);
    return this.#progress;
  }

  /** Sets what is said on stderr when a signal ends the process; undefined for nothing. */
  onAbandon(lastWord: (() => string) | undefined): void {
    this.#lastWord = lastWord;
  }

  /** From now on the first signal is passed to `handler`, which ends the work; a second one ends the process. */
  onSignal(handler: (signal: EndingSignal) => void): void {
    this.#onSignal ??= handler;
  }

  /** The signal that has been passed on, if one has. */
  get signal(): EndingSignal | undefined {
    return this.#signal;
  }

  /** Whether the work will end by itself on this signal; otherwise the process has to. */
  endsGently(signal: EndingSignal): boolean {
    if (this.#onSignal === undefined) return false;
    if (this.#signal !== undefined) return performance.now() - this.#signalledAt < ECHO_MILLISECONDS;
    this.#signal = signal;
    this.#signalledAt = performance.now();
    this.#outlet.hurry();
    this.#onSignal(signal);
    return true;
  }

  /** Leaves the terminal tidy when the process is about to end. */
  abandon(): void {
    this.#progress?.stop();
    if (this.#lastWord !== undefined) this.tell(this.#lastWord());
  }

  /** Lets signals and streams have their turn during long work, and a slow reader of stdout keep up. */
  async breathe(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#outlet.relieved();
  }

  /** Sets what stands whatever becomes of stdout, such as a saved model. */
  onLost(outcome: string): void {
    this.#outcome = outcome;
  }

  /** @throws DnnError (io) when output was lost to anything but a reader who had enough, or a terminal that closed. */
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

/** 0 is what a terminal says that does not know. */
function columnsOf(stream: NodeJS.WriteStream): number {
  return (stream.isTTY && stream.columns) || Number.POSITIVE_INFINITY;
}

/** A line of a message's own making: foreign text that imitates one stays indented and cannot pass for ours. */
const DETAIL = /\n {2}(?=\S)/;

/** Text that may quote a file: it stays one line all the same. */
function oneLine(text: string): string {
  return harmless(text).replaceAll('\n', '\\n');
}

/**
 * Control characters as `\u001b`: file names, class names and quoted files come from others and must not move
 * the cursor. In JSON this is what they are written as anyway.
 */
function harmless(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) =>
    control === '\n' || control === '\t'
      ? control
      : `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
