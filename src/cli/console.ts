/** The process's streams as commands use them: results on stdout, the rest on stderr, a closed pipe is no error. */
import { DnnError } from '../errors.js';
import { allowsAnimation, allowsColour, type Style, styled } from '../report/colour.js';
import { Progress } from '../report/progress.js';

export class Console {
  /** Set by the global flags before a command runs. */
  quiet = false;
  noColour = false;
  #failure: NodeJS.ErrnoException | undefined;
  #closed = false;

  constructor() {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => this.#lost(error));
    process.stderr.on('error', () => {});
  }

  /** A result, on stdout. */
  print(line: string): void {
    if (!this.#closed) process.stdout.write(`${line}\n`);
  }

  /** A remark for people, on stderr; none with --quiet. */
  remark(line: string): void {
    if (!this.quiet) process.stderr.write(`${line}\n`);
  }

  warn(line: string): void {
    this.remark(`${this.style('yellow', 'Warning:')} ${line}`);
  }

  /** An error and what to do about it, on stderr, also with --quiet. */
  error(message: string, hint?: string): void {
    process.stderr.write(`${this.style('red', 'Error:')} ${message}\n${hint ? `${hint}\n` : ''}`);
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
    return new Progress(process.stderr, noun, unit, allowsAnimation(process.stderr, process.env));
  }

  /** Lets signals and streams have their turn during long work. */
  breathe(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** @throws DnnError (io) when output was lost to anything but a reader who had enough. */
  assertDelivered(): void {
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
