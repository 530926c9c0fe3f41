/** The splits of a dataset as matrices, and the evaluation of a network on one. */
import type { Dataset, Split } from '../data/dataset.js';
import { divisorOf, featureCount, isOfNumbers, type Labels } from '../data/dataset.js';
import { toRows, toTargets } from '../data/examples.js';
import { type HoldOut, holdOut } from '../data/hold-out.js';
import type { Scaling } from '../data/tables/scaling.js';
import { type TargetScale, targetScale } from '../data/target-scale.js';
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { Rows } from '../engine/rows.js';
import { type Architecture, outputUnits } from '../nn/architecture.js';
import type { Network } from '../nn/network.js';
import { type Evaluation, evaluateInPieces, type TargetKind } from './metrics.js';
import type { TrainingOptions } from './options/options.js';
import { assertNoneMissing, fittedScaling } from './table-scaling.js';

/** Examples to measure on, X (m × n₀) and Y (m × n_L). */
export interface Examples {
  readonly X: Rows;
  readonly Y: Matrix;
}

/** The examples of one split, the class or number of each, and what these are. */
export interface Labelled extends Examples {
  readonly labels: Labels;
  readonly target: TargetKind;
}

export interface Splits {
  readonly train: Labelled;
  readonly validation?: Labelled;
  /** Fitted on the training examples, and used for all others. */
  readonly scales: Scales;
}

/** The scales of inputs and target, where they have one. */
export interface Scales {
  readonly scaling?: Scaling | undefined;
  readonly targetScale?: TargetScale | undefined;
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
  const scales: Scales = {
    ...(scaling && { scaling }),
    ...(isOfNumbers(dataset) && { targetScale: targetScale(kept.labels as Float64Array) }),
  };
  const matrices = (split: Split) => labelled(backend, dataset, split, architecture, scales);
  return {
    train: matrices(kept),
    ...(heldOut && { validation: matrices(heldOut) }),
    scales,
  };
}

/** One split as matrices, with the class or number of each example. */
export function labelled(
  backend: Backend,
  dataset: Dataset,
  split: Split,
  architecture: Architecture,
  { scaling, targetScale }: Scales = {},
): Labelled {
  assertNoneMissing(dataset, split, scaling);
  return {
    X: toRows(backend, split.values, featureCount(dataset), divisorOf(dataset, split), scaling),
    Y: toTargets(backend, split, outputUnits(architecture), targetScale),
    labels: split.labels,
    target: targetScale ?? dataset.classes.length,
  };
}

/** Evaluates the network on one split of a dataset, with pauses. */
export function evaluateSplit(
  backend: Backend,
  network: Network,
  architecture: Architecture,
  dataset: Dataset,
  split: Split,
  scales?: Scales,
): Generator<number, Evaluation, void> {
  const { X, Y, labels, target } = labelled(backend, dataset, split, architecture, scales);
  return evaluateInPieces(backend, network, X, Y, labels, target);
}
