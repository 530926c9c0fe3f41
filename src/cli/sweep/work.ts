/** A sweep as the options describe it: its data, the configurations, and what their trials are. */
import { existsSync } from 'node:fs';
import { type Dataset, isOfNumbers } from '../../data/dataset.js';
import { identifyKernels } from '../../engine/kernels-identity.js';
import { DnnError, optionError } from '../../errors.js';
import { classNames } from '../../model/model.js';
import { assertMeasured } from '../../train/expectation.js';
import { classIndex, isOf, metricsOf } from '../../train/metric-name.js';
import {
  parsedOptions,
  recordedOptions,
  TRAINING_OPTIONS,
  type TrainingOptions,
  tableDefaults,
  trainingPart,
} from '../../train/options/options.js';
import { assertFitsMachine, type Plan, planTraining } from '../../train/plan.js';
import { epochOf } from '../../train/state/run-state.js';
import { assertFilled, scaleSentence } from '../../train/table-scaling.js';
import { type Configuration, settled } from '../../tune/configuration.js';
import type { RunLength } from '../../tune/halving.js';
import { MOST_MEASURED } from '../../tune/run-trial.js';
import type { Search } from '../../tune/search.js';
import { SEARCHES } from '../../tune/searches/searches.js';
import { isSpace, type Space, spacesOf } from '../../tune/space.js';
import { scaleAdvice, sizeAdvice } from '../../tune/space-advice.js';
import type { SweepPlan } from '../../tune/sweep-plan.js';
import type { TrialContent } from '../../tune/trial.js';
import { type DataRequest, datasetOfTrial, type TrialData, trialDataOf } from '../../tune/trial-data.js';
import type { Invocation } from '../command.js';
import type { TUNE, TuneValues } from '../commands/tune-command.js';
import { machine } from '../inputs/machine.js';
import { openData, readingOf } from '../inputs/open-data.js';
import { splitsOf } from '../run/verdict.js';
import type { Console } from '../terminal/console.js';
import { assertSeeds, rulesOf } from './rules.js';

/** Configurations that are asked what does nothing in them. */
const MOST_ASKED = 100;

/** All that a sweep is made of. */
export interface SweepWork {
  readonly options: TuneValues;
  readonly spaces: readonly Space[];
  readonly search: Search;
  /** With its test set, which the best run alone is measured on. */
  readonly dataset: Dataset;
  readonly data: TrialData;
  /** How other processes open the same data. */
  readonly request: DataRequest;
  readonly kernels: string;
  readonly plan: SweepPlan;
  /** The configurations of the first generation, and their runs as far as they can be planned. */
  readonly first: readonly { readonly configuration: Configuration; readonly size: RunSize | undefined }[];
  /** Plans the run of a configuration. @throws DnnError for one that cannot be trained. */
  planOf(configuration: Configuration): Plan;
}

/** The part of a run's plan that is kept: ten thousand plans would take more memory than all results. */
export interface RunSize extends RunLength {
  /** Bytes of its matrices. */
  readonly memory: number;
  /** Multiply-adds of an update. */
  readonly work: number;
}

/**
 * Reads the data and plans the sweep. With `goesOn` the options are those of a sweep that was begun, and have the
 * defaults of tables already. `onReading` is called before the data are read, with the number of configurations of the
 * first generation.
 * @throws DnnError where data, options and spaces do not go together.
 */
