/** The log of a server on stderr: an event a line, as JSON; lines are gathered for a moment and written together. */

/** Milliseconds that a line waits at most, and characters that wait. */
const WAIT = 100;
const MOST_WAITING = 2 ** 14;

/** Writes lines somewhere. */
export type Write = (text: string) => void;

export class Journal {
  readonly #write: Write;
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(write: Write = writeToStderr) {
    this.#write = write;
  }

  /** Notes an event with the time. */
  note(event: string, details: Readonly<Record<string, unknown>>): void {
    this.#waiting += `${JSON.stringify({ time: new Date().toISOString(), event, ...details })}\n`;
    if (this.#waiting.length > MOST_WAITING) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT);
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '') this.#write(text);
  }
}

function writeToStderr(text: string): void {
  process.stderr.write(text);
}
