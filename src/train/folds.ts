/**
 * Cross-validation: a run of its own for each fold, from the same seed, on what the others hold out. All that is fitted
 * to data, such as the scale of columns, is fitted to the fold's own training examples. It prints and saves nothing.
 */
import { type Dataset, examplesAt, type Split } from '../data/dataset.js';
import { datasetOfFold, foldOfEach } from '../data/folds.js';
import { DnnError } from '../errors.js';
import type { EvaluationEvent, FoldEvent, FoldsEvent, TrainEvent } from './events.js';
import { type FoldRecord, foldStatistics } from './fold-results.js';
import type { TrainingOptions } from './options/options.js';
import { type Machine, type Plan, planTraining } from './plan.js';
import { NO_STAGES, type Stages } from './stages.js';
import { train } from './trainer.js';

/** The folds of a training set, and the run of each as planned. */
export interface Folds {
  /** The fold, from 0, that holds out each training example. */
  readonly foldOf: Int32Array;
  readonly plans: readonly Plan[];
}

/**
 * Parts the training set into so many folds and plans their runs; the test set takes no part.
 * @throws DnnError as {@link planTraining} does, and (usage) where there are more folds than examples of any class.
 */
export function planFolds(
  dataset: Dataset,
  options: TrainingOptions,
  machine: Machine,
  count: number,
): Folds {
  const foldOf = foldOfEach(dataset, count);
  // A fold's examples are copies.
  const memoryTaken = (machine.memoryTaken ?? 0) + dataset.train.values.byteLength;
  const taken = dataset.columns?.some(({ type }) => type === 'category') ? examplesAt : counted;
  const plans = Array.from({ length: count }, (_, fold) =>
    planTraining(datasetOfFold(dataset, foldOf, fold, taken), options, { ...machine, memoryTaken }),
  );
  return { foldOf, plans };
}

/** A split of so many examples with the values of all: a plan looks at no value but of categories. */
function counted(split: Split, places: readonly number[]): Split {
  const { values } = split;
  return { ...examplesAt({ ...split, values: values.subarray(0, 0) }, places), values };
}

/**
 * Trains and measures fold by fold, emitting a `fold` event for each and `folds` at the end; steps say how far all of
 * them have come. `updates` are those of the run that follows on all examples.
 * @throws DnnError: (diverged) that names the fold; (data) where its network's numbers overflow on what it held out.
 */
export async function* trainFolds(
  dataset: Dataset,
  options: TrainingOptions,
  { foldOf, plans }: Folds,
  updates: number,
  stages: Stages = NO_STAGES,
): AsyncGenerator<TrainEvent | FoldEvent | FoldsEvent, FoldRecord[], void> {
  const all = plans.reduce((sum, { iterations }) => sum + iterations, updates);
  const records: FoldRecord[] = [];
  let before = 0;
  for (const [fold, plan] of plans.entries()) {
    const place = { fold: fold + 1, folds: plans.length };
    const run = train(datasetOfFold(dataset, foldOf, fold), options, plan, stages, { isExamined: false });
    const record = yield* foldRun(run, place, { before, all });
    before += plan.iterations;
    records.push(record);
    yield { event: 'fold', ...place, ...record };
  }
  yield { event: 'folds', folds: plans.length, ...foldStatistics(records) };
  return records;
}

type Place = Pick<FoldEvent, 'fold' | 'folds'>;

/** Passes on the steps and pauses of a fold's run; its record is what was measured on the examples it held out. */
async function* foldRun(
  run: ReturnType<typeof train>,
  place: Place,
  { before, all }: { readonly before: number; readonly all: number },
): AsyncGenerator<TrainEvent, FoldRecord, void> {
  let record: FoldRecord | undefined;
  try {
    for await (const event of run) {
      if (event.event === 'pause') yield event;
      if (event.event === 'step')
        yield { ...event, ...place, iteration: before + event.iteration, iterations: all };
      if (event.event !== 'evaluation' || event.split !== 'test') continue;
      record = recordOf(event);
    }
  } catch (error) {
    throw ofFold(error, place);
  }
  if (record) return record;
  const hint = 'Look for values that are far too large.';
  throw new DnnError(
    'data',
    `${nameOf(place)}: the numbers overflow on the examples that it holds out`,
    hint,
  );
}

/** The measures of an evaluation: what it counts is not among them. */
function recordOf(evaluation: EvaluationEvent): FoldRecord {
  const { event: _, split: __, ...measured } = evaluation;
  if (measured.rmse !== undefined) return measured;
  const { right: ___, ...record } = measured;
  return record;
}

/** A divergence as that of the fold; other errors are not the fold's own. */
function ofFold(error: unknown, place: Place): unknown {
  if (!(error instanceof DnnError) || error.code !== 'diverged') return error;
  return new DnnError(error.code, `${nameOf(place)}: ${error.message}`, error.hint, { cause: error });
}

function nameOf({ fold, folds }: Place): string {
  return `fold ${fold} of ${folds}`;
}
