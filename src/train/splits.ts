/** The splits of a dataset as matrices, and the evaluation of a network on one. */
import type { Dataset, Split } from '../data/dataset.js';
import { divisorOf, featureCount } from '../data/dataset.js';
import { toRows, toTargets } from '../data/examples.js';
import { holdOut } from '../data/hold-out.js';
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { Rows } from '../engine/rows.js';
import { type Architecture, outputUnits } from '../nn/architecture.js';
import type { Network } from '../nn/network.js';
import { type Evaluation, evaluateInPieces } from './metrics.js';
import type { TrainingOptions } from './options/options.js';

/** Examples to measure on, X (m × n₀) and Y (m × n_L). */
export interface Examples {
  readonly X: Rows;
  readonly Y: Matrix;
}

/** The examples of one split, and their classes. */
export interface Labelled extends Examples {
  readonly labels: Int32Array;
}

export interface Splits {
  readonly train: Labelled;
  readonly validation?: Labelled;
}

/** The training examples, less those of the validation split. */
export function partition(
  backend: Backend,
  dataset: Dataset,
  { validationSplit, seed }: TrainingOptions,
  architecture: Architecture,
): Splits {
  const { train, classes } = dataset;
  const matrices = (split: Split) => labelled(backend, dataset, split, architecture);
  if (validationSplit === 0) return { train: matrices(train) };
  const { kept, heldOut: validation } = holdOut(train, classes.length, validationSplit, seed);
  return { train: matrices(kept), validation: matrices(validation) };
}

/** One split as matrices, with the class of each example. */
export function labelled(
  backend: Backend,
  dataset: Dataset,
  split: Split,
  architecture: Architecture,
): Labelled {
  return {
    X: toRows(backend, split.values, featureCount(dataset), divisorOf(dataset, split)),
    Y: toTargets(backend, split, outputUnits(architecture)),
    labels: split.labels,
  };
}

/** Evaluates the network on one split of a dataset, with pauses. */
export function evaluateSplit(
  backend: Backend,
  network: Network,
  architecture: Architecture,
  dataset: Dataset,
  split: Split,
): Generator<number, Evaluation, void> {
  const { X, Y, labels } = labelled(backend, dataset, split, architecture);
  return evaluateInPieces(backend, network, X, Y, labels, dataset.classes.length);
}
