/** Runs one trial on data that are open: it prints and saves nothing, and reads no clock but the one that it is given. */
import type { Dataset } from '../data/dataset.js';
import type { Backend, KernelsName } from '../engine/backend.js';
import { identifyKernels, kernelsNameOf } from '../engine/kernels-identity.js';
import { asDnnError, DnnError, memoryError, optionError } from '../errors.js';
import { parameterDigest } from '../model/model.js';
import { sha256 } from '../sha256.js';
import { classScore, meanScores } from '../train/class-scores.js';
import type { TrainEvent } from '../train/events.js';
import { CLASS_MEASURES } from '../train/metric-name.js';
import { type Evaluation, evaluateInPieces, isNumberEvaluation, overflowOf } from '../train/metrics.js';
import { type ParsedOptions, parsedOptions, type TrainingOptions } from '../train/options/options.js';
import { assertFitsMachine, type Machine, type Plan, planTraining } from '../train/plan.js';
import type { CostPoint } from '../train/records.js';
import { prepareRun, type Run, updatesOf } from '../train/run.js';
import { type Labelled, labelled } from '../train/splits.js';
import { NO_STAGES } from '../train/stages.js';
import type { Snapshot } from '../train/state/snapshot.js';
import { shortened } from '../visible.js';
import { MOST_PROBLEM_CHARACTERS, measureOfClass, type TrialOutcome, type TrialResult } from './result.js';
import { RoomError } from './room.js';
import type { Trial, TrialContent } from './trial.js';
import { datasetOfTrial, type TrialData } from './trial-data.js';
import type { WarmBackend } from './warm-backend.js';

/** The run that a trial goes on from. */
export interface Beginning {
  readonly snapshot: Snapshot;
  /** The updates that were made before the trial began: those of the snapshot, unless that is of the trial itself. */
  readonly begun: number;
}

/** Keeps the state of a trial that began after so many updates. */
export type Keep = (snapshot: Snapshot, begun: number) => void;

/** Services of the process that runs a trial. */
export interface TrialSurroundings {
  /** The memory that it may take. */
  readonly machine: Machine;
  /** The backend of the process. */
  readonly warm: WarmBackend;
  /** The name of the machine, for the result. */
  readonly name: string;
  /** Milliseconds since any moment. */
  readonly now: () => number;
  /** Called before anything is computed. */
  readonly onPlan?: ((plan: Plan) => void) | undefined;
  /** The run to go on from; without it the trial starts at its beginning, and ends in the same bits. */
  readonly from?: Beginning | undefined;
  /** Keeps a snapshot: at a pause, when `isDue`, and when `signal` ends the trial. It is the run's own, and changes. */
  readonly keep?: Keep | undefined;
  /** Asked after each update: true for a snapshot there. */
  readonly isDue?: (() => boolean) | undefined;
  /** Ends the trial without a result when `aborted` turns true, with a snapshot once updates are made. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  /** Awaited every {@link BREATH_MILLISECONDS} or so, for messages to have their turn. */
  readonly breathe?: ((progress: Progress) => Promise<void>) | undefined;
}

/** How far a trial has come. */
export interface Progress {
  /** Updates made, and those that the trial ends after. */
  readonly iteration: number;
  readonly until: number;
}

const BREATH_MILLISECONDS = 50;
/** Costs that a run logs on the whole, and that a result holds. */
const LOGGED = 200;
const MOST_COSTS = 50;

/**
 * Trains and measures `trial`; undefined if the signal has ended it. A run that diverges, or options that do not go with
 * each other or the data, are results. All of a result but its seconds and machine depends on the trial's content alone.
 * @throws RoomError where it does not fit here; DnnError (usage) where this process has other kernels than the trial is
 * for; (data) where it has other data; (internal, io) for faults of dnn or of the system, which are no results.
 */
export async function runTrial(
  data: TrialData,
  trial: Trial,
  surroundings: TrialSurroundings,
): Promise<TrialResult | undefined> {
  const kernels = kernelsOf(trial);
  assertSameData(data, trial.content.data);
  const course = new Course(surroundings);
  const started = surroundings.now();
  const end = await endOf(data, trial, kernels, surroundings, course).catch(asEnd);
  if (end === undefined || surroundings.signal?.aborted) return undefined;
  const { iteration, begun, planned, costs } = course;
  const seconds = (surroundings.now() - started) / 1000;
  return {
    id: trial.id,
    ...end,
    iterations: iteration,
    updates: iteration - begun,
    planned,
    costs: thinned(costs),
    seconds,
    machine: surroundings.name,
  };
}

