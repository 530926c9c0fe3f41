/** `dnn train`: options → data → plan → train, with checkpoints on the way → save. */
import { resolve } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { DnnError, optionError } from '../../errors.js';
import { type Checkpoint, checkpointPath, identify } from '../../model/checkpoint/checkpoint.js';
import { createModel, type DataSource } from '../../model/model.js';
import { parseLayers } from '../../nn/spec.js';
import { planLines } from '../../report/terminal/plan-lines.js';
import { forecastLines } from '../../report/terminal/times.js';
import type { RunEvent } from '../../train/events.js';
import { assertMeasured, checkExpectations, metricsOf, metricValues } from '../../train/expectation.js';
import type { Forecast } from '../../train/forecast/forecast.js';
import { type Plan, planTraining } from '../../train/plan.js';
import type { MeasuredSplit } from '../../train/records.js';
import { NO_STAGES, type Stages, Stopwatch } from '../../train/stages.js';
import { type Trained, train } from '../../train/trainer.js';
import type { Code, Invocation, Resolved } from '../command.js';
import { machine } from '../inputs/machine.js';
import { openData, pictureShape } from '../inputs/open-data.js';
import { Keeper, shellWord } from '../run/keeper.js';
import { recordOptions } from '../run/recorded-options.js';
import { Reporter } from '../run/reporter.js';
import type { RunRecord } from '../run/run-record.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';
import type { TRAIN, TrainValues } from './train-command.js';

/** How long the loop may keep signals waiting. */
const BREATH_MILLISECONDS = 50;

type Options = typeof TRAIN.options;

/** Goes on from the checkpoint that --resume names, and gives a named run its directory. */
export async function prepare(
  given: Resolved<Options>,
): Promise<Resolved<Options> & Pick<Code<Options>, 'run'>> {
  const { checkpoint, resolved = given } = given.options.resume
    ? (await import('../run/resume.js')).resumeRun(given)
    : {};
  const { name } = resolved.options;
  const placed =
    name === undefined ? resolved : (await import('../run/run-record.js')).inItsDirectory(resolved);
  return { ...placed, run: ({ console, options }) => trainModel(console, options, checkpoint) };
}

export function run({ console, options }: Invocation<Options>): Promise<void> {
  return trainModel(console, options, undefined);
}

async function trainModel(
  console: Console,
  options: TrainValues,
  checkpoint: Checkpoint | undefined,
): Promise<void> {
  // The clock of the process starts with it.
  const stopwatch = new Stopwatch(() => performance.now(), 'start', 0);
  stopwatch.enter('reading');
  const dataset = await readData(options, console);
  const resume = checkpoint && (await import('../run/resume.js'));
  // Before the plan, which would find layers that do not fit other data.
  if (checkpoint) resume?.assertGoesOn(checkpoint, dataset, options, console);
  const plan = planTraining(dataset, options, machine(options), checkpoint?.snapshot.firstLayer);
  if (checkpoint) resume?.assertLength(checkpoint, options, plan, options.resume as string);
  // To forecast belongs to no stage of the run.
  stopwatch.pause();
  const timing = options.explain ? await import('../run/forecast.js') : undefined;
  const expected = await timing?.forecast(dataset, options, plan, stopwatch.read());
  if (expected && options.explain === true) return explain(plan, expected, options, console);
  assertApart(options);

  const stages = timing ? stopwatch : NO_STAGES;
  const progress = await console.progress('Training', 'updates');
  const record = await recordOf(options, console);
  const reporter = new Reporter(console, options.logFormat === 'json', progress, record);
  const keeper = keeperOf(dataset, options, reporter, console, record);
  try {
    const { out: _, ...config } = recordOptions(options);
    record?.begin(config);
    const trained = await follow({ dataset, options, plan, stages, checkpoint }, keeper, reporter, console);
    stages.enter('record');
    const model = createModel(dataset, options, trained, sourceOf(dataset, options));
    stages.enter('saving');
    keeper.save(model);
    console.onLost(`The model was saved to ${options.out} all the same.`);
    console.onAbandon(undefined);
    if (!trained.interrupted) await reporter.picture(trained, dataset);
    if (timing && expected) reporter.report(timing.analysis(stopwatch.read(), expected));
    reporter.report(endOf(trained, keeper, console));
    keeper.finish();
    if (!trained.interrupted) await record?.report(options, console, dataset);
    assertEvaluated(trained, options, console);
    if (!trained.interrupted)
      checkExpectations(
        options.expect,
        metricValues(trained.evaluations, trained.costs[trained.costs.length - 1][1]),
      );
  } catch (error) {
    record?.fail(error);
    throw error;
  } finally {
    keeper.release();
    record?.close();
  }
}

/** @throws DnnError (usage) also when --expect asks for what the data cannot tell. */
async function readData(options: TrainValues, console: Console): Promise<Dataset> {
  const { data, xKey, yKey, classes, maxMemory, expect, layers } = options;
  const shape = pictureShape(parseLayers(layers).input);
  const dataset = await openData(data, { xKey, yKey, shape, classes, maxMemory }, console);
  assertMeasured(expect, metricsOf(splitsOf(dataset, options)));
  return dataset;
}

