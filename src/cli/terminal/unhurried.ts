/** Long work that pauses, for signals and streams to have their turn. */
import type { Console } from './console.js';

/** The longest that they wait where pauses are short. */
const BREATH_MILLISECONDS = 50;

/** Gives signals and streams a turn, each time that it is due. */
export class Breath {
  readonly #console: Console;
  #last = performance.now();

  constructor(console: Console) {
    this.#console = console;
  }

  /** True if their turn has come. */
  get isDue(): boolean {
    return performance.now() - this.#last >= BREATH_MILLISECONDS;
  }

  /** Waits for them. */
  async take(): Promise<void> {
    await this.#console.breathe();
    this.#last = performance.now();
  }
}

/** Finishes work that yields the multiply-adds since its last pause. */
export async function unhurried<T>(work: Generator<number, T, void>, console: Console): Promise<T> {
  const breath = new Breath(console);
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    if (breath.isDue) await breath.take();
  }
}
