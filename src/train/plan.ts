/** The execution plan: the network that options and data describe, its counted work and memory, and layer 1's form. */
import { type Dataset, featureCount } from '../data/dataset.js';
import { BYTES_PER_VALUE } from '../engine/matrix.js';
import { brief, DnnError } from '../errors.js';
import type { HiddenActivation, OutputActivation } from '../nn/activations.js';
import {
  type Architecture,
  type LayerSpec,
  type LayerWeights,
  layerShapes,
  layerSizes,
  layerWeights,
  parameterCount,
} from '../nn/architecture.js';
import { LOSSES, type Loss, type LossName, USUAL_LOSS } from '../nn/losses.js';
import { type HiddenLayer, parseLayers, resolveLayers } from '../nn/spec.js';
import { OPTIMIZERS } from './optimizers.js';
import { OPTIONS, type TrainingOptions } from './options.js';

/** The two ways to compute the first layer. */
export type FirstLayerForm = 'dual' | 'direct';

/** What a run will do, decided and counted before it starts. */
export interface Plan {
  readonly architecture: Architecture;
  readonly examples: number;
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
  readonly threads: number;
}

/** What the machine offers; the trainer itself asks nobody. */
export interface Machine {
  /** Bytes that the matrices may take; without it any number. */
  readonly memoryLimit?: number | undefined;
  /** Threads that may run at once; without it one. */
  readonly cores?: number | undefined;
}

/** The losses that go with any output activation. */
const FREE_LOSSES = (Object.keys(LOSSES) as LossName[]).filter(
  (name) => (LOSSES[name] as Loss).activation === undefined,
);
/** The address space of the wasm backend. */
const WASM_MEMORY = 2 ** 32;
/** What a model file holds: its numbers as text pass the longest string that can be read back beyond. */
const MAX_PARAMETERS = 20_000_000;

/**
 * Decides what a run on `dataset` does, and counts its parameters, work and memory (in bytes).
 * @throws DnnError (usage) when layers do not fit the data, names do not go together, or the matrices would
 * pass `memoryLimit` bytes.
 */
export function planTraining(dataset: Dataset, options: TrainingOptions, machine: Machine = {}): Plan {
  const { memoryLimit = Number.POSITIVE_INFINITY } = machine;
  const architecture = planArchitecture(dataset, options);
  const examples = dataset.train.examples;
  const batchSize = Math.min(options.batchSize ?? examples, examples);
  const iterations = runLength(options, examples, batchSize);
  const firstLayer = chooseFirstLayer(architecture, options, { examples, batchSize, iterations });
  const update =
    (firstLayer.work[firstLayer.form] as number) / iterations + deeperWork(architecture, batchSize);
  const plan: Plan = {
    architecture,
    examples,
    parameters: parameterCount(architecture),
    batchSize,
    iterations,
    firstLayer,
    work: { update, total: update * iterations },
    memory: memoryNeeded(dataset, architecture, options, batchSize, firstLayer.form),
    threads: options.threads ?? threadsThatPay(update, iterations, machine.cores ?? 1),
  };
  if (plan.memory > memoryLimit) throw tooLarge(options, plan, memoryLimit, 'this machine offers');
  if (options.backend !== 'js' && plan.memory > WASM_MEMORY)
    throw tooLarge(options, plan, WASM_MEMORY, 'a WebAssembly memory holds');
  if (plan.parameters > MAX_PARAMETERS) throw tooManyParameters(options, plan.parameters);
  return plan;
}

function planArchitecture(dataset: Dataset, options: TrainingOptions): Architecture {
  const { name, shape, classes } = dataset;
  const { inputShape, hidden, output } = resolveLayers(options.layers, parseLayers(options.layers), {
    name,
    shape,
    classes: classes.length,
  });
  const outputActivation = options.outputActivation ?? (output === 1 ? 'sigmoid' : 'softmax');
  return {
    inputShape,
    layers: [
      ...withActivations(hidden, options.activation),
      { type: 'dense', units: output, activation: outputActivation },
    ],
    loss: planLoss(options.loss, outputActivation, output),
  };
}

