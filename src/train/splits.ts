/** The splits of a dataset as matrices, and the evaluation of a network on one. */
import type { Dataset, Split } from '../data/dataset.js';
import { divisorOf, featureCount } from '../data/dataset.js';
import { toRows, toTargets } from '../data/examples.js';
import { type HoldOut, holdOut } from '../data/hold-out.js';
import type { Scaling } from '../data/tables/scaling.js';
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { Rows } from '../engine/rows.js';
import { type Architecture, outputUnits } from '../nn/architecture.js';
import type { Network } from '../nn/network.js';
import { type Evaluation, evaluateInPieces } from './metrics.js';
import type { TrainingOptions } from './options/options.js';
import { assertNoneMissing, fittedScaling } from './table-scaling.js';

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
  /** Fitted on the training examples, and used for all others. */
  readonly scaling?: Scaling | undefined;
}

/** The training examples, less those of the validation split. */
export function partition(
  backend: Backend,
  dataset: Dataset,
  options: TrainingOptions,
  architecture: Architecture,
): Splits {
  const { train, classes } = dataset;
  const { validationSplit, seed } = options;
  const { kept, heldOut }: Partial<HoldOut> & Pick<HoldOut, 'kept'> =
    validationSplit === 0 ? { kept: train } : holdOut(train, classes.length, validationSplit, seed);
  const scaling = fittedScaling(dataset, kept, options);
  const matrices = (split: Split) => labelled(backend, dataset, split, architecture, scaling);
  return {
    train: matrices(kept),
    ...(heldOut && { validation: matrices(heldOut) }),
    ...(scaling && { scaling }),
  };
}

/** One split as matrices, with the class of each example. */
export function labelled(
  backend: Backend,
  dataset: Dataset,
  split: Split,
  architecture: Architecture,
  scaling?: Scaling,
): Labelled {
  assertNoneMissing(dataset, split, scaling);
  return {
    X: toRows(backend, split.values, featureCount(dataset), divisorOf(dataset, split), scaling),
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
  scaling?: Scaling,
): Generator<number, Evaluation, void> {
  const { X, Y, labels } = labelled(backend, dataset, split, architecture, scaling);
  return evaluateInPieces(backend, network, X, Y, labels, dataset.classes.length);
}
