/** `dnn gradcheck`: does backpropagation agree with centred differences, for the network that the flags describe? */
import type { Dataset } from '../../data/dataset.js';
import { examplesAt, featureCount, isOfNumbers } from '../../data/dataset.js';
import { toInputs, toTargets } from '../../data/examples.js';
import { targetScale } from '../../data/target-scale.js';
import type { Backend } from '../../engine/backend.js';
import { createBackend } from '../../engine/backends.js';
import type { Matrix } from '../../engine/matrix.js';
import { RandomState } from '../../engine/rng.js';
import { sizeOf } from '../../engine/shape.js';
import { DnnError, optionError } from '../../errors.js';
import {
  type Architecture,
  architectureText,
  normalisesUnits,
  outputUnits,
  parameterCount,
  parameterShapes,
} from '../../nn/architecture.js';
import { buildNetwork } from '../../nn/build.js';
import { checkGradients, type GradientCheck, unsettle } from '../../nn/gradcheck.js';
import type { Agreement, CheckedEntry } from '../../nn/gradient-agreement.js';
import { drawStart } from '../../nn/init.js';
import { l2Penalty } from '../../nn/penalties.js';
import type { DataShape, LayersSpec } from '../../nn/spec.js';
import { counted } from '../../report/phrases.js';
import { table } from '../../report/terminal/table.js';
import { classWeightsOf } from '../../train/class-weights.js';
import { memoryOfCheck, totalBytes } from '../../train/memory/memory.js';
import { assertMemory } from '../../train/memory/memory-limit.js';
import { tableDefaults } from '../../train/options/options.js';
import { planArchitecture } from '../../train/planned-architecture.js';
import { assertNoneMissing, fittedScaling } from '../../train/table-scaling.js';
import { workOfExample } from '../../train/work.js';
import type { Invocation } from '../command.js';
import { machine } from '../inputs/machine.js';
import { openData, readingOf } from '../inputs/open-data.js';
import { noteOfWork } from '../inputs/work-limit.js';
import type { Console } from '../terminal/console.js';
import { warnOfFallback } from '../terminal/fallback.js';
import { Breath } from '../terminal/unhurried.js';
import type { GRADCHECK, GradcheckValues } from './gradcheck-command.js';

/** The input of random examples where the layers do not say one. */
const RANDOM_INPUT = [10];

/** The subject of a check and its result, for the report. */
interface Checked {
  readonly data: string;
  readonly layers: string;
  readonly examples: number;
  readonly check: GradientCheck;
}

export async function run(invocation: Invocation<typeof GRADCHECK.options>): Promise<void> {
  const { console, options } = invocation;
  const checked = await check(invocation);
  if (options.json) console.print(JSON.stringify(jsonReport(checked, options)));
  else printReport(checked, options, console);
  if (!checked.check.agrees) throw disagreement(checked.check, options);
}

