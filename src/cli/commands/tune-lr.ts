/** `dnn tune lr`: the learning-rate range test of the network that the flags describe. */
import type { Dataset } from '../../data/dataset.js';
import { optionError } from '../../errors.js';
import { architectureText } from '../../nn/architecture.js';
import { counted } from '../../report/phrases.js';
import { rateChart } from '../../report/terminal/rate-chart.js';
import { commandText } from '../../train/options/command-text.js';
import { tableDefaults, trainingPart } from '../../train/options/options.js';
import { type Plan, planTraining } from '../../train/plan.js';
import { scaleSentence } from '../../train/table-scaling.js';
import { findRate, type RateAnswer } from '../../tune/rates/find-rate.js';
import type { RateCurve } from '../../tune/rates/rate-curve.js';
import type { Invocation } from '../command.js';
import { machine } from '../inputs/machine.js';
import { openData, readingOf } from '../inputs/open-data.js';
import { noteOfWork } from '../inputs/work-limit.js';
import { assertSeeds } from '../sweep/rules.js';
import type { Console } from '../terminal/console.js';
import { warnOfFallback } from '../terminal/fallback.js';
import { Breath } from '../terminal/unhurried.js';
import { REPEATED, type TUNE_LR, type TuneLrValues } from './tune-lr-command.js';

/** The test of a network on its data, and the answer. */
interface Tested {
  readonly dataset: Dataset;
  readonly options: TuneLrValues;
  readonly plan: Plan;
  readonly answer: RateAnswer;
  /** The command that trains with the rate; undefined without one. */
  readonly command: string | undefined;
}

export async function run(invocation: Invocation<typeof TUNE_LR.options>): Promise<void> {
  const { console, options: given, isGiven, warnOfIdle, warnOfUnfit } = invocation;
  assertRange(given);
  assertSeeds(given);
  const dataset = await openOwn(given, console);
  warnOfUnfit?.(dataset);
  const options = { ...given, ...tableDefaults(dataset, isGiven) };
  warnOfIdle?.(options);
  const plan = planTraining(dataset, trainingPart(options), machine(options));
  noteOfWork(2 * options.seeds * options.updates * plan.work.update, 'the test', undefined, console);
  const answer = await follow(dataset, options, plan, console);
  warnOfFallback(answer.fallback, console);
  const command = answer.found && commandWith(answer.found.learningRate, options, isGiven);
  const tested = { dataset, options, plan, answer, command };
  if (options.json) console.print(JSON.stringify(jsonReport(tested)));
  else print(tested, console);
  for (const remark of remarks(tested)) console.remark(remark);
}

/** @throws DnnError (usage) where the rates span too little. */
function assertRange({ lowest, highest }: TuneLrValues): void {
  if (highest >= 100 * lowest) return;
  const problem = `expected at least 100 times --lowest (${lowest})`;
  throw optionError('highest', highest, problem, 'The steepest place is looked for within decades of rates.');
}

async function openOwn(options: TuneLrValues, console: Console): Promise<Dataset> {
  const { data, maxMemory, layers } = options;
  const dataset = await openData(data, { ...readingOf(options, layers), maxMemory }, console);
  for (const note of [dataset.scaling, scaleSentence(dataset, options.scale)])
    if (note !== undefined) console.note(note);
  return dataset;
}

async function follow(
  dataset: Dataset,
  options: TuneLrValues,
  plan: Plan,
  console: Console,
): Promise<RateAnswer> {
  const { lowest, highest, updates, seeds } = options;
  const test = findRate(dataset, trainingPart(options), plan, { lowest, highest, updates }, seeds);
  const progress = await console.progress('Testing rates', 'updates');
  const breath = new Breath(console);
  try {
    for (let next = await test.next(); ; next = await test.next()) {
      if (next.done) return next.value;
      if (!breath.isDue) continue;
      progress?.update(next.value.updates, next.value.total);
      await breath.take();
    }
  } finally {
    progress?.stop();
  }
}

/** The command that trains with `learningRate` and every option that was given. */
function commandWith(
  learningRate: number,
  options: TuneLrValues,
  isGiven: (option: string) => boolean,
): string {
  const values: Readonly<Record<string, unknown>> = options;
  const given = Object.keys(REPEATED).filter(isGiven);
  return commandText('train', REPEATED, {
    ...Object.fromEntries(given.map((name) => [name, values[name]])),
    learningRate,
  });
}

function jsonReport({ dataset, options, plan, answer, command }: Tested): object {
  const { lowest, highest, updates, optimizer } = options;
  const { found, reason, curves, kernels } = answer;
  return {
    dataset: dataset.name,
    examples: plan.examples,
    layers: architectureText(plan.architecture),
    optimizer,
    batchSize: plan.batchSize,
    kernels,
    lowest,
    highest,
    updates,
    learningRate: found?.learningRate ?? null,
    interval: found?.interval ?? null,
    command: command ?? null,
    ...(reason && { reason }),
    starts: curves.map(({ seed, steepest, end, points }) => ({
      seed,
      learningRate: steepest?.rate ?? null,
      end,
      points,
    })),
  };
}

function print({ dataset, options, plan, answer, command }: Tested, console: Console): void {
  const { lowest, highest, updates, optimizer } = options;
  const { found, reason, curves } = answer;
  const batch = plan.batchSize < plan.examples ? `batches of ${plan.batchSize}` : 'the whole set at once';
  console.say(
    `Learning-rate range test of ${architectureText(plan.architecture)} on ${counted(plan.examples, 'example')} of ${dataset.name}: ${optimizer}, ${batch}, ${counted(curves.length, 'start')} of at most ${updates} updates, from ${lowest} to ${highest}`,
    '',
  );
  if (found === undefined) {
    console.say(`No answer: ${reason?.message}.`, reason?.hint ?? '');
    return;
  }
  if (console.watched) chart(found.curve, found.learningRate, console);
  const [low, high] = found.interval;
  const starts = curves.length === 1 ? 'from one start' : `${low} to ${high} over ${curves.length} starts`;
  console.say(`The cost falls fastest at a learning rate of ${found.learningRate} (${starts}).`);
  console.say(`Train with it: ${command}`);
}

function chart({ points }: RateCurve, rate: number, console: Console): void {
  const smoothed = points.map(([rate, , cost]) => [rate, cost] as const);
  for (const line of rateChart(smoothed, rate, console.columns, console.colour)) console.draw(line);
  console.draw('');
}

/** Doubts about the answer, and its limits. */
function remarks({ options, plan, answer }: Tested): string[] {
  const { found, curves, reason } = answer;
  if (found === undefined) return [];
  const without = curves.filter(({ steepest }) => steepest === undefined).length;
  const edges = new Set(curves.flatMap(({ steepest }) => steepest?.at ?? []));
  const { optimizer, batchSize } = options;
  const isWhole = plan.batchSize >= plan.examples;
  const batch = isWhole || batchSize === undefined ? 'the whole set' : `batches of ${plan.batchSize}`;
  return [
    ...(without > 0 ? [`${without} of ${curves.length} starts had no slope: ${reason?.message}.`] : []),
    ...(found.interval[1] > 10 * found.interval[0]
      ? [
          'The starts differ by more than a factor of 10, so the answer is rough: try more --updates or --seeds.',
        ]
      : []),
    ...Array.from(edges, (edge) => `The curve is steepest at its ${edge} rate: try another --${edge}.`),
    `This rate is for ${optimizer} on ${batch}: another optimizer, batch size or start (--init, --layers) needs another rate. A long run may want it to fall: --lr-decay cosine.`,
  ];
}
