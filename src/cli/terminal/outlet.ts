/** Writes results on stdout: no loss goes unnoticed, and a slow reader fills no memory. */
import { fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { writeWhole } from '../../disk/write.js';

/** Bytes that may wait for a reader before {@link Outlet.relieved} waits. */
const MOST_UNREAD = 2 ** 22;

export class Outlet {
  readonly #stream: Writable;
  readonly #file: number | undefined;
  #failure: NodeJS.ErrnoException | undefined;
  #closed = false;
  #patient = true;
  #wake: (() => void) | undefined;

  /** `descriptor` is that of the stream, if it has one. */
  constructor(stream: Writable, descriptor?: number) {
    this.#stream = stream;
    this.#file = descriptor !== undefined && isFile(descriptor) ? descriptor : undefined;
    stream.on('error', (error: NodeJS.ErrnoException) => this.#lost(error));
    stream.on('drain', () => this.#wake?.());
  }

  /** True if the reader has gone. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** The error of a write that failed, except for a closed pipe. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  write(text: string): void {
    if (this.#closed) return;
    if (this.#file === undefined) this.#stream.write(text);
    else this.#writeFile(this.#file, text);
  }

  /** Resolves when little is unread, the reader has gone, or {@link hurry} has been called. */
  async relieved(): Promise<void> {
    while (this.#stream.writableLength > MOST_UNREAD && this.#patient && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Waits for no reader from now on: there is something to save. */
  hurry(): void {
    this.#patient = false;
    this.#wake?.();
  }

  /** Resolves when everything has been read or lost. */
  delivered(): Promise<void> {
    // The error of a failed write is emitted in a later turn.
    return new Promise((resolve) => this.#stream.write('', () => setImmediate(resolve)));
  }

  /** Writes all bytes: a nearly full disk takes a part of them, which Node's own stream does not notice. */
  #writeFile(file: number, text: string): void {
    try {
      writeWhole(file, text);
    } catch (error) {
      this.#lost(error as NodeJS.ErrnoException);
    }
  }

  #lost(error: NodeJS.ErrnoException): void {
    this.#closed = true;
    if (error.code !== 'EPIPE') this.#failure = error;
    this.#wake?.();
  }
}

/** True if the descriptor is a file on a disk, which takes writes at once. */
function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