async function check({
  options: given,
  console,
  isGiven,
  warnOfIdle,
  warnOfUnfit,
}: Invocation<typeof GRADCHECK.options>): Promise<Checked> {
  const dataset = given.data === undefined ? undefined : await openOwn(given, console);
  if (dataset) warnOfUnfit?.(dataset);
  // The network that the same flags train.
  const { layers = given.layers } = dataset ? tableDefaults(dataset, isGiven) : {};
  const options = { ...given, layers };
  warnOfIdle?.(options);
  const shape = dataset ? { ...dataset, classes: dataset.classes.length } : randomShape(options.layers);
  const classWeights = dataset && classWeightsOf(dataset, options.classWeight);
  const architecture = { ...planArchitecture(shape, options), ...(classWeights && { classWeights }) };
  const examples = Math.min(options.examples, dataset?.train.examples ?? options.examples);
  assertVaried(architecture, examples);
  const memory = memoryOfCheck(architecture, examples);
  assertMemory(
    { option: 'layers', value: options.layers.text },
    parameterCount(architecture),
    memory,
    machine(options),
    'Use fewer units or fewer --examples, or allow more: --max-memory.',
  );

  const backend = createBackend(options.backend, 'float64', { memory: totalBytes(memory) });
  warnOfFallback(backend.fallback, console);
  const rng = new RandomState(options.seed);
  const { weights } = drawStart(backend, architecture, { init: options.init, biasInit: 'zeros' }, rng);
  const network = buildNetwork(backend, architecture, weights);
  unsettle(network, rng);
  const units = outputUnits(architecture);
  const { X, Y } = dataset
    ? spreadExamples(backend, dataset, examples, units, options)
    : randomExamples(backend, rng, shape, examples, units);

  noteOfWork(workOfCheck(architecture, examples, options), 'the check', backend.fallback, console);
  const breath = new Breath(console);
  const progress = await console.progress('Checking', 'entries');
  try {
    const result = await checkGradients(backend, network, X, Y, {
      rng,
      step: options.step,
      tolerance: options.tolerance,
      samples: options.samples,
      penalty: l2Penalty(backend, options.l2),
      onProgress: breathing(breath, (done, total) => progress?.update(done, total)),
      onPause: () => (breath.isDue ? breath.take() : undefined),
    });
    return {
      data: dataset?.name ?? 'random',
      layers: architectureText(architecture),
      examples,
      check: result,
    };
  } finally {
    progress?.stop();
  }
}

/** Operations of the passes: a forward and a backward one, and two forward for each entry, where no kink is near. */
function workOfCheck(architecture: Architecture, examples: number, { samples }: GradcheckValues): number {
  const entries = parameterShapes(architecture).reduce(
    (sum, { rows, cols }) => sum + Math.min(samples, rows * cols),
    0,
  );
  return (3 + 2 * entries) * examples * workOfExample(architecture);
}

function openOwn(options: GradcheckValues, console: Console): Promise<Dataset> {
  const { data, maxMemory, layers } = options;
  return openData(data, { ...readingOf(options, layers), maxMemory }, console);
}

/** The data that the layers ask for, where there are none. */
function randomShape({ input, output }: LayersSpec): DataShape & { shape: readonly number[] } {
  const classes = output === 'auto' ? 2 : Math.max(2, output);
  return { name: 'random data', shape: input === 'auto' ? RANDOM_INPUT : input, classes };
}

/** @throws DnnError (usage) where batch norm would leave nothing to check. */
function assertVaried(architecture: Architecture, examples: number): void {
  if (examples > 1 || !normalisesUnits(architecture)) return;
  const problem = 'one example is its own mean, so that no gradient is left to check';
  throw optionError('batchNorm', undefined, problem, 'Use --examples 2 or more.');
}

/** `m` training examples at equal distances: sets are often sorted by class. */
function spreadExamples(
  backend: Backend,
  dataset: Dataset,
  m: number,
  units: number,
  options: Parameters<typeof fittedScaling>[2],
) {
  const { train, divisor } = dataset;
  const scaling = fittedScaling(dataset, train, options);
  assertNoneMissing(dataset, train, scaling);
  const n = featureCount(dataset);
  const rows = Int32Array.from({ length: m }, (_, i) => Math.floor((i * train.examples) / m));
  const X = backend.zeros(m, n);
  rows.forEach((row, i) => {
    const values = train.values.subarray(row * n, (row + 1) * n);
    X.data.set(toInputs(backend, values, n, divisor, scaling).data, i * n);
  });
  const scale = isOfNumbers(dataset) ? targetScale(train.labels as Float64Array) : undefined;
  return { X, Y: toTargets(backend, examplesAt(train, [...rows]), units, scale) };
}

/** Gaussians, with classes drawn evenly. */
function randomExamples(
  backend: Backend,
  rng: RandomState,
  { shape, classes }: DataShape,
  m: number,
  units: number,
): { X: Matrix; Y: Matrix } {
  const X = backend.zeros(m, sizeOf(shape));
  X.data.set(rng.randn(m, X.cols));
  const labels = Int32Array.from({ length: m }, () => rng.bounded(classes - 1));
  const split = { examples: m, values: new Float64Array(), labels, dtype: 'float64' };
  return { X, Y: toTargets(backend, split, units) };
}

