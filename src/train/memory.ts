/** How much memory the matrices of a planned run take, by what they are for. */
import { type Dataset, featureCount } from '../data/dataset.js';
import { BYTES_PER_VALUE } from '../engine/matrix.js';
import { blockWidth } from '../engine/rows.js';
import { type Architecture, layerSizes, parameterCount } from '../nn/architecture.js';
import { chunkRows } from './metrics.js';
import { OPTIMIZERS } from './optimizers.js';
import type { TrainingOptions } from './options.js';

/** Bytes of the matrices, roughly. */
export interface MemoryParts {
  /** The examples: bytes stay bytes, but for a training set that every update multiplies whole. */
  readonly inputs: number;
  /** Parameters, their gradients, and the best ones so far where early stopping keeps them. */
  readonly parameters: number;
  readonly optimizerState: number;
  /** What the layers of a batch compute, and the batches and blocks that are taken of the examples. */
  readonly activations: number;
  /** Inner products of examples, for the first layer's dual form. */
  readonly gram: number;
}

/** What the memory of a run depends on beside data and options. */
interface Run {
  /** Examples that are trained on, and examples held out of the training set. */
  readonly examples: number;
  readonly validation: number;
  readonly batchSize: number;
  readonly dual: boolean;
}

export function memoryNeeded(
  dataset: Dataset,
  architecture: Architecture,
  options: TrainingOptions,
  { examples: m, validation, batchSize, dual }: Run,
): MemoryParts {
  const [n0, n1, ...deeper] = layerSizes(architecture);
  const { stateSize } = OPTIMIZERS[options.optimizer];
  const bytes = BYTES_PER_VALUE[options.dtype];
  const rest = parameterCount(architecture) - n0 * n1;
  const stops = options.earlyStopping !== undefined;
  const trained = (dual ? m : n0) * n1 + rest;
  const watched = stops ? validation || m : validation;
  const rows = Math.max(batchSize, Math.min(watched, chunkRows(n0)));
  const units = n1 + deeper.reduce((sum, n) => sum + n, 0);
  const gathered = batchSize < m ? batchSize * (dual ? m : n0) : 0;
  const varied = options.augment === undefined ? 0 : batchSize * n0;
  const regularised = batchSize * regularisedUnits(architecture);
  const width = isStored(dataset) && dual ? Math.min(n0, blockWidth(m, options.dtype)) : 0;
  const blocks = width * (m + Math.max(n1, validation && rows));
  const taken = gathered + varied + blocks + evaluated(dataset, n0);
  return {
    inputs: inputBytes(dataset, m, bytes, !dual && batchSize === m),
    // The dual form's W1 at its start and its end, C and X·W1ᵀ; what early stopping keeps.
    parameters: (2 * (n0 * n1 + rest) + (dual ? 3 * m * n1 : 0) + (stops ? trained : 0)) * bytes,
    optimizerState: stateSize * trained * bytes,
    activations: (4 * rows * units + regularised + taken) * bytes,
    gram: dual ? (m * m + validation * (m + n1)) * bytes : 0,
  };
}

/** Values of the pictures that an evaluation makes of bytes at a time, for each split. */
function evaluated(dataset: Dataset, values: number): number {
  if (!isStored(dataset)) return 0;
  const splits = dataset.test ? [dataset.train, dataset.test] : [dataset.train];
  return splits.reduce((sum, { examples }) => sum + Math.min(examples, chunkRows(values)) * values, 0);
}

/** Whether the examples stay bytes until they are needed as numbers. */
function isStored({ train }: Dataset): boolean {
  return train.values instanceof Uint8Array;
}

function inputBytes(dataset: Dataset, examples: number, bytesPerValue: number, whole: boolean): number {
  const features = featureCount(dataset);
  const all = (dataset.train.examples + (dataset.test?.examples ?? 0)) * features;
  if (!isStored(dataset)) return all * bytesPerValue;
  return all + (whole ? examples * features * bytesPerValue : 0);
}

/** Values an example that batch norm (N, Y, dZ) and dropout (mask, A, dA) keep. */
function regularisedUnits({ layers }: Architecture): number {
  return layers.reduce((sum, { units, batchNorm, keepProb = 1 }) => {
    return sum + 3 * units * (Number(batchNorm === true) + Number(keepProb < 1));
  }, 0);
}
