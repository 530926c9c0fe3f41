/**
 * A planned run in miniature: fewer examples and updates, without convolutions fewer features and units too, on
 * made-up values. It takes milliseconds and spends them as the run does.
 */
import type { Dataset, Split, StoredValues } from '../../data/dataset.js';
import { featureCount, isOfNumbers } from '../../data/dataset.js';
import {
  type Architecture,
  type LayerSpec,
  type LayerWeights,
  layerSizes,
  layerWeights,
  parameterCount,
} from '../../nn/architecture.js';
import type { DenseShape } from '../../nn/layers/dense.js';
import { memoryNeeded, totalBytes } from '../memory/memory.js';
import type { ParsedOptions } from '../options/options.js';
import type { Plan } from '../plan.js';

/** Multiply-adds of a miniature's update and of its Gram matrix, at most: a millisecond. */
const UPDATE_WORK = 1e7;
/** Multiply-adds of all its updates, at most, where that is more than the fewest. */
const RUN_WORK = 1.5e7;
const FEWEST_UPDATES = 4;
const MOST_UPDATES = 30;
/** Rows that a product takes before it runs at its usual rate. */
const FEWEST_ROWS = 32;
/** Images of a convolutional miniature's batch, at least: convolutions take them one by one. */
const FEWEST_IMAGES = 4;
/** Examples of a miniature's Gram matrix, at most. */
const MOST_DUAL_EXAMPLES = 512;
/** Weights, and stored values, of a miniature, at most. */
const MOST_WEIGHTS = 1.5e5;
const MOST_VALUES = 2e5;
export interface Miniature {
  readonly dataset: Dataset;
  readonly options: ParsedOptions;
  readonly plan: Plan;
}

/** A run of the same kind that takes milliseconds: sizes are kept where they can be, else cut and counted. */
export function miniature(dataset: Dataset, options: ParsedOptions, plan: Plan): Miniature {
  const { architecture, sizes } = isDense(plan.architecture.layers)
    ? smallerDense(dataset, plan, plan.architecture.layers)
    : smallerConvolutional(dataset, plan);
  const [, n1] = layerSizes(architecture);
  const { first, deeper } = workOf(architecture);
  const { form, nonZeros } = plan.firstLayer;
  const ofFirst = form === 'dual' ? sizes.examples * n1 : 2 * first.forward;
  const update = sizes.batch * (ofFirst + deeper.forward + deeper.backward);
  const iterations = Math.round(RUN_WORK / update);
  const small = madeUp(dataset, sizes, architecture.inputShape, nonZeros);
  const plain = plainOptions(options);
  const { examples, batch: batchSize } = sizes;
  const run = { examples, batchSize, validation: 0, dual: form === 'dual', nonZeros };
  const memoryParts = memoryNeeded(small, architecture, plain, run);
  return {
    dataset: small,
    options: plain,
    plan: {
      ...plan,
      unknown: [],
      architecture,
      parameters: parameterCount(architecture),
      examples,
      batchSize,
      memory: totalBytes(memoryParts),
      memoryParts,
      iterations: Math.min(MOST_UPDATES, Math.max(FEWEST_UPDATES, iterations)),
    },
  };
}

type DenseLayer = LayerSpec & DenseShape;

/** The options without what is counted for itself. A step that leaves the numbers where they are keeps them finite. */
function plainOptions(options: ParsedOptions): ParsedOptions {
  return {
    ...options,
    validationSplit: 0,
    earlyStopping: undefined,
    augment: undefined,
    learningRate: 1e-9,
    init: options.init.startsWith('normal:') ? 'lecun-normal' : options.init,
  };
}

/** True if all layers are counted in units: then they can be narrower. */
export function isDense(layers: readonly LayerSpec[]): layers is readonly DenseLayer[] {
  return layers.every((layer) => 'units' in layer);
}

interface Smaller {
  readonly architecture: Architecture;
  readonly sizes: Sizes;
}

function smallerDense(dataset: Dataset, plan: Plan, all: readonly DenseLayer[]): Smaller {
  const layers = smallerLayers(all);
  const sizes = smallerSizes(
    dataset,
    plan,
    layers.map(({ units }) => units),
  );
  return { architecture: { ...plan.architecture, inputShape: [sizes.features], layers }, sizes };
}