/** The hidden layers; those with weights, dense and convolutions alike, have an activation each. */
function withActivations(hidden: readonly HiddenLayer[], given: readonly HiddenActivation[]): LayerSpec[] {
  const active = hidden.filter((layer) => typeof layer === 'number' || layer.type === 'conv').length;
  const activations = hiddenActivations(given, active);
  let next = 0;
  return hidden.map((layer) => {
    if (typeof layer === 'number') return { type: 'dense', units: layer, activation: activations[next++] };
    return layer.type === 'pool' ? layer : { ...layer, activation: activations[next++] };
  });
}

function hiddenActivations(given: readonly HiddenActivation[], layers: number): HiddenActivation[] {
  if (given.length === 1) return new Array<HiddenActivation>(layers).fill(given[0]);
  if (given.length === layers) return [...given];
  throw new DnnError(
    'usage',
    `--activation ${brief(given.join(','))}: ${given.length} activations for ${layers} hidden ${layers === 1 ? 'layer' : 'layers'}`,
    'Give one for all of them, or one for each.',
  );
}

function planLoss(given: LossName | undefined, output: OutputActivation, units: number): LossName {
  if (output === 'softmax' && units === 1) {
    throw new DnnError(
      'usage',
      '--output-activation softmax: with 1 output unit it is always 1',
      'Use sigmoid, or 2 output units.',
    );
  }
  const name = given ?? USUAL_LOSS[output];
  const bound: Loss = LOSSES[name];
  if (bound.activation !== undefined && bound.activation !== output) {
    throw new DnnError(
      'usage',
      `--loss ${name} needs --output-activation ${bound.activation}, got ${output}`,
      `Use --loss ${[...new Set([USUAL_LOSS[output], ...FREE_LOSSES])].join(' or ')}.`,
    );
  }
  return name;
}

/** Updates in all: epochs, where they are given, come before the iterations that all options have. */
function runLength({ epochs, iterations }: TrainingOptions, examples: number, batchSize: number): number {
  if (epochs !== undefined) return epochs * Math.ceil(examples / batchSize);
  return iterations ?? (OPTIONS.iterations.default as number);
}

interface Run {
  readonly examples: number;
  readonly batchSize: number;
  readonly iterations: number;
}

/**
 * Direct: Z1 and dW1 of a batch of b cost n₀·n₁·b each. Dual: Z1 costs m·n₁·b; once there is half of the
 * Gram matrix, m²·n₀/2, the start's Z1 and, at the end, W1 itself, m·n₀·n₁ each. With L2 each update also
 * takes ‖W1‖²: n₀·n₁, or m²·n₁ in the dual form. A convolution has the direct form alone.
 */
function chooseFirstLayer(
  architecture: Architecture,
  options: TrainingOptions,
  run: Run,
): Plan['firstLayer'] {
  const [n0, n1] = layerSizes(architecture);
  const [first] = layerWeights(architecture);
  const { examples: m, batchSize: b, iterations } = run;
  const norms = options.l2 > 0 ? iterations : 0;
  const direct = first ? 2 * first.work.forward * b * iterations + first.rows * first.cols * norms : 0;
  const { type } = architecture.layers[0];
  if (type !== 'dense') return { form: 'direct', reason: 'only a dense layer has another', work: { direct } };
  if (!OPTIMIZERS[options.optimizer].linear) {
    return {
      form: 'direct',
      reason: `${options.optimizer} is not linear in the gradients`,
      work: { direct },
    };
  }
  const dual = m * n1 * b * iterations + (m * m * n0) / 2 + 2 * m * n0 * n1 + m * m * n1 * norms;
  const work = { direct, dual };
  if (dual >= direct) return { form: 'direct', reason: 'it takes no more work than the dual form', work };
  return { form: 'dual', reason: `${(direct / dual).toFixed(1)} times less work than the direct form`, work };
}

/** Three products a layer (Z, dW, dA) beyond the first. */
function deeperWork(architecture: Architecture, batchSize: number): number {
  let work = 0;
  for (const weights of layerWeights(architecture).slice(1)) {
    if (weights) work += (2 * weights.work.forward + weights.work.inputGradient) * batchSize;
  }
  return work;
}

