/** How much memory the matrices of a planned run take, by what they are for. */
import { type Dataset, featureCount } from '../data/dataset.js';
import { BYTES_PER_VALUE } from '../engine/matrix.js';
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
  /** What the layers of a batch compute, and the batch itself. */
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
  return {
    inputs: inputBytes(dataset, bytes, !dual && batchSize === m),
    parameters: (2 * (n0 * n1 + rest) + (dual ? 3 * m * n1 : 0) + (stops ? trained : 0)) * bytes,
    optimizerState: stateSize * trained * bytes,
    activations: (4 * rows * units + batchSize * regularisedUnits(architecture) + gathered + varied) * bytes,
    gram: dual ? (m * m + validation * (m + n1)) * bytes : 0,
  };
}

function inputBytes(dataset: Dataset, bytesPerValue: number, whole: boolean): number {
  let bytes = 0;
  for (const split of [dataset.train, dataset.test]) {
    if (!split) continue;
    const values = split.examples * featureCount(dataset);
    const stored = split.values instanceof Uint8Array;
    if (stored) bytes += values;
    if (!stored || (whole && split === dataset.train)) bytes += values * bytesPerValue;
  }
  return bytes;
}

/** Values an example that batch norm (N, Y, dZ) and dropout (mask, A, dA) keep. */
function regularisedUnits({ layers }: Architecture): number {
  return layers.reduce((sum, { units, batchNorm, keepProb = 1 }) => {
    return sum + 3 * units * (Number(batchNorm === true) + Number(keepProb < 1));
  }, 0);
}