/** What the model is told of where its data are from. */
function sourceOf(dataset: Dataset, { data: source, xKey, yKey, classes }: TrainValues): DataSource {
  // Classes as they are called: a number may mean another class in other data.
  return { source, xKey, yKey, classes: classes && dataset.classes };
}

/** Where a run that has a name, or goes on as one that has, keeps what it tells; loaded for those alone. */
async function recordOf(options: TrainValues, console: Console): Promise<RunRecord | undefined> {
  if (options.name === undefined && options.resume === undefined) return undefined;
  const record = await import('../run/run-record.js');
  return record.RunRecord.of(options, (line) => console.warn(line));
}

function keeperOf(
  dataset: Dataset,
  options: TrainValues,
  reporter: Reporter,
  console: Console,
  record: RunRecord | undefined,
): Keeper {
  const describe = () => ({
    dnn: packageVersion(),
    options: recordOptions(options),
    data: identify(dataset),
  });
  const report = (event: RunEvent) => reporter.report(event);
  const warn = (line: string) => console.warn(line);
  try {
    return new Keeper({ out: options.out, describe, report, warn }, options.checkpointEvery !== undefined);
  } catch (error) {
    record?.close();
    throw error;
  }
}

/** How the run ended: by itself, or by a signal. */
function endOf({ interrupted, iterations, plan }: Trained, { resume }: Keeper, console: Console): RunEvent {
  const seconds = performance.now() / 1000;
  if (!interrupted) return { event: 'done', iterations, seconds };
  const { signal = 'SIGINT' } = console;
  const reached = { iteration: iterations, iterations: plan.iterations };
  return { event: 'interrupted', signal, ...reached, seconds, ...(resume && { resume }) };
}

/** @throws DnnError (data) when held-out examples could not be evaluated; of a run that goes on it is a warning. */
function assertEvaluated({ overflow, interrupted }: Trained, { out }: TrainValues, console: Console): void {
  if (overflow === undefined) return;
  const { split, problem } = overflow;
  const message = `the numbers overflow on the ${split} set: ${problem}`;
  if (interrupted) console.warn(`${message}.`);
  else {
    const hint = 'Look for values that are far too large, then evaluate again: dnn evaluate.';
    throw new DnnError('data', message, `The model was saved to ${out} all the same. ${hint}`);
  }
}

/** The splits that the run will be evaluated on. */
function splitsOf({ test }: Dataset, { validationSplit }: TrainValues): MeasuredSplit[] {
  return [
    'train',
    ...(validationSplit > 0 ? (['validation'] as const) : []),
    ...(test ? (['test'] as const) : []),
  ];
}

function explain(plan: Plan, expected: Forecast, { logFormat }: TrainValues, console: Console): void {
  if (logFormat === 'json') console.print(JSON.stringify({ event: 'plan', plan, expected }));
  else for (const line of [...planLines(plan), ...forecastLines(expected)]) console.say(line);
}

/** @throws DnnError (usage) when the model or its checkpoint would take the place of what they are made from. */
function assertApart({ out, data, resume }: TrainValues): void {
  const same = (a: string, b: string | undefined) => b !== undefined && resolve(a) === resolve(b);
  if (same(out, resume)) {
    throw optionError('out', out, 'it is the checkpoint itself', 'Give the model another name.');
  }
  if (!same(out, data) && !same(checkpointPath(out), data)) return;
  const what = same(out, data) ? 'it' : `its checkpoint, ${checkpointPath(out)},`;
  throw optionError('out', out, `${what} is the dataset itself`, 'Give the model another name.');
}

interface Work {
  readonly dataset: Dataset;
  readonly options: TrainValues;
  readonly plan: Plan;
  readonly stages: Stages;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Trains: every event is passed on, snapshots are kept, signals have their turn. From the first update on a
 * signal ends the run after the update that it is at; until then nothing is lost by ending at once.
 */
async function follow(
  { dataset, options, plan, stages, checkpoint }: Work,
  keeper: Keeper,
  reporter: Reporter,
  console: Console,
): Promise<Trained> {
  const ending = new AbortController();
  const end = () => {
    // To evaluate and save may take seconds, in which nothing else is told.
    console.remark('Evaluating and saving what has been trained; once more quits at once.');
    ending.abort();
  };
  const { checkpointEvery } = options;
  const from = checkpoint?.snapshot;
  const control = { from, checkpointEvery, stats: options.logStats, signal: ending.signal };
  const events = train(dataset, options, plan, stages, control);
  if (checkpoint) reporter.goesOnWith(`dnn train --resume ${shellWord(options.resume as string)}`);
  let breath = performance.now();
  try {
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) return next.value;
      const event = next.value;
      if (event.event === 'snapshot') {
        keeper.keep(event.snapshot, ending.signal.aborted);
        reporter.goesOnWith(keeper.resume);
      } else reporter.report(event);
      if (event.event === 'step') console.onSignal(end);
      const isUrgent = event.event === 'start' || ending.signal.aborted;
      if (performance.now() - breath < BREATH_MILLISECONDS && !isUrgent) continue;
      await console.breathe();
      breath = performance.now();
    }
  } finally {
    reporter.stop();
  }
}
