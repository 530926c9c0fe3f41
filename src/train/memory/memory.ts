/** The memory that the matrices of a planned run take, by purpose. */
import { type Dataset, featureCount, type Split } from '../../data/dataset.js';
import { BLOCK_DEPTH } from '../../engine/backend.js';
import { BYTES_PER_VALUE, type Dtype } from '../../engine/matrix.js';
import { blockWidth } from '../../engine/rows.js';
import {
  type Architecture,
  largestImage,
  layerShapes,
  layerSizes,
  layerWeights,
  parameterCount,
  valuesForPatches,
} from '../../nn/architecture.js';
import { isWeighted, typeOf } from '../../nn/layers/layers.js';
import { roomFor } from '../../nn/layers/sparse-dense.js';
import { chunkRows } from '../metrics.js';
import { OPTIMIZERS } from '../optimizers.js';
import type { TrainingOptions } from '../options/options.js';

/** Bytes of the matrices, roughly. */
export interface MemoryParts {
  /** The examples: bytes stay bytes, but for a training set that every update multiplies whole. */
  readonly inputs: number;
  /** Parameters, their gradients, and the best ones so far where early stopping keeps them. */
  readonly parameters: number;
  readonly optimizerState: number;
  /** Results of the layers for a batch, and the batches and blocks taken from the examples. */
  readonly activations: number;
  /** Inner products of examples, for the first layer's dual form. */
  readonly gram: number;
}

/** The sizes of a run that its memory depends on beside data and options. */
interface Run {
  /** Examples that are trained on, and examples held out of the training set. */
  readonly examples: number;
  readonly validation: number;
  readonly batchSize: number;
  readonly dual: boolean;
  /** The share of inputs that are not 0, where the others are skipped. */
  readonly nonZeros?: number | undefined;
}

export function memoryNeeded(
  dataset: Dataset,
  architecture: Architecture,
  options: TrainingOptions,
  { examples: m, validation, batchSize, dual, nonZeros = 0 }: Run,
): MemoryParts {
  const [n0, n1] = layerSizes(architecture);
  const [weights] = layerWeights(architecture);
  const first = weights ? weights.rows * weights.cols : 0;
  const { stateSize } = OPTIMIZERS[options.optimizer];
  const bytes = BYTES_PER_VALUE[options.dtype];
  const rest = parameterCount(architecture) - first;
  const stops = options.earlyStopping !== undefined;
  const trained = (dual ? m * n1 : first) + rest;
  const watched = stops ? validation || m : validation;
  const chunk = chunkRows(n0, largestImage(architecture));
  const rows = Math.max(batchSize, Math.min(watched, chunk));
  const gathered = batchSize < m ? batchSize * (dual ? m : n0) : 0;
  const varied = options.augment === undefined ? 0 : batchSize * n0;
  const regularised = batchSize * regularisedValues(architecture);
  const width = isStored(dataset) && dual ? Math.min(n0, blockWidth(m, options.dtype)) : 0;
  const blocks = width * (m + Math.max(n1, validation && rows));
  const taken = gathered + varied + blocks + evaluated(dataset, chunk) * n0;
  return {
    inputs: inputBytes(dataset, m, bytes, !dual && batchSize === m),
    // The dual form's W1 at its start and its end, C and X·W1ᵀ; what early stopping keeps.
    parameters: (2 * (first + rest) + (dual ? 3 * m * n1 : 0) + (stops ? trained : 0)) * bytes,
    optimizerState: stateSize * trained * bytes,
    activations:
      (valuesOfPass(architecture, rows) + regularised + taken) * bytes + nonZeroBytes(n0, nonZeros, bytes),
    gram: dual ? (m * m + validation * (m + n1)) * bytes : 0,
  };
}

/** Places and values of inputs that are not 0, by rows and by columns, for as many more as a batch may have. */
function nonZeroBytes(inputs: number, share: number, bytes: number): number {
  return 2 * BLOCK_DEPTH * inputs * roomFor(share) * (bytes + 4);
}

/** The bytes of all parts. */
export function totalBytes(parts: MemoryParts): number {
  return Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
}

/** Memory to check the gradients of the direct form on `examples` of float64, all at once. */
export function memoryOfCheck(architecture: Architecture, examples: number): MemoryParts {
  const bytes = BYTES_PER_VALUE.float64;
  const passes = valuesOfPass(architecture, examples) + examples * regularisedValues(architecture);
  return {
    inputs: examples * layerSizes(architecture)[0] * bytes,
    parameters: 2 * parameterCount(architecture) * bytes,
    optimizerState: 0,
    activations: passes * bytes,
    gram: 0,
  };
}

/** Examples of a split, or as many to come. */
export type Examples = Pick<Split, 'examples' | 'values'>;

/** Memory to run `splits` through a network of `dtype` and keep its outputs. */
export function memoryOfEvaluation(
  architecture: Architecture,
  dtype: Dtype,
  splits: readonly Examples[],
): MemoryParts {
  const bytes = BYTES_PER_VALUE[dtype];
  const sizes = layerSizes(architecture);
  const [n0] = sizes;
  const examples = splits.reduce((sum, split) => sum + split.examples, 0);
  const stored = splits[0]?.values instanceof Uint8Array;
  const rows = Math.min(chunkRows(n0, largestImage(architecture)), examples);
  const outputs = 2 * sizes[sizes.length - 1];
  const more = regularisedValues(architecture) + (stored ? n0 : 0);
  const passes = valuesOfPass(architecture, rows) + rows * more;
  return {
    inputs: examples * n0 * (stored ? 1 : bytes),
    parameters: parameterCount(architecture) * bytes,
    optimizerState: 0,
    activations: (passes + examples * outputs) * bytes,
    gram: 0,
  };
}

/** Pictures that evaluations make values of at a time, in each split. */
function evaluated(dataset: Dataset, chunk: number): number {
  if (!isStored(dataset)) return 0;
  return Math.min(dataset.train.examples, chunk) + Math.min(dataset.test?.examples ?? 0, chunk);
}

/** True if the examples stay bytes until they are needed as numbers. */
function isStored({ train }: Dataset): boolean {
  return train.values instanceof Uint8Array;
}

function inputBytes(dataset: Dataset, examples: number, bytesPerValue: number, whole: boolean): number {
  const features = featureCount(dataset);
  const all = (dataset.train.examples + (dataset.test?.examples ?? 0)) * features;
  if (!isStored(dataset)) return all * bytesPerValue;
  return all + (whole ? examples * features * bytesPerValue : 0);
}

/** Values that the layers of a pass of so many examples forward and back keep. */
function valuesOfPass(architecture: Architecture, examples: number): number {
  const shapes = layerShapes(architecture);
  const patches = valuesForPatches(architecture);
  return architecture.layers.reduce((sum, layer, l) => {
    const between = { input: shapes[l], output: shapes[l + 1] };
    return sum + examples * typeOf(layer).valuesKept(layer, between, l === 0) + patches[l];
  }, 0);
}

/** Values an example that batch norm (N, Y, dZ) and dropout (mask, A, dA) keep. */
function regularisedValues(architecture: Architecture): number {
  const sizes = layerSizes(architecture);
  return architecture.layers.reduce((sum, layer, l) => {
    if (!isWeighted(layer)) return sum;
    const { batchNorm, keepProb = 1 } = layer;
    return sum + 3 * sizes[l + 1] * (Number(batchNorm === true) + Number(keepProb < 1));
  }, 0);
}