/** The same images and layers, whose work depends on every size: fewer examples alone. */
function smallerConvolutional(dataset: Dataset, { architecture, examples: m, batchSize: b }: Plan): Smaller {
  const features = featureCount(dataset);
  const { first, deeper } = workOf(architecture);
  const passes = 2 * first.forward + deeper.forward + deeper.backward;
  const batch = Math.min(b, Math.max(FEWEST_IMAGES, Math.ceil(UPDATE_WORK / passes)));
  const fitting = Math.min(MOST_VALUES / features, (4 * UPDATE_WORK) / (first.forward + deeper.forward + 1));
  const examples = b < m ? Math.min(m, Math.max(2 * batch, Math.ceil(fitting))) : batch;
  const tested = Math.min(dataset.test?.examples ?? 0, Math.ceil(examples / 4));
  return { architecture, sizes: { examples, tested, batch, features } };
}

/** The hidden layers alike narrower, where their weights are too many. */
function smallerLayers(layers: readonly DenseLayer[]): DenseLayer[] {
  const deeper = weightCount(layers.map(({ units }) => units));
  const factor = Math.min(1, Math.sqrt(MOST_WEIGHTS / deeper));
  return layers.map((layer, l) =>
    l === layers.length - 1 ? layer : { ...layer, units: Math.ceil(layer.units * factor) },
  );
}

interface Sizes {
  readonly examples: number;
  readonly tested: number;
  readonly batch: number;
  readonly features: number;
}

function smallerSizes(dataset: Dataset, plan: Plan, units: readonly number[]): Sizes {
  const { examples: m, batchSize: b } = plan;
  const n0 = featureCount(dataset);
  const n1 = units[0];
  const tested = (examples: number) => Math.min(dataset.test?.examples ?? 0, Math.ceil(examples / 4));
  if (plan.firstLayer.form === 'dual') {
    const examples = Math.min(m, MOST_DUAL_EXAMPLES);
    const fitting = Math.ceil(UPDATE_WORK / (examples * (examples / 2 + n1)));
    const batch = b < m ? Math.min(b, Math.ceil(examples / 2)) : examples;
    return { examples, tested: tested(examples), batch, features: Math.min(n0, fitting) };
  }
  const features = Math.min(n0, Math.ceil(MOST_WEIGHTS / n1));
  const fitting = Math.ceil(UPDATE_WORK / (2 * features * n1 + 3 * weightCount(units)));
  const batch = Math.min(b, Math.max(FEWEST_ROWS, fitting));
  const examples = b < m ? Math.min(m, Math.max(2 * batch, Math.ceil(MOST_VALUES / features))) : batch;
  return { examples, tested: tested(examples), batch, features };
}

/** Values of the same stored type from 0 to 1, so many of them zeros as are skipped, labels of every class in turn. */
function madeUp(
  dataset: Dataset,
  { examples, tested, features }: Sizes,
  shape: readonly number[],
  nonZeros = 1,
): Dataset {
  const whole = dataset.train.values instanceof Uint8Array;
  const split = (rows: number): Split => {
    const values = new (dataset.train.values.constructor as new (length: number) => StoredValues)(
      rows * features,
    );
    for (let i = 0; i < values.length; i++) {
      const value = (i * 7919) % 256;
      values[i] = value > 256 * nonZeros ? 0 : whole ? value : value / 256;
    }
    const labels = isOfNumbers(dataset)
      ? Float64Array.from({ length: rows }, (_, i) => i % 2)
      : Int32Array.from({ length: rows }, (_, i) => i % dataset.classes.length);
    return { examples: rows, values, labels, dtype: dataset.train.dtype };
  };
  return {
    ...dataset,
    shape,
    divisor: whole ? 255 : 1,
    train: split(examples),
    ...(tested > 0 && { test: split(tested) }),
  };
}

function weightCount(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, n, l) => sum + n * sizes[l], 0);
}

/** The weights of a network, and the multiply-adds of an example's passes through its first and deeper layers. */
export function workOf(architecture: Architecture) {
  const [first, ...deeper] = layerWeights(architecture);
  const sum = (value: (layer: LayerWeights) => number) =>
    deeper.reduce((total, layer) => total + (layer ? value(layer) : 0), 0);
  const size = ({ rows, cols }: LayerWeights) => rows * cols;
  return {
    weights: (first ? size(first) : 0) + sum(size),
    first: { forward: first?.work.forward ?? 0 },
    deeper: {
      forward: sum(({ work }) => work.forward),
      backward: sum(({ work }) => work.forward + work.inputGradient),
    },
  };
}
