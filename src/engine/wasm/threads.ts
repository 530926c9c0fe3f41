/**
 * Worker threads over one shared memory. The main thread leaves the pieces of a kernel's work in the memory;
 * every thread, the main one too, takes the next piece until none is left, so that a worker which the machine
 * does not run delays no other. Sleeping and waking use atomics, no messages. Which thread computes a piece never
 * changes a result: pieces are rows or ranges, not parts of a sum.
 */

import { Worker } from 'node:worker_threads';
import { packageFile } from '../../disk/package.js';
import { DnnError } from '../../errors.js';
import type { Address, Arena } from './arena.js';
import type { Kernels } from './kernels.js';

/** A kernel of the module: counts, addresses and factors in. */
export type Kernel = (...values: number[]) => number;

/** Why the threads' work failed. */
const FAILURES = { 1: 'a kernel failed', 2: 'it ended' } as const;
const [KERNEL_FAILED, WORKER_ENDED] = [1, 2];

/** Addresses of the threads' tasks in the shared memory. */
export interface ControlBlock {
  /** Int32 words: the task, how many of its pieces are finished, whether one failed, which workers are ready. */
  readonly words: number;
  /** One slot a piece: kernel number, count and values, as float64. */
  readonly slots: number;
}

/** The data that a worker starts with. */
export interface ThreadSetup {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly names: readonly string[];
  readonly control: ControlBlock;
  readonly index: number;
  /** The address of the worker's own scratch memory. */
  readonly scratch: Address;
}

/** The task: its number, how many pieces it has, and the next one that is not taken. */
const TASK = 0;
const PIECE_BITS = 8;
const PIECE_MASK = 2 ** PIECE_BITS - 1;
const FINISHED = 16; // a cache line away from the task
const FAILED = 17;
const READY = 32; // and one word a worker from here
/** Pieces that a task may have. */
export const MOST_PIECES = 64;
const SLOT_VALUES = 24;
/** Looks at a word before going to sleep: some 200 µs, longer than the pause between two shared kernels of one step. */
const SPINS = 40_000;
/** The fewest looks of the main thread, on a busy machine: while it spins, other threads wait. */
const FEWEST_SPINS = 500;
/**
 * Waits in vain, of a second each, after which a worker is held to be dead: no piece takes a tenth of that. It finds
 * those that ended without {@link reportEnd}.
 */
const PATIENCE = 60;
const WAIT_MILLISECONDS = 1000;

export class Threads {
  /** Threads in all, the calling one included. */
  readonly count: number;
  readonly #words: Int32Array;
  readonly #slots: Float64Array;
  readonly #names: readonly string[];
  readonly #workers: Worker[];
  readonly #patience: number;
  #epoch = 0;
  /** Looks of the main thread before it sleeps; halved each time they were too few. */
  #spins = SPINS;
  #failure: Error | undefined;

