/** The execution plan: the network that options and data describe, its counted work and memory, and layer 1's form. */
import type { Dataset } from '../data/dataset.js';
import { heldOutCounts } from '../data/hold-out.js';
import { optionError } from '../errors.js';
import type { OutputActivation } from '../nn/activations.js';
import {
  type Architecture,
  type LayerSpec,
  layerSizes,
  layerWeights,
  normalisesUnits,
  parameterCount,
} from '../nn/architecture.js';
import { isWeighted, type LayerShape, typeOf } from '../nn/layers/layers.js';
import { goesWith, LOSSES, type Loss, type LossName, lossesFor, usualLoss } from '../nn/losses.js';
import { type DataShape, resolveLayers, weighted } from '../nn/spec.js';
import { pictureShape } from './augmenting.js';
import { type MemoryParts, memoryNeeded } from './memory/memory.js';
import { assertMemory, type MemoryLimit } from './memory/memory-limit.js';
import { OPTIMIZERS } from './optimizers.js';
import {
  type ParsedOptions,
  parsedOptions,
  TRAINING_OPTIONS,
  type TrainingOptions,
} from './options/options.js';

/** The two ways to compute the first layer. */
export type FirstLayerForm = 'dual' | 'direct';

/** A run as decided and counted before it starts. */
export interface Plan {
  readonly architecture: Architecture;
  /** Training examples, without those held out. */
  readonly examples: number;
  /** Examples held out for validation, where there are some. */
  readonly validation?: number;
  readonly parameters: number;
  readonly batchSize: number;
  /** Parameter updates in all. */
  readonly iterations: number;
  readonly firstLayer: {
    readonly form: FirstLayerForm;
    readonly reason: string;
    /** Multiply-adds of the whole run, for each form that is possible. */
    readonly work: { readonly direct: number; readonly dual?: number };
  };
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
/** Most parameters of a model file: the text of more passes the longest string that can be read back. */
const MAX_PARAMETERS = 20_000_000;

/**
 * Decides what a run on `dataset` does, and counts its parameters, work and memory (in bytes). A run that is
 * resumed keeps the `form` of its first layer, whatever the work that is left.
 * @throws DnnError (usage) when layers do not fit the data, names do not go together, or the process would
 * pass `memoryLimit` bytes.
 */
export function planTraining(
  dataset: Dataset,
  given: TrainingOptions,
  machine: Machine = {},
  form?: FirstLayerForm,
): Plan {
  const options = parsedOptions(given);
  if (options.augment !== undefined) pictureShape(dataset, options.augment);
  const { name, shape, classes } = dataset;
  const architecture = planArchitecture({ name, shape, classes: classes.length }, options);
  const validation = validationExamples(dataset, options);
  const examples = dataset.train.examples - validation;
  const batchSize = Math.min(options.batchSize ?? examples, examples);
  assertBatchVaries(architecture, batchSize);
  const iterations = runLength(options, examples, batchSize);
  const run = { examples, validation, batchSize, iterations };
  const firstLayer = chooseFirstLayer(architecture, options, run, form);
  const update =
    (firstLayer.work[firstLayer.form] as number) / iterations + deeperWork(architecture, batchSize);
  const dual = firstLayer.form === 'dual';
  const memoryParts = memoryNeeded(dataset, architecture, options, { examples, validation, batchSize, dual });
  const plan: Plan = {
    architecture,
    examples,
    ...(validation > 0 && { validation }),
    parameters: parameterCount(architecture),
    batchSize,
    iterations,
    firstLayer,
    work: { update, total: update * iterations },
    memory: Object.values(memoryParts).reduce((sum, bytes) => sum + bytes, 0),
    memoryParts,
    threads: options.threads ?? threadsThatPay(update, iterations, machine.cores ?? 1),
  };
  // No advice about memory helps a network that could not be saved.
  assertFitsModelFile(options.layers.text, plan.parameters);
  const assertWithin = (limit: MemoryLimit, advice: string) =>
    assertMemory(
      { option: 'layers', value: options.layers.text },
      plan.parameters,
      memoryParts,
      limit,
      advice,
    );
  assertWithin(
    machine,
    'Use fewer units, a smaller --batch-size or --dtype float32, or allow more: --max-memory.',
  );
  if (options.backend !== 'js') assertWithin(WASM_MEMORY, WASM_ADVICE);
  return plan;
}

/** @throws DnnError (usage) when a validation split would hold out nothing. */
function validationExamples({ train, classes }: Dataset, { validationSplit }: TrainingOptions): number {
  if (validationSplit === 0) return 0;
  return heldOutCounts(train, classes.length, validationSplit).reduce((sum, count) => sum + count, 0);
}

/** The options that describe a network. */
export type NetworkOptions = Pick<
  ParsedOptions,
  'layers' | 'activation' | 'outputActivation' | 'loss' | 'keepProb' | 'batchNorm'
>;

/**
 * The network that the options describe for data of that shape.
 * @throws DnnError (usage) when layers do not fit the data, or names do not go together.
 */
export function planArchitecture(data: DataShape, options: NetworkOptions): Architecture {
  const { inputShape, hidden, output } = resolveLayers(options.layers, data);
  const outputActivation = options.outputActivation ?? (output === 1 ? 'sigmoid' : 'softmax');
  return {
    inputShape,
    layers: [
      ...hiddenLayers(options, hidden),
      { type: 'dense', units: output, activation: outputActivation },
    ],
    loss: planLoss(options.loss, outputActivation, output),
  };
}

/** The hidden layers; options of each count those with weights, dense and convolutions alike. */
function hiddenLayers(options: NetworkOptions, hidden: readonly LayerShape[]): LayerSpec[] {
  const { batchNorm } = options;
  const { length } = weighted(hidden);
  const activations = forEachHidden('activation', 'activations', options.activation, length);
  const keepProbs = forEachHidden('keepProb', 'probabilities', options.keepProb, length);
  if (length === 0 && (batchNorm || options.keepProb.some((keep) => keep < 1))) {
    const [option, value] = batchNorm ? ['batchNorm'] : ['keepProb', options.keepProb];
    throw optionError(
      option as string,
      value,
      'there are no hidden layers for it',
      'Give --layers with hidden layers, such as auto,20,auto.',
    );
  }
  let next = 0;
  return hidden.map((layer) => {
    if (!isWeighted(layer)) return layer;
    const own = next++;
    return {
      ...layer,
      activation: activations[own],
      ...(batchNorm && { batchNorm }),
      ...(keepProbs[own] < 1 && { keepProb: keepProbs[own] }),
    };
  });
}

/** One value a hidden layer, of an option that takes one for all of them or one for each. */
function forEachHidden<T>(option: string, what: string, given: readonly T[], layers: number): T[] {
  if (given.length === 1) return new Array<T>(layers).fill(given[0]);
  if (given.length === layers) return [...given];
  throw optionError(
    option,
    given.join(','),
    `${given.length} ${what} for ${layers} hidden ${layers === 1 ? 'layer' : 'layers'}`,
    'Give one for all of them, or one for each.',
  );
}

function planLoss(given: LossName | undefined, output: OutputActivation, units: number): LossName {
  if (output === 'softmax' && units === 1) {
    throw optionError(
      'outputActivation',
      'softmax',
      'with 1 output unit it is always 1',
      'Use sigmoid, or 2 output units.',
    );
  }
  const name = given ?? usualLoss(output);
  if (goesWith(name, output)) return name;
  throw optionError(
    'loss',
    name,
    `it needs --output-activation ${(LOSSES[name] as Loss).activation}, got ${output}`,
    `Use --loss ${lossesFor(output).join(' or ')}.`,
  );
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

interface Run {
  readonly examples: number;
  readonly validation: number;
  readonly batchSize: number;
  readonly iterations: number;
}

/**
 * Direct: Z1 and dW1 of a batch of b cost n₀·n₁·b each. Dual: Z1 costs m·n₁·b; once there is half of the
 * Gram matrix, m²·n₀/2, the start's Z1 and, at the end, W1 itself, m·n₀·n₁ each. With L2 each update also
 * takes ‖W1‖²: n₀·n₁, or m²·n₁ in the dual form. Each of v validation examples takes n₀·n₁ or, once described
 * for n₀·(m + n₁), m·n₁ a measurement; so do the m training examples where early stopping watches them. A
 * convolution has the direct form alone.
 */
function chooseFirstLayer(
  architecture: Architecture,
  options: TrainingOptions,
  run: Run,
  form?: FirstLayerForm,
): Plan['firstLayer'] {
  const [n0, n1] = layerSizes(architecture);
  const [first] = layerWeights(architecture);
  const { examples: m, validation, batchSize: b, iterations } = run;
  const norms = options.l2 > 0 ? iterations : 0;
  const { watched, measurements } = watching(options, run);
  const direct = first
    ? first.work.forward * (2 * b * iterations + watched * measurements) + first.rows * first.cols * norms
    : 0;
  const [layer] = architecture.layers;
  if (!isWeighted(layer) || !typeOf(layer).hasDualForm) {
    return { form: 'direct', reason: 'only a dense layer has another', work: { direct } };
  }
  if (!OPTIMIZERS[options.optimizer].linear) {
    return {
      form: 'direct',
      reason: `${options.optimizer} is not linear in the gradients`,
      work: { direct },
    };
  }
  if (options.augment !== undefined) {
    return { form: 'direct', reason: '--augment changes the examples every time', work: { direct } };
  }
  const once = (m * m * n0) / 2 + 2 * m * n0 * n1 + validation * n0 * (m + n1);
  const dual = m * n1 * b * iterations + once + m * m * n1 * norms + m * n1 * watched * measurements;
  const work = { direct, dual };
  if (form !== undefined) return { form, reason: 'as in the run that is resumed', work };
  if (dual >= direct) return { form: 'direct', reason: 'it takes no more work than the dual form', work };
  return { form: 'dual', reason: `${(direct / dual).toFixed(1)} times less work than the direct form`, work };
}

/** Number of examples that are measured on during the run, beside its batches, and of measurements. */
export function watching({ earlyStopping, logEvery }: TrainingOptions, run: Run) {
  const { examples, validation, batchSize, iterations } = run;
  const logged = validation > 0 ? Math.ceil(iterations / logEvery) : 0;
  const epochs = earlyStopping === undefined ? 0 : Math.ceil((iterations * batchSize) / examples);
  return { watched: validation || examples, measurements: Math.max(logged, epochs) };
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
