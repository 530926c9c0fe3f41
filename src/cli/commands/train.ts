/** `dnn train`: options → data → plan → train → save. */

import type { Dataset } from '../../data/dataset.js';
import { thinClass } from '../../data/folds.js';
import type { Preparation } from '../../data/preparation.js';
import { warningSentence, warningsOn } from '../../data/tables/column-warnings.js';
import { DnnError, flagOf } from '../../errors.js';
import type { Checkpoint } from '../../model/checkpoint/checkpoint.js';
import { classNames, createModel } from '../../model/model.js';
import { planLines } from '../../report/terminal/plan-lines.js';
import { forecastLines } from '../../report/terminal/times.js';
import { shell } from '../../shell.js';
import { balanceSentence } from '../../train/class-weights.js';
import { assertMeasured } from '../../train/expectation.js';
import { type Folds, planFolds } from '../../train/folds.js';
import type { Forecast } from '../../train/forecast/forecast.js';
import { unknownSentence } from '../../train/known-categories.js';
import { written } from '../../train/options/option.js';
import { tableDefaults, trainingPart } from '../../train/options/options.js';
import { type Plan, planTraining } from '../../train/plan.js';
import { NO_STAGES, Stopwatch } from '../../train/stages.js';
import { assertFilled, scaleSentence } from '../../train/table-scaling.js';
import type { TracedIterations } from '../../train/trace/traced-iterations.js';
import type { Code, Invocation, Resolved } from '../command.js';
import { dataSource } from '../inputs/data-source.js';
import { machine } from '../inputs/machine.js';
import { openData, readingOf } from '../inputs/open-data.js';
import { sourceOf as givenIn } from '../options/resolve.js';
import { follow, followFolds } from '../run/follow.js';
import { RunOutput } from '../run/run-output.js';
import { assertEvaluated, rejection, splitsOf, unmet } from '../run/verdict.js';
import type { Console } from '../terminal/console.js';
import { warnOfFallback } from '../terminal/fallback.js';
import type { TRAIN, TrainValues } from './train-command.js';

type Options = typeof TRAIN.options;

/** Goes on from the checkpoint that --resume names, and gives a named run its directory. */
export async function prepare(
  given: Resolved<Options>,
): Promise<Resolved<Options> & Pick<Code<Options>, 'run'>> {
  const {
    checkpoint,
    damage,
    resolved = given,
  } = given.options.resume ? (await import('../run/resume.js')).resumeRun(given) : {};
  const { name } = resolved.options;
  const isNamed = givenIn('out', given.sources) !== undefined;
  const placed =
    name === undefined ? resolved : (await import('../run/run-record.js')).inItsDirectory(resolved);
  const run: Code<Options>['run'] = (invocation) => {
    const { console, options } = invocation;
    if (damage) console.warn(`${damage}. The run goes on from the checkpoint before it, ${options.resume}.`);
    return trainModel(invocation, isNamed, checkpoint);
  };
  return { ...placed, run };
}

export function run(invocation: Invocation<Options>): Promise<void> {
  return trainModel(invocation, invocation.isGiven('out'), undefined);
}

/** Options → data → plan → train → save. */
async function trainModel(
  invocation: Invocation<Options>,
  isNamed: boolean,
  checkpoint: Checkpoint | undefined,
): Promise<void> {
  const { console } = invocation;
  // The clock of the process starts with it.
  const stopwatch = new Stopwatch(() => performance.now(), 'start', 0);
  stopwatch.enter('reading');
  const dataset = await readData(invocation.options, checkpoint, console);
  const options = optionsFor(dataset, checkpoint, invocation);
  if (checkpoint === undefined) invocation.warnOfUnfit?.(dataset);
  invocation.warnOfIdle?.(options);
  const plan = await planRun(dataset, options, checkpoint, console);
  if (options.trace) await assertTraced(plan, options, options.trace);
  const unknown = unknownSentence(dataset, plan.unknown);
  if (unknown !== undefined) console.note(unknown);
  const balance = balanceSentence(dataset, plan.architecture.classWeights, options.classWeight);
  if (balance !== undefined) console.note(balance);
  const folds = foldsOf(dataset, options, checkpoint, console);
  const timing = await timingOf(dataset, options, plan, folds, stopwatch);
  if (timing && options.explain === true) return explain(plan, folds, timing.expected, options, console);

  const stages = timing ? stopwatch : NO_STAGES;
  assertFilled({ ...dataset, name: options.data ?? dataset.name }, options.missing);
  const from = checkpoint?.snapshot.iteration;
  const output = await RunOutput.open(dataset, options, isNamed, console, { from });
  try {
    const work = { dataset, options, plan, stages, checkpoint };
    output.folds = folds ? await followFolds(work, folds, output, console) : checkpoint?.folds;
    const trained = await follow(work, output, console);
    stages.enter('record');
    const source = dataSource(dataset, options);
    const model = createModel(dataset, trainingPart(options), trained, source, output.folds);
    stages.enter('saving');
    const failure = unmet(options, trained, dataset, output.folds);
    output.save(model, failure !== undefined);
    if (!trained.interrupted) await output.reporter.picture(trained, dataset);
    if (timing) output.reporter.report(timing.analysis());
    await output.finish(trained);
    assertEvaluated(trained, output, console);
    if (failure) throw rejection(failure, options, output);
  } catch (error) {
    output.fail(error);
    throw error;
  } finally {
    output.close();
  }
}

