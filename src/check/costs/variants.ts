/** Runs with a mistake each, spread over threads: which of them print the costs. */
import { Worker } from 'node:worker_threads';
import { packageFile } from '../../disk/package.js';
import { Matrix } from '../../engine/matrix.js';
import type { Columns } from '../computation.js';
import type { Intended } from '../intended.js';
import type { Mistake } from '../mistakes/mistake.js';
import { MISTAKES } from '../mistakes/mistakes.js';
import type { Placed } from '../placed.js';
import { usualSettings } from '../settings.js';
import { startOf } from '../start.js';
import type { PrintedCost } from './printed.js';
import { type IntendedRun, Simulator } from './simulator.js';

/** How variants are simulated. */
export interface VariantsSetting {
  /** The most threads, this one included. */
  readonly threads: number;
  /** Finishes work of this thread, with pauses for its events. */
  readonly pace: <T>(work: Generator<number, T, void>) => Promise<T>;
}

/** The catalogue of mistakes, and other values of the network's settings. */
function catalogueOf(network: Intended): readonly Mistake[] {
  return [...MISTAKES, ...usualSettings(network)];
}

/** A placed mistake by its number among the variants: functions do not go from thread to thread. */
type Numbered = Omit<Placed, 'mistake'> & { readonly number: number };

/** A matrix in memory that threads share. */
interface SharedMatrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

interface SharedSet {
  readonly X: SharedMatrix;
  readonly Y: SharedMatrix;
}

/** The data that a worker starts with. */
export interface VariantsTask {
  readonly network: IntendedRun['network'];
  readonly train: SharedSet;
  readonly test: SharedSet | undefined;
  readonly span: SharedMatrix | undefined;
  readonly printed: readonly PrintedCost[];
  readonly variants: readonly Numbered[];
  /** The next variant that nobody has taken, and each one's answer. */
  readonly next: Int32Array;
  readonly answers: Uint8Array;
}

/** The answers about a variant. */
const [PRINTS_NOT, PRINTS] = [1, 2];

/** Multiply-adds of all variants from which on other threads are worth their start of a tenth of a second. */
const WORTH_THREADS = 5e8;

export class Variants {
  /** The mistakes that are tried. */
  readonly catalogue: readonly Mistake[];
  /** Variants that were simulated. */
  count = 0;
  readonly #simulator: Simulator;
  readonly #run: IntendedRun;
  readonly #printed: readonly PrintedCost[];
  readonly #work: number;
  readonly #setting: VariantsSetting;

  /** `work` is that of one variant, in multiply-adds. */
  constructor(
    simulator: Simulator,
    run: IntendedRun,
    printed: readonly PrintedCost[],
    work: number,
    setting: VariantsSetting,
  ) {
    this.catalogue = catalogueOf(run.network);
    this.#simulator = simulator;
    this.#run = run;
    this.#printed = printed;
    this.#work = work;
    this.#setting = setting;
  }

  /** Those of the variants whose runs print the costs, in their order, whichever thread has simulated them. */
  async printing(variants: readonly Placed[]): Promise<Placed[]> {
    this.count += variants.length;
    const isWorth = variants.length * this.#work >= WORTH_THREADS;
    const helpers = isWorth ? Math.min(this.#setting.threads, variants.length) - 1 : 0;
    const next = new Int32Array(new SharedArrayBuffer(4));
    const answers = new Uint8Array(new SharedArrayBuffer(variants.length));
    const task = helpers > 0 ? this.#task(variants, next, answers) : undefined;
    const ended = Array.from({ length: helpers }, () => finished(new Worker(WORKER, { workerData: task })));
    await this.#setting.pace(answer(this.#simulator, variants, next, answers));
    await Promise.all(ended);
    await this.#setting.pace(this.#finish(variants, answers));
    return variants.filter((_, i) => answers[i] === PRINTS);
  }

  /** Simulates what a thread has taken and not answered, because something has ended it. */
  *#finish(variants: readonly Placed[], answers: Uint8Array): Generator<number, void, void> {
    for (const [i, placed] of variants.entries()) {
      if (answers[i] === 0) answers[i] = (yield* this.#simulator.prints(placed)) ? PRINTS : PRINTS_NOT;
    }
  }

  #task(variants: readonly Placed[], next: Int32Array, answers: Uint8Array): VariantsTask {
    const { network, test } = this.#run;
    const numbered = variants.map(({ mistake, ...placed }) => ({
      ...placed,
      number: this.catalogue.indexOf(mistake),
    }));
    const { span } = this.#simulator;
    return {
      ...{ network, train: sharedSet(this.#run), test: test && sharedSet(test), span: span && shared(span) },
      ...{ printed: this.#printed, variants: numbered, next, answers },
    };
  }
}

const WORKER = packageFile('dist/check/costs/variants-worker.js');

/** Resolves when the worker has ended, however it did: what it leaves undone is seen in the answers. */
function finished(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.on('error', () => {});
    worker.on('exit', () => resolve());
  });
}

/** Takes one variant after another that nobody has taken, and answers it. */
function* answer(
  simulator: Simulator,
  variants: readonly Placed[],
  next: Int32Array,
  answers: Uint8Array,
): Generator<number, void, void> {
  for (let i = Atomics.add(next, 0, 1); i < variants.length; i = Atomics.add(next, 0, 1)) {
    Atomics.store(answers, i, (yield* simulator.prints(variants[i])) ? PRINTS : PRINTS_NOT);
  }
}

/** A worker's whole life: the work of a task, as far as others leave it any. */
export function* work({
  network,
  train,
  test,
  span,
  printed,
  variants,
  next,
  answers,
}: VariantsTask): Generator<number, void, void> {
  const start = network.start ? startOf(network.start) : {};
  const run = { network, ...setOf(train), test: test && setOf(test), start };
  const simulator = new Simulator(run, printed, span && matrixOf(span));
  const all = catalogueOf(network);
  const placed = variants.map(({ number, ...each }) => ({ ...each, mistake: all[number] }));
  yield* answer(simulator, placed, next, answers);
}

function sharedSet({ X, Y }: Columns): SharedSet {
  return { X: shared(X), Y: shared(Y) };
}

function setOf({ X, Y }: SharedSet): Columns {
  return { X: matrixOf(X), Y: matrixOf(Y) };
}

function shared({ rows, cols, data }: Matrix): SharedMatrix {
  const copy = new Float64Array(new SharedArrayBuffer(data.length * 8));
  copy.set(data);
  return { rows, cols, data: copy };
}

function matrixOf({ rows, cols, data }: SharedMatrix): Matrix {
  return new Matrix(rows, cols, data);
}
