/**
 * Worker threads over one shared memory. The main thread leaves a kernel call for each worker in the memory,
 * does its own share and waits for theirs; sleeping and waking are atomics, no messages. Who computes which
 * part never changes a result: parts are rows or ranges, not pieces of a sum.
 */
import { Worker } from 'node:worker_threads';
import { DnnError } from '../errors.js';
import type { Arena } from './arena.js';

/** A kernel of the module: counts, addresses and factors in. */
export type Kernel = (...values: number[]) => number;

/** Where the threads' tasks stand in the shared memory. */
export interface ControlBlock {
  /** Int32 words: the epoch, how many have finished it, whether one failed, who is ready. */
  readonly words: number;
  /** One slot a worker: the task's epoch, kernel number, count and values, as float64. */
  readonly slots: number;
}

/** What a worker starts with. */
export interface ThreadSetup {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly names: readonly string[];
  readonly control: ControlBlock;
  readonly index: number;
}

const EPOCH = 0;
const FINISHED = 16; // a cache line away from the epoch
const FAILED = 17;
const READY = 32; // and one word a worker from here
const SLOT_VALUES = 24;
/** Looks at a word before going to sleep: some 20 µs, longer than the pause between the kernels of one step. */
const SPINS = 4000;
/** A worker that has not answered for so long is dead: no kernel call takes a tenth of it. */
const LOST_MILLISECONDS = 60_000;

export class Threads {
  /** Threads in all, the calling one included. */
  readonly count: number;
  readonly #arena: Arena;
  readonly #control: ControlBlock;
  readonly #words: Int32Array;
  readonly #slots: Float64Array;
  readonly #names: readonly string[];
  readonly #workers: Worker[];
  #epoch = 0;
  #failure: Error | undefined;

  constructor(count: number, arena: Arena, module: WebAssembly.Module, names: readonly string[]) {
    this.count = count;
    this.#arena = arena;
    this.#names = names;
    this.#control = { words: arena.bytes((READY + count) * 4), slots: arena.bytes(count * SLOT_VALUES * 8) };
    this.#words = wordsOf(arena.memory, this.#control, count);
    this.#slots = new Float64Array(arena.memory.buffer, this.#control.slots, count * SLOT_VALUES);
    this.#workers = Array.from({ length: count - 1 }, (_, index) => this.#start(module, index));
  }

  /** Whether every worker has started; until then the main thread does better alone. */
  get ready(): boolean {
    if (this.#failure) throw lost(this.#failure);
    return this.#workers.every((_, index) => Atomics.load(this.#words, READY + index) === 1);
  }

  /** Runs one kernel: parts[0] by `here`, parts[i] on worker i − 1; returns when all have finished. */
  run(name: string, here: (values: readonly number[]) => void, parts: readonly (readonly number[])[]): void {
    const epoch = ++this.#epoch;
    const kernel = this.#names.indexOf(name);
    for (let index = 0; index < parts.length - 1; index++) {
      const values = parts[index + 1];
      this.#slots.set(values, index * SLOT_VALUES + 3);
      this.#slots[index * SLOT_VALUES + 2] = values.length;
      this.#slots[index * SLOT_VALUES + 1] = kernel;
      this.#slots[index * SLOT_VALUES] = epoch;
    }
    Atomics.store(this.#words, FINISHED, 0);
    Atomics.store(this.#words, EPOCH, epoch);
    Atomics.notify(this.#words, EPOCH);
    here(parts[0]);
    this.#await(parts.length - 1);
  }

  /** Ends the workers. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(module: WebAssembly.Module, index: number): Worker {
    const { memory } = this.#arena;
    const setup: ThreadSetup = { memory, module, names: this.#names, control: this.#control, index };
    const worker = new Worker(WORKER, { workerData: setup });
    worker.unref();
    worker.on('error', (error) => {
      this.#failure = error;
    });
    worker.on('exit', (code) => {
      this.#failure ??= new Error(`it ended with code ${code}`);
    });
    return worker;
  }

  #await(expected: number): void {
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(this.#words, FINISHED) === expected) return;
    const deadline = performance.now() + LOST_MILLISECONDS;
    for (;;) {
      const finished = Atomics.load(this.#words, FINISHED);
      if (finished === expected) return;
      if (Atomics.load(this.#words, FAILED) !== 0) throw lost(new Error('a kernel failed in it'));
      if (performance.now() > deadline) throw lost(new Error('it has not answered for a minute'));
      Atomics.wait(this.#words, FINISHED, finished, 1000);
    }
  }
}

/** Of the built package also when the sources run (in tests): a worker cannot load TypeScript. */
const WORKER = new URL('../../dist/engine/thread-worker.js', import.meta.url);

function wordsOf(memory: WebAssembly.Memory, { words }: ControlBlock, count: number): Int32Array {
  return new Int32Array(memory.buffer, words, READY + count);
}

/** A worker's whole life: waits for tasks and runs those that are its own, until the process ends it. */
export function work(
  { memory, names, control, index }: ThreadSetup,
  kernels: Readonly<Record<string, Kernel>>,
): never {
  const words = wordsOf(memory, control, index + 1);
  const slot = new Float64Array(memory.buffer, control.slots + index * SLOT_VALUES * 8, SLOT_VALUES);
  let epoch = Atomics.load(words, EPOCH);
  Atomics.store(words, READY + index, 1);
  for (;;) {
    epoch = nextEpoch(words, epoch);
    // The slot is another task's when this worker has no part in the task of this epoch.
    if (slot[0] !== epoch) continue;
    try {
      kernels[names[slot[1]]](...slot.subarray(3, 3 + slot[2]));
    } catch {
      Atomics.store(words, FAILED, 1);
    }
    Atomics.add(words, FINISHED, 1);
    Atomics.notify(words, FINISHED);
  }
}

function nextEpoch(words: Int32Array, epoch: number): number {
  for (let spin = 0; spin < SPINS; spin++) {
    const current = Atomics.load(words, EPOCH);
    if (current !== epoch) return current;
  }
  for (;;) {
    Atomics.wait(words, EPOCH, epoch);
    const current = Atomics.load(words, EPOCH);
    if (current !== epoch) return current;
  }
}

function lost(cause: Error): DnnError {
  return new DnnError(
    'internal',
    `a worker thread was lost: ${cause.message}`,
    'Run again; with --threads 1 no workers are used.',
    { cause },
  );
}