export async function planSweep(
  { options: given, isGiven, warnOfIdle, console }: Invocation<typeof TUNE.options>,
  goesOn: boolean,
  onReading: (configurations: number) => void,
): Promise<SweepWork> {
  const spaces = searched(given);
  const { search: name, seed, trials } = given;
  assertSeeds(given);
  const search = SEARCHES[name](spaces, seed, trials);
  const configurations = search.propose(0, []);
  for (const advice of scaleAdvice(spaces, TRAINING_OPTIONS)) console.warn(advice);
  const fewer = sizeAdvice(search, trials);
  if (fewer !== undefined) console.note(fewer);
  const request = requestOf(given, configurations[0]);
  onReading(configurations.length);
  const dataset = await readData(request, given, console).catch((error) => {
    throw goesOn ? elsewhere(error, given.data) : error;
  });
  const options = goesOn
    ? given
    : { ...given, ...tableDefaults(dataset, isGiven), ...heldOutBy(given, isGiven) };
  // What does nothing beside one choice may do something beside another.
  warnOfIdle?.(...configurations.slice(0, MOST_ASKED).map((each) => settled(options, each)));
  assertMetric(options, dataset);
  assertExpected(options, dataset);
  if (!isSpace(options.missing))
    assertFilled({ ...dataset, name: options.data ?? dataset.name }, options.missing);
  const data = trialDataOf(dataset);
  const kernels = identifyKernels(options.backend);
  const { eta, ...rules } = rulesOf(options);
  const planOf = planner(data, options, rules.folds);
  const first = configurations.map((configuration) => ({
    configuration,
    size: sizeOf(planOf, configuration),
  }));
  // Most are as good as none where the mistake is in what they share.
  if (first.every(({ size }) => size === undefined)) planOf(configurations[0]);
  // Of a sweep that goes on, and through a queue, other machines train what does not fit here.
  if (!goesOn && options.queue === undefined) fitting({ options, first, planOf });
  const plan: SweepPlan = {
    search,
    // Of a search in generations each has its own finalists.
    rules: { eta, finalists: search.generations.length > 1 ? 1 : 3 },
    ...rules,
    ...classOf(options.metric, dataset),
    lengthOf: (configuration) =>
      configuration.index < first.length ? first[configuration.index].size : sizeOf(planOf, configuration),
    contentOf: (configuration, seed, fold, part) => ({
      options: recordedOptions({ ...trainingOf(options, configuration), seed }, dataset),
      data: data.digest,
      fold,
      part,
      kernels,
    }),
  };
  return { options, spaces, search, dataset, data, request, kernels, plan, first, planOf };
}

/** The options of a configuration's run. @throws DnnError (usage) */
export function trainingOf(options: TuneValues, configuration: Configuration): TrainingOptions {
  return trainingPart(settled(options, configuration) as TrainingOptions);
}

/** The spaces of the options. @throws DnnError (usage) when there is none. */
function searched(options: TuneValues): Space[] {
  const spaces = spacesOf(options);
  if (spaces.length > 0) return spaces;
  const hint = 'Give one where a value stands: dnn tune --lr log:1e-4..1 --layers auto,8..64,auto';
  throw new DnnError('usage', 'no option has a space to search in', hint);
}

function requestOf(options: TuneValues, configuration: Configuration): DataRequest {
  return { source: options.data, ...readingOf(options, settled(options, configuration).layers) };
}

async function readData(
  { source, ...how }: DataRequest,
  options: TuneValues,
  console: Console,
): Promise<Dataset> {
  const dataset = await openData(source, { ...how, maxMemory: options.maxMemory }, console);
  const scale = isSpace(options.scale) ? undefined : scaleSentence(dataset, options.scale);
  for (const note of [dataset.scaling, scale]) if (note !== undefined) console.note(note);
  return dataset;
}

/** The error of data that are not where a sweep began with them. */
function elsewhere(error: unknown, source: string | undefined): unknown {
  if (!(error instanceof DnnError) || source === undefined || existsSync(source)) return error;
  const hint = 'Give the place where the data of the sweep are now: --data.';
  return new DnnError(error.code, error.message, [error.hint, hint].filter(Boolean).join(' '));
}

/** With folds nothing else is held out, unless it is asked for. */
function heldOutBy({ folds }: TuneValues, isGiven: (name: string) => boolean): Partial<TuneValues> {
  return folds > 1 && !isGiven('validationSplit') ? { validationSplit: 0 } : {};
}