/** `update`, which now and then lets signals have their turn. */
function breathing(breath: Breath, update: (done: number, total: number) => void) {
  return (done: number, total: number): Promise<void> | undefined => {
    if (!breath.isDue) return undefined;
    update(done, total);
    return breath.take();
  };
}

function jsonReport({ check, ...what }: Checked, { step, tolerance }: GradcheckValues): object {
  return { ...what, step, tolerance, ...check };
}

function printReport(
  { data, layers, examples, check: result }: Checked,
  { step, tolerance }: GradcheckValues,
  console: Console,
): void {
  const source = data === 'random' ? 'random data' : data;
  console.say(`Gradient check of ${layers} on ${counted(examples, 'example')} of ${source}, step ${step}`);
  console.print('');
  const rows = [...result.parameters, { name: 'all', shape: undefined, ...result }].map(
    ({ name, shape, ...found }) => [
      name,
      shape?.join('x') ?? '',
      found.checked,
      found.skipped,
      found.difference.toExponential(2),
      verdict(found, tolerance),
    ],
  );
  const head = ['parameter', 'shape', 'checked', 'skipped', 'relative difference', ''];
  for (const line of table([head, ...rows], console.columns)) console.print(line);
  console.print('');
  if (result.worst) console.say(`Worst entry: ${entryWords(result.worst)}`);
  const rounding = rows.some((row) => row.at(-1) === ROUNDING) ? ' or what rounding makes of them' : '';
  if (result.agrees)
    console.say(`Backpropagation agrees with centred differences, within ${tolerance}${rounding}.`);
  for (const remark of remarks(result, tolerance)) console.remark(remark);
}

/** The verdict on a difference above the tolerance that rounding explains. */
const ROUNDING = 'rounding';

/** The verdict in a row of the table; empty if the difference is small enough. */
function verdict({ checked, difference, agrees }: Agreement, tolerance: number): string {
  if (checked === 0) return 'unchecked';
  if (difference <= tolerance) return '';
  return agrees ? ROUNDING : 'WRONG';
}

/** Explains the verdicts that the table has. */
function remarks({ parameters, skipped }: GradientCheck, tolerance: number): string[] {
  const verdicts = parameters.map((parameter) => verdict(parameter, tolerance));
  return [
    ...(skipped > 0
      ? ['Skipped: the step crosses a kink of relu or max-pooling, where the cost has no derivative.']
      : []),
    ...(verdicts.includes('unchecked') ? ['Unchecked: try another --seed or a smaller --step.'] : []),
    ...(verdicts.includes(ROUNDING) ? ['Rounding: the rounding of the cost explains the difference.'] : []),
  ];
}

function entryWords({ parameter, index, backpropagation, differences }: CheckedEntry): string {
  return `${parameter}[${index.join('][')}]: backpropagation ${backpropagation}, differences ${differences}`;
}

function disagreement(
  { parameters, difference: total, worst }: GradientCheck,
  { tolerance }: GradcheckValues,
): DnnError {
  const wrong = parameters.filter(({ agrees }) => !agrees);
  const places = wrong.length > 0 ? wrong : [{ name: 'all of them together', difference: total }];
  const names = places.map(({ name, difference }) => `${name} (${difference.toExponential(2)})`).join(', ');
  const numbers = places.every(({ difference }) => Number.isFinite(difference));
  return new DnnError(
    'internal',
    `backpropagation and centred differences disagree by more than ${tolerance} in ${names}; worst ${entryWords(worst as CheckedEntry)}`,
    numbers
      ? 'An error in one layer spreads to those before it: look at the last of these. Another --step, such as 1e-6 or 1e-4, tells whether the differences are at fault.'
      : 'The cost or its differences are no numbers. Use a --step near 1e-5, and weights that start smaller (--init).',
  );
}
