/** Runs inputs through a reader, one by one, and tells what became of each. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DnnError } from '../../src/errors.js';
import { peakMiB } from '../helpers/peak-memory.js';
import { randomOf } from './random.js';
import type { Input, Prepared, Target } from './target.js';

/** The result of one input; a failure's `message` has a stack. */
export interface Outcome {
  readonly kind: 'accepted' | 'rejected' | 'failed';
  readonly message: string;
  /** Processor time, which other processes do not lengthen. */
  readonly milliseconds: number;
}

/** The limits of all inputs together. */
export interface Limits {
  readonly milliseconds: number;
  /** Peak of the process. */
  readonly megabytes: number;
}

export const LIMITS: Limits = { milliseconds: 2000, megabytes: 700 };

/** Makes and runs the inputs of one target in a directory of its own. */
export class Runner {
  readonly #target: Target;
  readonly #prepared: Prepared;
  readonly #directory: string;
  readonly #limits: Limits;

  private constructor(target: Target, prepared: Prepared, directory: string, limits: Limits) {
    this.#target = target;
    this.#prepared = prepared;
    this.#directory = directory;
    this.#limits = limits;
  }

  static async create(target: Target, directory: string, limits = LIMITS): Promise<Runner> {
    return new Runner(target, await target.prepare(), directory, limits);
  }

  /** Input number `index`. */
  make(seed: number, index: number): Input {
    return this.#prepared.make(randomOf(seed, this.#target.name, index));
  }

  async run(input: Input): Promise<Outcome> {
    rmSync(this.#directory, { recursive: true, force: true });
    save(input, this.#directory);
    return this.read(this.#directory);
  }

  /** Returns the results of the files in `directory`. */
  async read(directory: string): Promise<Outcome> {
    const highest = peakMegabytes();
    const start = process.cpuUsage();
    const outcome = await outcomeOf(() => this.#prepared.read(directory));
    const { user, system } = process.cpuUsage(start);
    const milliseconds = (user + system) / 1000;
    const failed = (message: string) => ({ kind: 'failed', message, milliseconds }) as const;
    if (outcome.kind === 'failed') return { ...outcome, milliseconds };
    if (milliseconds > this.#limits.milliseconds) return failed(`took ${Math.round(milliseconds)} ms`);
    const peak = peakMegabytes();
    if (peak > highest && peak > this.#limits.megabytes) return failed(`took the process to ${peak} MB`);
    return { ...outcome, milliseconds };
  }
}

/** The most memory that the process has had, in MB. */
export function peakMegabytes(): number {
  return Math.round(peakMiB());
}

/** Writes the files of `input` below `directory`. */
export function save(input: Input, directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, bytes] of Object.entries(input)) {
    const path = join(directory, name);
    if (name.includes('/')) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}

async function outcomeOf(read: () => Promise<void>): Promise<Omit<Outcome, 'milliseconds'>> {
  try {
    await read();
    return { kind: 'accepted', message: '' };
  } catch (error) {
    if (error instanceof DnnError && error.exitCode !== 1)
      return { kind: 'rejected', message: error.message };
    return {
      kind: 'failed',
      message: error instanceof Error ? String(error.stack) : `threw ${String(error)}`,
    };
  }
}
