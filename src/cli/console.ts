/** The process's streams as commands use them: results on stdout, the rest on stderr, a closed pipe is no error. */
import { once } from 'node:events';
import { DnnError } from '../errors.js';
import { allowsAnimation, allowsColour, type Style, styled } from '../report/colour.js';
import { Progress } from '../report/progress.js';

export type EndingSignal = 'SIGINT' | 'SIGTERM';

/** npm and npx pass on a Ctrl-C that the terminal has sent already: that second one is none. */
const ECHO_MILLISECONDS = 500;

export class Console {
  /** Set by the global flags before a command runs. */
  quiet = false;
  noColour = false;
  #failure: NodeJS.ErrnoException | undefined;
  #closed = false;
  #progress: Progress | undefined;
  /** What to say when a signal ends the work that is going on. */
  #lastWord: (() => string) | undefined;
  #onSignal: ((signal: EndingSignal) => void) | undefined;
  #signal: EndingSignal | undefined;
  #signalledAt = 0;

  constructor() {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => this.#lost(error));
    process.stderr.on('error', () => {});
  }

  /** A result, on stdout. */
  print(text: string): void {
    this.draw(harmless(text));
  }

  /** A line of our own making on stdout, whose colours are kept. */
  draw(line: string): void {
    if (!this.#closed) process.stdout.write(`${line}\n`);
  }

  /** A result, or a part of one, on stdout: no line is ended. */
  write(text: string): void {
    if (!this.#closed) process.stdout.write(harmless(text));
  }

  /** Whether nobody reads stdout any more. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Gives signals and streams their turn, and waits while what was printed piles up unread. */
  async taken(): Promise<void> {
    await this.breathe();
    if (!process.stdout.writableNeedDrain || this.#closed) return;
    // An error has its own listener.
    await once(process.stdout, 'drain').catch(() => {});
  }

  /** A remark for people, on stderr; none with --quiet. */
  remark(line: string): void {
    if (!this.quiet) process.stderr.write(`${harmless(line)}\n`);
  }

  warn(line: string): void {
    if (!this.quiet) process.stderr.write(`${this.style('yellow', 'Warning:')} ${harmless(line)}\n`);
  }

  /** What people have to know also with --quiet, on stderr. */
  tell(line: string): void {
    process.stderr.write(`${harmless(line)}\n`);
  }

  /** An error and what to do about it, on stderr, also with --quiet; indented lines of a message are kept. */
  error(message: string, hint?: string): void {
    const advice = hint ? `${oneLine(hint)}\n` : '';
    const [what, ...details] = message.split(DETAIL).map(oneLine);
    const lines = [`${this.style('red', 'Error:')} ${what}`, ...details.map((detail) => `  ${detail}`)];
    process.stderr.write(`${lines.join('\n')}\n${advice}`);
  }

  /** `text` in a style when stderr takes colour. */
  style(style: Style, text: string): string {
    return styled(style, text, allowsColour(process.stderr, process.env, this.noColour));
  }

  /** Whether stdout takes colour. */
  get colour(): boolean {
    return allowsColour(process.stdout, process.env, this.noColour);
  }

  /** Progress of `noun` on stderr; silent with --quiet. */
  progress(noun: string, unit: string): Progress | undefined {
    if (this.quiet) return undefined;
    this.#progress = new Progress(process.stderr, noun, unit, allowsAnimation(process.stderr, process.env));
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
    this.#onSignal(signal);
    return true;
  }

  /** Leaves the terminal tidy when the process is about to end. */
  abandon(): void {
    this.#progress?.stop();
    if (this.#lastWord !== undefined) process.stderr.write(`${harmless(this.#lastWord())}\n`);
  }

  /** Lets signals and streams have their turn during long work. */
  breathe(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** @throws DnnError (io) when output was lost to anything but a reader who had enough. */
  async assertDelivered(): Promise<void> {
    // A failed write is told by an event of a later turn.
    await new Promise<void>((resolve) => process.stdout.write('', () => setImmediate(resolve)));
    if (this.#failure === undefined) return;
    throw new DnnError(
      'io',
      `cannot write to stdout: ${this.#failure.message}`,
      'Free some space or write to another place.',
    );
  }

  #lost(error: NodeJS.ErrnoException): void {
    this.#closed = true;
    if (error.code !== 'EPIPE') this.#failure = error;
  }
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
