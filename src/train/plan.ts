/** The execution plan: the network that options and data describe, its counted work and memory, and layer 1's form. */
import { type Dataset, featureCount } from '../data/dataset.js';
import { assertPlannable } from '../data/given.js';
import { heldOutCounts } from '../data/hold-out.js';
import { optionError } from '../errors.js';
import { type Architecture, layerWeights, normalisesUnits, parameterCount } from '../nn/architecture.js';
import { assertUnscaled, pictureShape } from './augmenting.js';
import { classWeightsOf } from './class-weights.js';
import { chooseFirstLayer, type FirstLayer, type FirstLayerForm } from './first-layer.js';
import { unknownFeatures, withoutFeatures } from './known-categories.js';
import { type MemoryParts, memoryNeeded, totalBytes } from './memory/memory.js';
import { assertMemory, type MemoryLimit } from './memory/memory-limit.js';
import {
  type ParsedOptions,
  parsedOptions,
  TRAINING_OPTIONS,
  type TrainingOptions,
} from './options/options.js';
import { planArchitecture } from './planned-architecture.js';
import { nonZeroShare } from './zeros.js';

/** A run as decided and counted before it starts. */
export interface Plan {
  readonly architecture: Architecture;
  /** Training examples, without those held out. */
  readonly examples: number;
  /** Examples held out for validation, where there are some. */
  readonly validation?: number;
  /** Features of the data that are left out: categories that no training example has. */
  readonly unknown?: readonly number[];
  readonly parameters: number;
  readonly batchSize: number;
  /** Parameter updates in all. */
  readonly iterations: number;
  readonly firstLayer: FirstLayer;
  /** Multiply-adds of one update and of the whole run. */
  readonly work: { readonly update: number; readonly total: number };
  /** Bytes of all matrices, roughly. */
  readonly memory: number;
  /** The same by what they hold. */
  readonly memoryParts: MemoryParts;
  readonly threads: number;
}

/** The machine's limits; the trainer itself asks nobody. */
export interface Machine extends MemoryLimit {
  /** Threads that may run at once; without it one. */
  readonly cores?: number | undefined;
}

/** The address space of the wasm backend. */
const WASM_MEMORY: MemoryLimit = { memoryLimit: 2 ** 32, limitedBy: 'a WebAssembly memory holds' };
const WASM_ADVICE = 'Use --dtype float32, a smaller --batch-size, fewer units, or --backend js (slower).';
const MACHINE_ADVICE =
  'Use fewer units, a smaller --batch-size or --dtype float32, or allow more: --max-memory.';
/** Most parameters of a model file: the text of more passes the longest string that can be read back. */
const MAX_PARAMETERS = 20_000_000;

/**
 * Decides what a run on `dataset` does, and counts its parameters, work and memory (in bytes). A run that is
 * resumed keeps the `form` of its first layer, whatever the work that is left.
 * @throws DnnError (usage) when layers do not fit the data, names do not go together, or the process would
 * pass `memoryLimit` bytes; (data) when the dataset is none that can be trained on.
 */
export function planTraining(
  whole: Dataset,
  given: TrainingOptions,
  machine: Machine = {},
  form?: FirstLayerForm,
): Plan {
  const options = parsedOptions(given, whole);
  assertPlannable(whole);
  const unknown = unknownFeatures(whole, options);
  const dataset = withoutFeatures(whole, unknown);
  assertUnscaled(options);
  if (options.augment !== undefined) pictureShape(dataset, options.augment);
  const heldOut = validationCounts(dataset, options);
  const architecture = weightedArchitecture(dataset, options, heldOut);
  const validation = heldOut.reduce((sum, count) => sum + count, 0);
  const examples = dataset.train.examples - validation;
  const batchSize = Math.min(options.batchSize ?? examples, examples);
  assertBatchVaries(architecture, batchSize);
  const iterations = runLength(options, examples, batchSize);
  const nonZeros = () => nonZeroShare(dataset.train, featureCount(dataset));
  const run = { examples, validation, batchSize, iterations, nonZeros };
  const firstLayer = chooseFirstLayer(architecture, options, run, form);
  const update =
    (firstLayer.work[firstLayer.form] as number) / iterations + deeperWork(architecture, batchSize);
  const dual = firstLayer.form === 'dual';
  const shape = { examples, validation, batchSize, dual, nonZeros: firstLayer.nonZeros };
  const memoryParts = memoryNeeded(dataset, architecture, options, shape);
  const plan: Plan = {
    architecture,
    examples,
    ...(validation > 0 && { validation }),
    ...(unknown.length > 0 && { unknown }),
    parameters: parameterCount(architecture),
    batchSize,
    iterations,
    firstLayer,
    work: { update, total: update * iterations },
    memory: totalBytes(memoryParts),
    memoryParts,
    threads: options.threads ?? threadsThatPay(update, iterations, machine.cores ?? 1),
  };
  assertFits(plan, options);
  assertFitsMachine(plan, options, machine);
  return plan;
}