/** The options with the defaults of tables, if the data are one; a run that goes on has had them from its start. */
function optionsFor(
  dataset: Dataset,
  checkpoint: Checkpoint | undefined,
  { options, isGiven, console }: Invocation<Options>,
): TrainValues {
  if (checkpoint !== undefined) return options;
  const taken = tableDefaults(dataset, isGiven);
  const sentence = defaultsSentence(taken);
  if (sentence !== undefined) console.note(sentence);
  return { ...options, ...taken };
}

/** `Defaults of tables: --optimizer adam --epochs 40.` */
function defaultsSentence(taken: Partial<TrainValues>): string | undefined {
  const flags = Object.entries(taken)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${flagOf(name)} ${written(value)}`);
  return flags.length === 0 ? undefined : `Defaults of tables: ${flags.join(' ')}.`;
}

/** The plan of a new run, or of one that goes on. @throws DnnError where data, options or length do not fit. */
async function planRun(
  dataset: Dataset,
  options: TrainValues,
  checkpoint: Checkpoint | undefined,
  console: Console,
): Promise<Plan> {
  if (checkpoint === undefined) return planTraining(dataset, trainingPart(options), machine(options));
  const resume = await import('../run/resume.js');
  // Before the plan, which would find layers that do not fit other data.
  resume.assertGoesOn(checkpoint, dataset, options, console);
  const plan = planTraining(dataset, trainingPart(options), machine(options), checkpoint.snapshot.firstLayer);
  resume.assertLength(checkpoint, options, plan, options.resume as string);
  return plan;
}

/** @throws DnnError (usage) where the run cannot be traced, or not in the memory that there is. */
async function assertTraced(plan: Plan, options: TrainValues, trace: TracedIterations): Promise<void> {
  const { assertTraceable, assertTraceFits } = await import('../../train/trace/traceable.js');
  assertTraceable(plan, trace);
  assertTraceFits(plan, trainingPart(options), trace, machine(options));
}

/** With --folds: the runs before the training; a run that goes on has them behind it. */
function foldsOf(
  dataset: Dataset,
  options: TrainValues,
  checkpoint: Checkpoint | undefined,
  console: Console,
): Folds | undefined {
  const { folds } = options;
  if (folds === undefined || checkpoint !== undefined) return undefined;
  const planned = planFolds(dataset, trainingPart(options), machine(options), folds);
  const doubt = thinClass(dataset, folds);
  if (doubt) console.warn(doubt);
  return planned;
}

/** With --explain: the expected times, and a later analysis of the measured ones. */
async function timingOf(
  dataset: Dataset,
  options: TrainValues,
  plan: Plan,
  folds: Folds | undefined,
  stopwatch: Stopwatch,
) {
  // To forecast belongs to no stage of the run.
  stopwatch.pause();
  if (options.explain === false) return undefined;
  const { forecast, analysis } = await import('../run/forecast.js');
  const expected = await forecast(dataset, trainingPart(options), plan, folds?.plans, stopwatch.read());
  return { expected, analysis: () => analysis(stopwatch.read(), expected) };
}

/** @throws DnnError (usage) also when --expect asks for what the data cannot tell. */
async function readData(
  options: TrainValues,
  checkpoint: Checkpoint | undefined,
  console: Console,
): Promise<Dataset> {
  const { data, drop, classes, maxMemory, expect, layers } = options;
  const how = { ...readingOf(options, layers), maxMemory, like: namesOf(checkpoint) };
  const dataset = await openData(data, how, console);
  if (checkpoint === undefined) assertSeveral(classes);
  const doubtful = warningsOn(dataset).filter(({ fault }) => fault !== 'target');
  const doubts = warningSentence(doubtful, dataset.columns?.length ?? 0, drop);
  const notes = [dataset.scaling, scaleSentence(dataset, options.scale), doubts];
  for (const note of notes) if (note !== undefined) console.note(note);
  assertMeasured(expect, splitsOf(dataset, options), classNames(dataset.classes));
  return dataset;
}

/** @throws DnnError (data) when --classes keeps one class: as a folder of one, it has nothing to tell apart. */
function assertSeveral(classes: readonly string[] | undefined): void {
  if (classes?.length !== 1) return;
  const [value] = classes;
  const problem = 'only one class, expected at least two to tell apart';
  const hint = 'Name the others too, separated by commas, or leave it out.';
  throw new DnnError('data', `${shell`--classes ${value}`}: ${problem}`, hint, {
    option: { name: 'classes', value, problem },
  });
}

/** The names of a checkpoint's table: a file whose columns were moved since is read as before. */
function namesOf(checkpoint: Checkpoint | undefined): Preparation | undefined {
  if (checkpoint === undefined) return undefined;
  const { columns, target, targetDecimal } = checkpoint.data;
  return { columns, target, targetDecimal };
}

function explain(
  plan: Plan,
  folds: Folds | undefined,
  forecast: Forecast,
  { logFormat, optimizer, learningRate }: TrainValues,
  console: Console,
): void {
  const { kernels, fallback, ...expected } = forecast;
  warnOfFallback(fallback, console);
  const runs = folds?.plans;
  if (logFormat === 'json') {
    const folds = runs && { folds: runs.length };
    const event = { event: 'plan', plan, optimizer, learningRate, ...folds, kernels, expected };
    console.print(JSON.stringify(event));
  } else
    for (const line of [...planLines(plan, kernels, runs), ...forecastLines(forecast)]) console.say(line);
}