function memoryNeeded(
  dataset: Dataset,
  architecture: Architecture,
  options: TrainingOptions,
  batchSize: number,
  form: FirstLayerForm,
): number {
  const m = dataset.train.examples;
  const [n0, n1] = layerSizes(architecture);
  const { stateSize } = OPTIMIZERS[options.optimizer];
  const firstWeights = weightCount(layerWeights(architecture)[0]);
  const first =
    form === 'dual' ? m * m + 2 * n0 * n1 + (3 + stateSize) * m * n1 : (2 + stateSize) * firstWeights;
  const rest = (parameterCount(architecture) - firstWeights) * (2 + stateSize);
  const activations = batchSize * valuesOfPass(architecture);
  const gathered = batchSize < m ? batchSize * (form === 'dual' ? m : n0) : 0;
  const { stored, values } = inputsNeeded(dataset, form === 'direct' && batchSize === m);
  return stored + (values + first + rest + activations + gathered) * BYTES_PER_VALUE[options.dtype];
}

function weightCount(weights: LayerWeights | undefined): number {
  return weights ? weights.rows * weights.cols : 0;
}

/**
 * What an example's pass forward and back leaves in memory: Z, A and their gradients of a layer with weights; of
 * a convolution also the image among its padding and dZ spread out for dX; of a pooling layer A and dX.
 */
function valuesOfPass(architecture: Architecture): number {
  const shapes = layerShapes(architecture);
  const sizes = layerSizes(architecture);
  return architecture.layers.reduce((sum, layer, l) => {
    if (layer.type === 'dense') return sum + 4 * sizes[l + 1];
    if (layer.type === 'pool') return sum + sizes[l + 1] + sizes[l];
    const [height, width, channels = 1] = shapes[l];
    const padded = (height + layer.kernel[0] - 1) * (width + layer.kernel[1] - 1);
    return sum + 4 * sizes[l + 1] + padded * (channels + (l > 0 ? layer.filters : 0));
  }, 0);
}

/** Bytes stay bytes but for the training set that is multiplied whole at every update; the rest becomes values. */
function inputsNeeded(dataset: Dataset, whole: boolean): { stored: number; values: number } {
  const features = featureCount(dataset);
  const needed = { stored: 0, values: 0 };
  for (const split of [dataset.train, dataset.test]) {
    if (!split) continue;
    const size = split.examples * features;
    const bytes = split.values instanceof Uint8Array;
    if (bytes) needed.stored += size;
    if (!bytes || (whole && split === dataset.train)) needed.values += size;
  }
  return needed;
}

function tooLarge(options: TrainingOptions, plan: Plan, limit: number, offer: string): DnnError {
  const gigabytes = (bytes: number) => `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;
  return new DnnError(
    'usage',
    `--layers ${brief(options.layers)}: ${plan.parameters} parameters need ${gigabytes(plan.memory)} of memory in all, ${offer} ${gigabytes(limit)}`,
    limit === WASM_MEMORY
      ? 'Use --dtype float32, a smaller --batch-size, fewer units, or --backend js (slower).'
      : 'Use fewer units, a smaller --batch-size or --dtype float32.',
  );
}

function tooManyParameters(options: TrainingOptions, parameters: number): DnnError {
  return new DnnError(
    'usage',
    `--layers ${brief(options.layers)}: ${parameters} parameters, a model file holds at most ${MAX_PARAMETERS}`,
    'Use fewer units.',
  );
}

/** Starting a worker takes some 50 ms, a tenth of which is the work of 10^8 multiply-adds. */
const WORTH_THREADS = 3e9;
/** Updates of fewer multiply-adds have no product large enough to be shared. */
const WORTH_SHARING = 4e6;
/** More threads than this share the memory's bandwidth and little else. */
const MOST_THREADS = 8;

/** As many as the machine has, where the work of an update and of the run is worth waking them. */
function threadsThatPay(update: number, iterations: number, cores: number): number {
  const pays = update >= WORTH_SHARING && update * iterations >= WORTH_THREADS;
  return pays ? Math.min(cores, MOST_THREADS) : 1;
}
