/** Answers of the server that are asked for again when what they are about has changed, one round after the other. */
import { AskError, ask } from './ask.js';

/** An answer, the fault that there is none, or neither as long as it has not come. */
export interface Answer<T> {
  readonly value?: T;
  readonly fault?: AskError;
}

/** Milliseconds between two rounds: what changes ten times a second is asked for once. */
const PAUSE = 1000;

export class Answers<T> {
  readonly #changed: (answers: ReadonlyMap<string, Answer<T>>) => void;
  readonly #stop = new AbortController();
  #answers: ReadonlyMap<string, Answer<T>> = new Map();
  #paths: readonly string[] = [];
  #version = '';
  #isDue = false;
  #isAsking = false;

  /** `changed` gets all answers after each round. */
  constructor(changed: (answers: ReadonlyMap<string, Answer<T>>) => void) {
    this.#changed = changed;
  }

  /** Asks for these paths, unless they are the ones that were asked for at this version. */
  want(paths: readonly string[], version: string): void {
    const isNew = paths.some((path) => !this.#answers.has(path));
    if (!isNew && version === this.#version) return;
    [this.#paths, this.#version, this.#isDue] = [paths, version, true];
    void this.#ask();
  }

  /** Asks no more; what is under way is dropped. */
  close(): void {
    this.#stop.abort();
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isDue && !this.#stop.signal.aborted) {
      this.#isDue = false;
      const paths = this.#paths;
      const round = await Promise.all(paths.map((path) => answerTo<T>(path, this.#stop.signal)));
      if (this.#stop.signal.aborted) return;
      this.#answers = new Map(paths.map((path, i) => [path, round[i]]));
      this.#changed(this.#answers);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    this.#isAsking = false;
  }
}

async function answerTo<T>(path: string, signal: AbortSignal): Promise<Answer<T>> {
  try {
    return { value: await ask<T>(path, signal) };
  } catch (error) {
    return { fault: error instanceof AskError ? error : new AskError({ error: String(error) }) };
  }
}
