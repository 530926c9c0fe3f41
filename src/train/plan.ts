/** The execution plan: the network that options and data describe, its counted work and memory, and layer 1's form. */
import { type Dataset, featureCount } from '../data/dataset.js';
import { BYTES_PER_VALUE } from '../engine/matrix.js';
import { DnnError } from '../errors.js';
import type { ActivationName, HiddenActivation, OutputActivation } from '../nn/activations.js';
import { type Architecture, layerSizes, parameterCount } from '../nn/architecture.js';
import { LOSSES, type Loss, type LossName, USUAL_LOSS } from '../nn/losses.js';
import { parseLayers, resolveLayers } from '../nn/spec.js';
import { OPTIMIZERS } from './optimizers.js';
import type { TrainingOptions } from './options.js';

/** The two ways to compute the first layer. */
export type FirstLayerForm = 'dual' | 'direct';

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
}

const DEFAULT_ITERATIONS = 3000;
/** What a model file holds: its numbers as text pass the longest string that can be read back beyond. */
const MAX_PARAMETERS = 20_000_000;

/**
 * @throws DnnError (usage) when layers do not fit the data, names do not go together, or the matrices would
 * pass `memoryLimit` bytes.
 */
export function planTraining(
  dataset: Dataset,
  options: TrainingOptions,
  memoryLimit = Number.POSITIVE_INFINITY,
): Plan {
  const architecture = planArchitecture(dataset, options);
  const examples = dataset.train.examples;
  const batchSize = Math.min(options.batchSize ?? examples, examples);
  const iterations = options.iterations ?? epochIterations(options.epochs, examples, batchSize);
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
  };
  if (plan.memory > memoryLimit) throw tooLarge(options, plan, memoryLimit);
  if (plan.parameters > MAX_PARAMETERS) throw tooManyParameters(options, plan.parameters);
  return plan;
}

function planArchitecture(dataset: Dataset, options: TrainingOptions): Architecture {
  const { name, shape, classes } = dataset;
  const sizes = resolveLayers(options.layers, parseLayers(options.layers), {
    name,
    shape,
    classes: classes.length,
  });
  const hidden = sizes.slice(1, -1);
  const output = sizes[sizes.length - 1];
  const outputActivation = options.outputActivation ?? (output === 1 ? 'sigmoid' : 'softmax');
  const activations: ActivationName[] = [
    ...hiddenActivations(options.activation, hidden.length),
    outputActivation,
  ];
  return {
    inputShape: shape,
    layers: activations.map((activation, l) => ({ type: 'dense', units: sizes[l + 1], activation })),
    loss: planLoss(options.loss, outputActivation, output),
  };
}

function hiddenActivations(given: readonly HiddenActivation[], layers: number): HiddenActivation[] {
  if (given.length === 1) return new Array<HiddenActivation>(layers).fill(given[0]);
  if (given.length === layers) return [...given];
  throw new DnnError(
    'usage',
    `--activation ${given.join(',')}: ${given.length} activations for ${layers} hidden layers`,
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
      `Use --loss ${USUAL_LOSS[output]}, or mse or quadratic, which go with any output.`,
    );
  }
  return name;
}

function epochIterations(epochs: number | undefined, examples: number, batchSize: number): number {
  return epochs === undefined ? DEFAULT_ITERATIONS : epochs * Math.ceil(examples / batchSize);
}

interface Run {
  readonly examples: number;
  readonly batchSize: number;
  readonly iterations: number;
}

/**
 * Direct: Z1 and dW1 of a batch of b cost n₀·n₁·b each. Dual: Z1 costs m·n₁·b; once there is half of the
 * Gram matrix, m²·n₀/2, the start's Z1 and, at the end, W1 itself, m·n₀·n₁ each. With L2 each update also
 * takes ‖W1‖²: n₀·n₁, or m²·n₁ in the dual form.
 */
function chooseFirstLayer(
  architecture: Architecture,
  options: TrainingOptions,
  run: Run,
): Plan['firstLayer'] {
  const [n0, n1] = layerSizes(architecture);
  const { examples: m, batchSize: b, iterations } = run;
  const norms = options.l2 > 0 ? iterations : 0;
  const direct = 2 * n0 * n1 * b * iterations + n0 * n1 * norms;
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
  const sizes = layerSizes(architecture);
  let work = 0;
  for (let l = 2; l < sizes.length; l++) work += 3 * sizes[l] * sizes[l - 1] * batchSize;
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
  const [n0, n1, ...deeper] = layerSizes(architecture);
  const { stateSize } = OPTIMIZERS[options.optimizer];
  const first = form === 'dual' ? m * m + 2 * n0 * n1 + (3 + stateSize) * m * n1 : (2 + stateSize) * n0 * n1;
  const rest = (parameterCount(architecture) - n0 * n1) * (2 + stateSize);
  const activations = 4 * batchSize * (n1 + deeper.reduce((sum, n) => sum + n, 0));
  const gathered = batchSize < m ? batchSize * (form === 'dual' ? m : n0) : 0;
  const inputs = (m + (dataset.test?.examples ?? 0)) * featureCount(dataset);
  return (inputs + first + rest + activations + gathered) * BYTES_PER_VALUE[options.dtype];
}

function tooLarge(options: TrainingOptions, plan: Plan, limit: number): DnnError {
  const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
  return new DnnError(
    'usage',
    `--layers ${options.layers}: ${plan.parameters} parameters need ${gigabytes(plan.memory)} of memory in all, this machine offers ${gigabytes(limit)}`,
    'Use fewer units, a smaller --batch-size or --dtype float32.',
  );
}

function tooManyParameters(options: TrainingOptions, parameters: number): DnnError {
  return new DnnError(
    'usage',
    `--layers ${options.layers}: ${parameters} parameters, a model file holds at most ${MAX_PARAMETERS}`,
    'Use fewer units.',
  );
}