/** The network of the options on `dataset`, with the weights of its classes where there are some. */
function weightedArchitecture(
  dataset: Dataset,
  options: ParsedOptions,
  heldOut: readonly number[],
): Architecture {
  const { name, shape, classes } = dataset;
  const classWeights = classWeightsOf(dataset, options.classWeight, heldOut);
  const architecture = planArchitecture({ name, shape, classes: classes.length }, options);
  return { ...architecture, ...(classWeights && { classWeights }) };
}

/** @throws DnnError (usage) when the run would fit no machine: the model file, or WebAssembly's memory, is too small. */
function assertFits({ parameters, memoryParts }: Plan, { layers, backend }: ParsedOptions): void {
  // No advice about memory helps a network that could not be saved.
  assertFitsModelFile(layers.text, parameters);
  const asked = { option: 'layers', value: layers.text } as const;
  if (backend !== 'js') assertMemory(asked, parameters, memoryParts, WASM_MEMORY, WASM_ADVICE);
}

/** @throws DnnError (usage) when a planned run would pass the memory of `machine`. */
export function assertFitsMachine(
  { parameters, memoryParts }: Plan,
  { layers: { text: value } }: Pick<ParsedOptions, 'layers'>,
  machine: Machine,
): void {
  assertMemory({ option: 'layers', value }, parameters, memoryParts, machine, MACHINE_ADVICE);
}

/** Examples of each class that are held out; none where no class is. @throws DnnError (usage) when that would be nothing. */
function validationCounts({ train, classes }: Dataset, { validationSplit }: TrainingOptions): number[] {
  return validationSplit === 0 ? [] : heldOutCounts(train, classes.length, validationSplit);
}

/** Updates in all: epochs, where they are given, come before the iterations that all options have. */
function runLength({ epochs, iterations }: TrainingOptions, examples: number, batchSize: number): number {
  if (epochs !== undefined) return epochs * Math.ceil(examples / batchSize);
  return iterations ?? (TRAINING_OPTIONS.iterations.default as number);
}

/** @throws DnnError (usage) when batch norm would take away all that a batch has. */
function assertBatchVaries(architecture: Architecture, batchSize: number): void {
  if (batchSize > 1 || !normalisesUnits(architecture)) return;
  throw optionError(
    'batchNorm',
    undefined,
    'the one example of a batch is its own mean, so that all inputs look the same',
    'Use a --batch-size of at least 2, better 16 or more.',
  );
}

/** Three products a layer (Z, dW, dA) beyond the first. */
function deeperWork(architecture: Architecture, batchSize: number): number {
  let work = 0;
  for (const weights of layerWeights(architecture).slice(1)) {
    if (weights) work += (2 * weights.work.forward + weights.work.inputGradient) * batchSize;
  }
  return work;
}

/** @throws DnnError (usage) when a network of so many parameters could not be saved. */
export function assertFitsModelFile(layers: string, parameters: number): void {
  if (parameters <= MAX_PARAMETERS) return;
  throw optionError(
    'layers',
    layers,
    `${parameters} parameters, a model file holds at most ${MAX_PARAMETERS}`,
    'Use fewer units.',
  );
}

/** Starting a worker takes some 50 ms, a tenth of which is the work of 10^8 multiply-adds. */
const WORTH_THREADS = 3e9;
/** Updates of fewer multiply-adds are over in 150 µs, of which handing kernels to others is too large a part. */
const WORTH_SHARING = 4e6;
/** More threads than this share the memory's bandwidth and little else. */
const MOST_THREADS = 8;

/** As many as the machine has, where the work of an update and of the run is worth waking them. */
function threadsThatPay(update: number, iterations: number, cores: number): number {
  const pays = update >= WORTH_SHARING && update * iterations >= WORTH_THREADS;
  return pays ? Math.min(cores, MOST_THREADS) : 1;
}
