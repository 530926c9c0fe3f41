/**
 * Measures a run on the way, besides the cost of its batches: on the validation examples or, for early stopping
 * without them, on the training examples; and ends it when waiting is over. Costs are the loss alone.
 */
import type { Matrix } from '../../engine/matrix.js';
import type { Pass } from '../../nn/layer.js';
import type { Network } from '../../nn/network.js';
import type { RestoredEvent, StoppedEvent } from '../events.js';
import { chunksOf } from '../metrics.js';
import type { TrainingOptions } from '../options/options.js';
import type { Examples } from '../splits.js';
import { EarlyStopping } from '../state/early-stopping.js';
import type { Training } from '../training.js';

/** A few of the examples: the first layer's input, the targets, and which training examples they are. */
interface Part {
  input(): Matrix;
  readonly Y: Matrix;
  readonly pass: Pass;
}

export class Monitor {
  readonly split: 'train' | 'validation';
  /** Waits for a lower cost, with --early-stopping. */
  readonly stopping: EarlyStopping | undefined;
  readonly #network: Network;
  readonly #parts: readonly Part[];
  readonly #patience: number;
  readonly #epoch: number;
  #stopped = false;

  /** Without `validation` it measures on the training examples. `epoch` is the updates of one. */
  constructor(training: Training, options: TrainingOptions, epoch: number, validation?: Examples) {
    const { network } = training;
    this.split = validation ? 'validation' : 'train';
    this.#network = network;
    this.#parts = validation ? validationParts(validation, training) : trainingParts(training);
    this.#patience = options.earlyStopping ?? Number.POSITIVE_INFINITY;
    if (options.earlyStopping) this.stopping = new EarlyStopping(network.parameters, options.earlyStopping);
    this.#epoch = epoch;
  }

  /** True when the run should end before its next update. */
  get isOver(): boolean {
    return this.#stopped;
  }

  /**
   * Measures the parameters before update `iteration`, where an epoch begins or the validation cost is
   * logged, and returns that. It runs a forward pass: not to be called between one and its backward pass.
   */
  measure(iteration: number, logged: boolean): number | undefined {
    const begins = this.stopping !== undefined && iteration % this.#epoch === 0;
    const validates = logged && this.split === 'validation';
    if (!begins && !validates) return undefined;
    const cost = this.#cost();
    if (begins) this.#stopped = this.stopping.check(iteration, cost);
    return validates ? cost : undefined;
  }

  /** After the last of `iterations` updates: puts the best parameters back; the events of it. */
  finish(iterations: number): (StoppedEvent | RestoredEvent)[] {
    if (this.stopping === undefined) return [];
    if (!this.#stopped) this.stopping.check(iterations, this.#cost());
    const { split } = this;
    const { best } = this.stopping;
    const events: (StoppedEvent | RestoredEvent)[] = [];
    if (this.#stopped)
      events.push({ event: 'stopped', iteration: iterations, split, patience: this.#patience, best });
    if (best.iteration === iterations || !Number.isFinite(best.cost)) return events;
    this.stopping.restore();
    return [...events, { event: 'restored', split, ...best }];
  }

  /** The mean cost over all examples. */
  #cost(): number {
    let [total, examples] = [0, 0];
    for (const { input, Y, pass } of this.#parts) {
      this.#network.forward(input(), pass);
      total += this.#network.cost(Y) * Y.rows;
      examples += Y.rows;
    }
    return total / examples;
  }
}

/** The monitor of a run, where its options ask for one. */
export function createMonitor(
  training: Training,
  options: TrainingOptions,
  epoch: number,
  validation: Examples | undefined,
): Monitor | undefined {
  if (validation === undefined && options.earlyStopping === undefined) return undefined;
  return new Monitor(training, options, epoch, validation);
}

function validationParts({ X, Y }: Examples, { network, first }: Training): Part[] {
  return chunksOf(X, network).map(([start, end]) => {
    const described = first?.describe(X.range(start, end));
    return { input: () => described ?? X.range(start, end), Y: Y.rowRange(start, end), pass: {} };
  });
}

function trainingParts({ network, input, targets }: Training): Part[] {
  const Y = targets.take(undefined);
  return chunksOf(input, network).map(([start, end]) => ({
    input: () => input.range(start, end),
    Y: Y.rowRange(start, end),
    pass:
      end - start === Y.rows
        ? {}
        : { examples: Int32Array.from({ length: end - start }, (_, i) => start + i) },
  }));
}