/** @throws DnnError (usage) for a metric that answers of this kind do not have, and for a class that there is not. */
function assertMetric({ metric, folds, validationSplit }: TuneValues, { classes }: Dataset): void {
  const areNumbers = isOfNumbers({ classes });
  const { text, measure, class: name } = metric;
  const offered = metricsOf(['validation'], areNumbers).filter((each) => each !== 'cost');
  if (!isOf(measure, areNumbers)) {
    const [of, not] = areNumbers ? ['classes', 'a number'] : ['numbers', 'a class'];
    const problem = `${measure} is of answers that are ${of}, the target is ${not}`;
    throw optionError('metric', text, problem, `Use one of ${offered.join(', ')}.`);
  }
  if (name !== undefined && classes.length > MOST_MEASURED) {
    const problem = `measures of one class are kept of at most ${MOST_MEASURED} classes, these are ${classes.length}`;
    throw optionError('metric', text, problem, `Use validation_${measure}, the mean over the classes.`);
  }
  if (folds > 1 || validationSplit > 0) return;
  const hint = 'Give the share to hold out, such as 0.2, or --folds 5.';
  throw optionError('validationSplit', 0, 'nothing is held out to judge configurations on', hint);
}

/** The class of the metric. @throws DnnError (usage) when there is none of its name. */
function classOf({ class: name }: TuneValues['metric'], { classes }: Dataset): Pick<SweepPlan, 'class'> {
  if (name === undefined) return {};
  const names = classNames(classes);
  const index = classIndex(name, names);
  return { class: { index, name: names[index] } };
}

/** @throws DnnError (usage) for a condition on what the best run is not measured by. */
function assertExpected({ expect, earlyStopping, validationSplit }: TuneValues, dataset: Dataset): void {
  // Without early stopping the best run trains on the validation examples too.
  const keepsSplit = earlyStopping !== undefined && !isSpace(earlyStopping);
  const splits = splitsOf(dataset, { folds: undefined, validationSplit: keepsSplit ? validationSplit : 0 });
  assertMeasured(expect, splits, classNames(dataset.classes));
}

/** Plans the runs of configurations, without this machine's limits: rungs are the same on all. */
function planner(data: TrialData, options: TuneValues, folds: number | undefined): SweepWork['planOf'] {
  const fold = folds && { fold: 0, folds };
  const dataset = datasetOfTrial(data, { fold } as TrialContent);
  return (configuration) => planTraining(dataset, trainingOf(options, configuration));
}

/** The size of a configuration's run; undefined for one that cannot be trained: its trial says why. */
function sizeOf(planOf: SweepWork['planOf'], configuration: Configuration): RunSize | undefined {
  try {
    const plan = planOf(configuration);
    const { iterations: updates, memory, work } = plan;
    return { updates, epoch: epochOf(plan), memory, work: work.update };
  } catch (error) {
    if (error instanceof DnnError) return undefined;
    throw error;
  }
}

/** A configuration whose run can be trained. */
export interface Sized {
  readonly configuration: Configuration;
  readonly size: RunSize;
}

/** The configurations of the first generation whose runs can be trained. */
export function sized({ first }: Pick<SweepWork, 'first'>): Sized[] {
  return first.filter((one): one is Sized => one.size !== undefined);
}

/** Those of them that fit the memory of this machine. @throws DnnError (usage) when none does. */
export function fitting(work: Pick<SweepWork, 'options' | 'first' | 'planOf'>): Sized[] {
  const { options, planOf } = work;
  const smallest = sized(work).reduce((a, b) => (b.size.memory < a.size.memory ? b : a));
  const limits = machine(options);
  const { configuration } = smallest;
  assertFitsMachine(planOf(configuration), parsedOptions(trainingOf(options, configuration)), limits);
  const { memoryLimit = Number.POSITIVE_INFINITY, memoryTaken = 0 } = limits;
  return sized(work).filter(({ size }) => size.memory + memoryTaken <= memoryLimit);
}
