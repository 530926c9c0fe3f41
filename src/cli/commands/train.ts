/** `dnn train`: options → data → plan → train → save. */
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { DnnError } from '../../errors.js';
import { proveWritable } from '../../files.js';
import { saveModel } from '../../model/files.js';
import { createModel } from '../../model/model.js';
import { parseLayers } from '../../nn/spec.js';
import { jsonLine } from '../../report/jsonl.js';
import { diagnosisLine, doneLine, eventLine, planLines, startLine } from '../../report/lines.js';
import { analysisLines, forecastLines } from '../../report/times.js';
import type { Forecast } from '../../train/calibration.js';
import type { RunEvent } from '../../train/events.js';
import { assertMeasured, checkExpectations, type MeasuredSplit, metricsOf } from '../../train/expectation.js';
import type { OptionValues } from '../../train/options.js';
import { type Plan, planTraining } from '../../train/plan.js';
import { NO_STAGES, Stopwatch } from '../../train/stages.js';
import { type Trained, train } from '../../train/trainer.js';
import type { Console } from '../console.js';
import type { Invocation } from '../invocation.js';
import { openData, pictureShape } from '../open-data.js';

/** The share of the machine's memory that a run may plan with. */
const MEMORY_SHARE = 0.8;
/** How long the loop may keep signals waiting. */
const BREATH_MILLISECONDS = 50;

export async function run({ console, options }: Invocation): Promise<void> {
  const { out, data, xKey, yKey, classes } = options;
  // The clock of the process starts with it.
  const stopwatch = new Stopwatch(() => performance.now(), 'start', 0);
  stopwatch.enter('reading');
  const shape = pictureShape(parseLayers(options.layers).input);
  const dataset = await openData(data, { xKey, yKey, shape, classes }, console);
  assertMeasured(options.expect, metricsOf(splitsOf(dataset, options)));
  const plan = planTraining(dataset, options, {
    memoryLimit: availableMemory() * MEMORY_SHARE,
    cores: availableParallelism(),
  });
  // To forecast belongs to no stage of the run.
  stopwatch.pause();
  const past = stopwatch.read();
  const timing = options.explain ? await import('../forecast.js') : undefined;
  if (timing && options.explain === true) {
    explain(plan, await timing.forecast(dataset, options, plan, past), options, console);
    return;
  }
  assertNotData(out, data);
  proveWritable(out);

  const expected = await timing?.forecast(dataset, options, plan, past);
  const stages = timing ? stopwatch : NO_STAGES;
  const reporter = new Reporter(console, options.logFormat === 'json');
  const trained = await follow(train(dataset, options, plan, stages), reporter, console);
  stages.enter('record');
  const model = createModel(dataset, options, trained, {
    source: data,
    xKey,
    yKey,
    // As they are called: a number may mean another class in other data.
    classes: classes && dataset.classes,
  });
  stages.enter('saving');
  saveModel(out, model);
  console.onAbandon(undefined);
  reporter.report({ event: 'saved', path: out, sha256: model.training.sha256 as string });
  if (timing && expected) reporter.report(timing.analysis(stopwatch.read(), expected));
  const seconds = performance.now() / 1000;
  reporter.report({ event: 'done', iterations: trained.iterations, seconds });
  checkExpectations(options.expect, results(trained));
}

/** The splits that the run will be evaluated on. */
function splitsOf({ test }: Dataset, { validationSplit }: OptionValues): MeasuredSplit[] {
  return [
    'train',
    ...(validationSplit > 0 ? (['validation'] as const) : []),
    ...(test ? (['test'] as const) : []),
  ];
}

function explain(plan: Plan, expected: Forecast, { logFormat }: OptionValues, console: Console): void {
  const lines =
    logFormat === 'json'
      ? [JSON.stringify({ event: 'plan', plan, expected })]
      : [...planLines(plan), ...forecastLines(expected)];
  for (const line of lines) console.print(line);
}

/** @throws DnnError (usage) when the model would take the place of what it is trained on. */
function assertNotData(out: string, data: string | undefined): void {
  if (data === undefined || resolve(out) !== resolve(data)) return;
  throw new DnnError('usage', `--out ${out} is the dataset itself`, 'Give the model another name.');
}

/** Passes every event on, letting signals have their turn, and returns what was trained. */
async function follow(
  events: AsyncGenerator<RunEvent, Trained, void>,
  reporter: Reporter,
  console: Console,
): Promise<Trained> {
  let breath = performance.now();
  try {
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) return next.value;
      reporter.report(next.value);
      if (performance.now() - breath < BREATH_MILLISECONDS) continue;
      await console.breathe();
      breath = performance.now();
    }
  } finally {
    reporter.stop();
  }
}

/** Draws or logs events. */
class Reporter {
  readonly #console: Console;
  readonly #json: boolean;
  readonly #progress;
  #updates = 0;

  constructor(console: Console, json: boolean) {
    this.#console = console;
    this.#json = json;
    this.#progress = console.progress('Training', 'updates');
    console.onAbandon(() => `Interrupted at iteration ${this.#updates}: no model was written.`);
  }

  report(event: RunEvent): void {
    if (event.event === 'step') {
      this.#updates = event.iteration + 1;
      this.#progress?.update(event.iteration + 1, event.iterations, `cost ${event.cost.toFixed(6)}`);
    } else if (this.#json) {
      this.#above(() => this.#console.print(jsonLine(event) as string));
    } else {
      this.#pretty(event);
    }
  }

  stop(): void {
    this.#progress?.stop();
  }

  #pretty(event: RunEvent): void {
    if (event.event === 'start') this.#console.remark(startLine(event));
    if (event.event === 'done') this.#console.remark(doneLine(event));
    if (event.event === 'diagnosis') this.#console.warn(diagnosisLine(event));
    const line = eventLine(event);
    if (line !== undefined) this.#above(() => this.#console.print(line));
    if (event.event === 'analysis') for (const row of analysisLines(event)) this.#console.print(row);
  }

  #above(write: () => void): void {
    if (this.#progress === undefined) write();
    else this.#progress.above(write);
  }
}

function results({ costs, evaluations: { train, validation, test } }: Trained) {
  return {
    cost: costs[costs.length - 1][1],
    train_accuracy: train.accuracy,
    train_cost: train.cost,
    ...(validation && {
      validation_accuracy: validation.accuracy,
      validation_cost: validation.cost,
    }),
    ...(test && { test_accuracy: test.accuracy, test_cost: test.cost }),
  };
}

/** Of the machine, or of the container it runs in. */
function availableMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
