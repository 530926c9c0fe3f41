/** stdout as what results leave by: nothing is lost unnoticed, and a slow reader fills no memory. */
import { fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { writeWhole } from '../../disk/write.js';

/** Bytes that may wait for a reader; what is printed beyond them waits with them. */
const MOST_UNREAD = 2 ** 22;

export class Outlet {
  readonly #stream: Writable;
  readonly #file: number | undefined;
  #failure: NodeJS.ErrnoException | undefined;
  #closed = false;
  #patient = true;
  #wake: (() => void) | undefined;

  /** `descriptor` is the stream's own. */
  constructor(stream: Writable, descriptor: number) {
    this.#stream = stream;
    this.#file = isFile(descriptor) ? descriptor : undefined;
    stream.on('error', (error: NodeJS.ErrnoException) => this.#lost(error));
    stream.on('drain', () => this.#wake?.());
  }

  /** Whether nobody reads any more. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** What was lost, and not to a reader who had enough. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  write(text: string): void {
    if (this.#closed) return;
    if (this.#file === undefined) this.#stream.write(text);
    else this.#writeFile(this.#file, text);
  }

  /** Resolves when little enough is unread, nobody reads any more, or {@link hurry} has been called. */
  async relieved(): Promise<void> {
    while (this.#stream.writableLength > MOST_UNREAD && this.#patient && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** From now on nothing waits for a reader: there is something to save. */
  hurry(): void {
    this.#patient = false;
    this.#wake?.();
  }

  /** Resolves when all has been read or is lost. */
  delivered(): Promise<void> {
    // A failed write is told by an event of a later turn.
    return new Promise((resolve) => this.#stream.write('', () => setImmediate(resolve)));
  }

  /** A disk that is nearly full takes a part of the bytes, which Node's own stream takes for all of them. */
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

/** Whether it is a file on a disk, which takes writes at once. */
function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