/** The kernels to use. @throws DnnError (usage) where they are not here. */
function kernelsOf({ content: { kernels } }: Trial): KernelsName {
  const name = kernelsNameOf(kernels);
  if (name !== undefined && identifyKernels(name) === kernels) return name;
  throw otherKernels('Use the same version of dnn for all of a sweep.');
}

/** The error of kernels that are not those of the sweep. */
export function otherKernels(hint: string): DnnError {
  const problem = 'this dnn computes with other kernels than the sweep began with';
  return new DnnError('usage', problem, hint);
}

/** @throws DnnError (data) when the data do not have the digest that a sweep began with. */
export function assertSameData(
  { dataset, digest }: TrialData,
  expected: string,
  hint = 'Give the same data for all of a sweep.',
): void {
  if (digest === expected) return;
  const problem = `${dataset.name} is not what the sweep began with: its values, labels or columns are others`;
  throw new DnnError('data', problem, hint);
}

/** How a trial ended. */
type End = Pick<TrialResult, 'outcome' | 'measures' | 'sha256' | 'problem'>;

/** Undefined where the signal has ended it. @throws DnnError */
async function endOf(
  data: TrialData,
  { content }: Trial,
  kernels: KernelsName,
  surroundings: TrialSurroundings,
  course: Course,
): Promise<End | undefined> {
  const dataset = datasetOfTrial(data, content);
  const { options, plan } = planned(dataset, content, kernels);
  assertRoom(plan, options, surroundings.machine);
  surroundings.onPlan?.(plan);
  course.plans(plan.iterations, Math.ceil(plan.iterations / content.part));
  const { warm } = surroundings;
  try {
    const backend = await warm.take(kernels, options.dtype, plan.memory).catch(asRefusal);
    const run = prepared(backend, dataset, options, plan, surroundings, course);
    const { network, parameters } = await course.follow(updatesOf(run, options, plan, NO_STAGES));
    if (surroundings.signal?.aborted) return undefined;
    const { X, Y, labels, target } = heldOut(backend, run, plan);
    const evaluation = await course.follow(evaluateInPieces(backend, network, X, Y, labels, target));
    const overflow = overflowOf(evaluation);
    if (overflow !== undefined)
      return lost('diverged', `the numbers overflow on what is held out: ${overflow}`);
    return {
      outcome: 'done',
      measures: measuresOf(evaluation, dataset.classes.length),
      sha256: parameterDigest(parameters),
    };
  } catch (error) {
    // An error may have come from the midst of a kernel.
    await warm.close();
    throw error;
  }
}

/** Costs are logged by the length of the whole run: each part of it logs those that the whole would. */
function planned(
  dataset: Dataset,
  content: TrialContent,
  backend: KernelsName,
): { options: ParsedOptions; plan: Plan } {
  const parsed = parsedOptions({ ...content.options, backend, threads: 1 } as unknown as TrainingOptions);
  // Without a machine's limits: a result is the same on all.
  const plan = planTraining(dataset, parsed);
  const logEvery = Math.ceil(plan.iterations / LOGGED);
  return { options: { ...parsed, logEvery, logEpochs: undefined }, plan };
}

/** The run at its beginning, or where it goes on; a snapshot that does not fit costs time only. */
function prepared(
  backend: Backend,
  dataset: Dataset,
  options: ParsedOptions,
  plan: Plan,
  { from, isDue, signal }: TrialSurroundings,
  course: Course,
): Run {
  const control = { until: course.until, isDue, signal, isValidated: false };
  const prepare = (snapshot?: Snapshot) =>
    prepareRun(backend, dataset, options, plan, NO_STAGES, { ...control, from: snapshot });
  if (from === undefined || from.snapshot.iteration > course.until) return prepare();
  try {
    const run = prepare(from.snapshot);
    course.goesOn(from);
    return run;
  } catch (error) {
    if (error instanceof DnnError && error.code === 'model') return prepare();
    throw error;
  }
}

/** The examples to measure on: those that the fold holds out, which stand as the test set, or the validation split. @throws DnnError (usage) */
function heldOut(backend: Backend, { dataset, splits }: Run, { architecture }: Plan): Labelled {
  if (dataset.test) return labelled(backend, dataset, dataset.test, architecture, splits.scales);
  if (splits.validation) return splits.validation;
  const hint = 'Give the share to hold out, such as 0.2, or --folds.';
  throw optionError('validationSplit', 0, 'nothing is held out to measure a trial on', hint);
}

/** The most classes whose own measures a result has. */
export const MOST_MEASURED = 20;