  /** `count` threads in all, each worker with `scratchBytes` of its own; `patience` is in seconds. */
  constructor(
    count: number,
    arena: Arena,
    module: WebAssembly.Module,
    names: readonly string[],
    scratchBytes: number,
    patience = PATIENCE,
  ) {
    this.count = count;
    this.#patience = patience;
    this.#names = names;
    const slotBytes = MOST_PIECES * SLOT_VALUES * 8;
    const control = { words: arena.bytes((READY + count) * 4), slots: arena.bytes(slotBytes) };
    this.#words = wordsOf(arena.memory, control, count);
    this.#slots = slotsOf(arena.memory, control);
    this.#workers = Array.from({ length: count - 1 }, (_, index) =>
      this.#start({
        memory: arena.memory,
        module,
        names,
        control,
        index,
        scratch: arena.bytes(scratchBytes),
      }),
    );
  }

  /** True once every worker has started; until then the main thread does better alone. */
  get ready(): boolean {
    if (this.#failure) throw lost(this.#failure);
    return this.#workers.every((_, index) => Atomics.load(this.#words, READY + index) === 1);
  }

  /** Runs one kernel on at most {@link MOST_PIECES} pieces; returns when all have been computed. */
  run(name: string, kernel: Kernel, pieces: readonly (readonly number[])[]): void {
    this.#assertWhole();
    const number = this.#names.indexOf(name);
    pieces.forEach((values, piece) => {
      const slot = piece * SLOT_VALUES;
      this.#slots[slot] = number;
      this.#slots[slot + 1] = values.length;
      this.#slots.set(values, slot + 2);
    });
    this.#epoch = (this.#epoch + 1) & 0x7fff;
    Atomics.store(this.#words, FINISHED, 0);
    Atomics.store(this.#words, TASK, (((this.#epoch << PIECE_BITS) | pieces.length) << PIECE_BITS) | 0);
    Atomics.notify(this.#words, TASK);
    this.#await(pieces.length - this.#compute(kernel, pieces));
  }

  /** Computes the pieces that no other thread takes; returns their number. */
  #compute(kernel: Kernel, pieces: readonly (readonly number[])[]): number {
    let done = 0;
    try {
      for (let piece = take(this.#words); piece >= 0; piece = take(this.#words)) {
        kernel(...pieces[piece]);
        done++;
      }
    } catch (error) {
      // A worker may still be at a piece of this task: there must be no other.
      Atomics.store(this.#words, FAILED, KERNEL_FAILED);
      throw error;
    }
    return done;
  }

  /** @throws DnnError when a thread has failed: what it was at is not computed. */
  #assertWhole(): void {
    const failure = Atomics.load(this.#words, FAILED);
    if (failure !== 0) throw lost(this.#failure ?? new Error(FAILURES[failure as keyof typeof FAILURES]));
  }

  /** Ends the workers. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(setup: ThreadSetup): Worker {
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

  /** Returns when workers have finished `expected` pieces. */
  #await(expected: number): void {
    let spins = this.#spins;
    // Waits are counted, not seconds: a process that was stopped for a while has lost no worker.
    let waits = 0;
    for (;;) {
      const finished = Atomics.load(this.#words, FINISHED);
      this.#assertWhole();
      if (finished === expected) {
        if (spins > 0) this.#spins = Math.min(2 * this.#spins, SPINS);
        return;
      }
      if (--spins > 0) continue;
      if (waits === 0) this.#spins = Math.max(this.#spins / 2, FEWEST_SPINS);
      if (waits++ > this.#patience) throw lost(new Error('it does not answer'));
      const outcome = Atomics.wait(this.#words, FINISHED, finished, WAIT_MILLISECONDS);
      if (outcome !== 'timed-out') waits = 1;
    }
  }
}

/** From the built package also in tests, as a worker cannot load TypeScript. */
const WORKER = packageFile('dist/engine/wasm/thread-worker.js');

function wordsOf(memory: WebAssembly.Memory, { words }: ControlBlock, count: number): Int32Array {
  return new Int32Array(memory.buffer, words, READY + count);
}

function slotsOf(memory: WebAssembly.Memory, { slots }: ControlBlock): Float64Array {
  return new Float64Array(memory.buffer, slots, MOST_PIECES * SLOT_VALUES);
}

/**
 * The number of a piece that is now the caller's, or −1. Whatever task the word belongs to by then, its slots
 * were written before it, and they are not written again until the piece is finished.
 */
function take(words: Int32Array): number {
  for (;;) {
    const task = Atomics.load(words, TASK);
    const piece = task & PIECE_MASK;
    if (piece >= ((task >> PIECE_BITS) & PIECE_MASK)) return -1;
    if (Atomics.compareExchange(words, TASK, task, task + 1) === task) return piece;
  }
}

/** A worker's whole life: takes pieces and computes them, sleeps where there is none, until the process ends it. */
export function work({ memory, names, control, index }: ThreadSetup, kernels: Kernels): never {
  const words = wordsOf(memory, control, index + 1);
  const slots = slotsOf(memory, control);
  Atomics.store(words, READY + index, 1);
  for (;;) {
    const piece = nextPiece(words);
    const slot = piece * SLOT_VALUES;
    const values = slots.subarray(slot + 2, slot + 2 + slots[slot + 1]);
    try {
      // Not spread: a typed array would go through its iterator, value by value.
      Reflect.apply(kernels[names[slots[slot]] as keyof Kernels] as Kernel, undefined, values);
    } catch {
      // Known before the piece counts as finished.
      Atomics.store(words, FAILED, KERNEL_FAILED);
    }
    Atomics.add(words, FINISHED, 1);
    Atomics.notify(words, FINISHED);
  }
}

/** Reports that a worker ends, whatever ended it: while the main thread waits for it, it receives no events. */
export function reportEnd({ memory, control, index }: ThreadSetup): void {
  const words = wordsOf(memory, control, index + 1);
  Atomics.store(words, FAILED, WORKER_ENDED);
  Atomics.notify(words, FINISHED);
}

function nextPiece(words: Int32Array): number {
  for (;;) {
    for (let spin = 0; spin < SPINS; spin++) {
      const piece = take(words);
      if (piece >= 0) return piece;
    }
    const task = Atomics.load(words, TASK);
    if ((task & PIECE_MASK) >= ((task >> PIECE_BITS) & PIECE_MASK)) Atomics.wait(words, TASK, task);
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
