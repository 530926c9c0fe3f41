/** The verdict on a run that is trained: whether it could be measured, and meets the conditions of --expect. */
import type { Dataset } from '../../data/dataset.js';
import { DnnError } from '../../errors.js';
import { classNames } from '../../model/model.js';
import { checkExpectations, metricValues } from '../../train/expectation.js';
import type { FoldRecord } from '../../train/fold-results.js';
import type { MeasuredPart } from '../../train/metric-name.js';
import type { Trained } from '../../train/trainer.js';
import type { TrainValues } from '../commands/train-command.js';
import type { Console } from '../terminal/console.js';
import type { RunOutput } from './run-output.js';

/** The error of the conditions of --expect that a run which was not interrupted does not meet. */
export function unmet(
  { expect }: Pick<TrainValues, 'expect'>,
  trained: Trained,
  { classes }: Dataset,
  folds: readonly FoldRecord[] | undefined,
): DnnError | undefined {
  const { interrupted, evaluations, costs } = trained;
  if (interrupted) return undefined;
  try {
    const [, cost] = costs[costs.length - 1];
    checkExpectations(expect, metricValues(expect, evaluations, classNames(classes), cost, folds));
    return undefined;
  } catch (error) {
    if (error instanceof DnnError) return error;
    throw error;
  }
}

/** The error of {@link unmet} with where the model was left. */
export function rejection(
  { code, message }: DnnError,
  { out }: TrainValues,
  { outcome }: RunOutput,
): DnnError {
  return new DnnError(code, message, `${outcome} ${out} was not written.`);
}

/** @throws DnnError (data) when a split could not be evaluated; a warning where the run was interrupted. */
export function assertEvaluated(
  { overflow, interrupted }: Trained,
  { outcome }: RunOutput,
  console: Console,
): void {
  if (overflow === undefined) return;
  const { split, problem } = overflow;
  const message = `the numbers overflow on the ${split} set: ${problem}`;
  if (interrupted) console.warn(`${message}.`);
  else {
    const hint = 'Look for values that are far too large, then evaluate again: dnn evaluate.';
    throw new DnnError('data', message, `${outcome} ${hint}`);
  }
}

/** The splits that the run will be evaluated on, and the folds. */
export function splitsOf(
  { test }: Dataset,
  { validationSplit, folds }: Pick<TrainValues, 'validationSplit' | 'folds'>,
): MeasuredPart[] {
  return [
    'train',
    ...(folds === undefined ? [] : (['folds'] as const)),
    ...(validationSplit > 0 ? (['validation'] as const) : []),
    ...(test ? (['test'] as const) : []),
  ];
}