/** The measures of an evaluation, without what it counts: of each class `f1[0]` where they are few. */
function measuresOf(evaluation: Evaluation, classes: number): Record<string, number> {
  const { cost } = evaluation;
  if (isNumberEvaluation(evaluation)) {
    const { rmse, mae, r2 } = evaluation;
    return { cost, rmse, mae, r2 };
  }
  const ofClasses = Array.from({ length: classes > MOST_MEASURED ? 0 : classes }, (_, c) => c).flatMap((c) =>
    CLASS_MEASURES.flatMap((measure) => {
      const score = classScore(evaluation, measure, c);
      return score === undefined ? [] : [[measureOfClass(measure, c), score] as const];
    }),
  );
  return { cost, accuracy: evaluation.accuracy, ...meanScores(evaluation), ...Object.fromEntries(ofClasses) };
}

/** @throws RoomError where `plan` does not fit `machine`. */
function assertRoom(plan: Plan, options: ParsedOptions, machine: Machine): void {
  try {
    assertFitsMachine(plan, options, machine);
  } catch (error) {
    const { message, hint } = asDnnError(error);
    throw new RoomError(message, hint, plan.memory + (machine.memoryTaken ?? 0));
  }
}

/** The error of a backend that does not start here. @throws RoomError */
function asRefusal(error: unknown): never {
  const { message, hint } = asDnnError(error);
  throw new RoomError(message, hint);
}

/** The result that an error is. @throws DnnError for what may end otherwise on another machine, or another time. */
function asEnd(error: unknown): End {
  if (error instanceof RoomError) throw error;
  const { code, message, hint, cause } = asDnnError(error);
  if (code === 'diverged') return lost(code, message);
  // Of the engine: what options and data are to blame for has no cause.
  if (memoryError(error) !== undefined || cause instanceof RangeError) throw new RoomError(message, hint);
  if (code === 'usage' || code === 'data') return lost('failed', message);
  throw asDnnError(error);
}

/** The end of a trial that has no measures. */
function lost(outcome: Exclude<TrialOutcome, 'done'>, problem: string): End {
  return {
    outcome,
    measures: {},
    sha256: sha256([Buffer.from(outcome)]),
    problem: shortened(problem, MOST_PROBLEM_CHARACTERS),
  };
}

/** The result of a trial that no process has brought to an end. */
export function failedResult({ id }: Trial, problem: string, machine: string): TrialResult {
  const nothing = { iterations: 0, updates: 0, planned: 0, costs: [], seconds: 0 };
  return { id, ...lost('failed', problem), ...nothing, machine, died: true };
}

/** At most {@link MOST_COSTS} of the points, evenly, and the last. */
function thinned(costs: readonly CostPoint[]): CostPoint[] {
  const last = costs.length - 1;
  const stride = Math.max(1, Math.ceil(last / (MOST_COSTS - 1)));
  return costs.filter((_, i) => i % stride === 0 || i === last);
}

/** Follows a trial: how far it has come, and its costs on the way. */
class Course {
  readonly costs: CostPoint[] = [];
  /** Updates before the trial, in all, after which it ends, and of the whole run. */
  begun = 0;
  iteration = 0;
  until = 0;
  planned = 0;
  readonly #surroundings: TrialSurroundings;
  #breathed: number;

  constructor(surroundings: TrialSurroundings) {
    this.#surroundings = surroundings;
    this.#breathed = surroundings.now();
  }

  plans(iterations: number, until: number): void {
    this.planned = iterations;
    this.until = until;
  }

  goesOn({ snapshot, begun }: Beginning): void {
    this.begun = begun;
    this.iteration = snapshot.iteration;
    for (const cost of snapshot.costs) this.costs.push(cost);
  }

  /** Has work done to its end, with breaths. */
  async follow<T>(work: Generator<TrainEvent | number, T, void>): Promise<T> {
    const { now, breathe } = this.#surroundings;
    for (;;) {
      const next = work.next();
      if (next.done) return next.value;
      if (typeof next.value === 'object') this.#note(next.value);
      if (breathe === undefined || now() - this.#breathed < BREATH_MILLISECONDS) continue;
      await breathe(this);
      this.#breathed = now();
    }
  }

  #note(event: TrainEvent): void {
    if (event.event === 'step') this.iteration = event.iteration + 1;
    else if (event.event === 'cost') this.costs.push([event.iteration, event.cost]);
    else if (event.event === 'snapshot') this.#surroundings.keep?.(event.snapshot, this.begun);
  }
}
