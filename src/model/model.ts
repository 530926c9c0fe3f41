/** A trained model: architecture, parameters, its own preprocessing, and the record of how it came about. */
import { createHash } from 'node:crypto';
import { type Dataset, datasetDigest } from '../data/dataset.js';
import type { Dtype } from '../engine/matrix.js';
import type { Architecture, NamedParameter } from '../nn/architecture.js';
import { TRAINING_OPTIONS, type TrainingOptions } from '../train/options.js';
import type { Trained } from '../train/trainer.js';

/** What the record keeps of an evaluation. */
export interface EvaluationRecord {
  readonly examples: number;
  readonly accuracy: number;
  readonly cost: number;
}

export interface TrainingRecord {
  /** The resolved options; names and defaults may differ between versions of dnn. */
  readonly config: Readonly<Record<string, unknown>>;
  /** [iteration, cost before that update] */
  readonly costs: readonly (readonly [number, number])[];
  readonly evaluations: {
    readonly train?: EvaluationRecord | undefined;
    readonly test?: EvaluationRecord | undefined;
  };
  /** `source` is what --data was; the digest is over the examples and labels. */
  readonly dataset: { readonly name: string; readonly sha256: string; readonly source?: string | undefined };
}

export interface Model {
  /** An input is a stored value / divisor. */
  readonly divisor: number;
  readonly classes: readonly string[];
  readonly architecture: Architecture;
  /** W1, b1, W2, … */
  readonly parameters: readonly NamedParameter[];
  readonly dtype: Dtype;
  readonly training: TrainingRecord;
}

/** The model of a finished run; `source` is how the dataset was named. */
export function createModel(
  dataset: Dataset,
  options: TrainingOptions,
  trained: Trained,
  source?: string,
): Model {
  const { train, test } = trained.evaluations;
  // Only what the run depends on: how it was logged must not change the file.
  const config = Object.fromEntries(TRAINING_OPTIONS.map((name) => [name, options[name]]));
  const record = ({ examples, accuracy, cost }: EvaluationRecord) => ({ examples, accuracy, cost });
  return {
    divisor: dataset.divisor,
    classes: dataset.classes,
    architecture: trained.plan.architecture,
    parameters: trained.parameters,
    dtype: options.dtype,
    training: {
      config: { ...config, iterations: trained.plan.iterations },
      costs: trained.costs,
      evaluations: { train: record(train), ...(test && { test: record(test) }) },
      dataset: { name: dataset.name, sha256: datasetDigest(dataset), source },
    },
  };
}

/** SHA-256 over the parameters W1, b1, W2, … as little-endian bytes of their dtype: equal for equal bits. */
export function parameterDigest(parameters: readonly NamedParameter[]): string {
  const hash = createHash('sha256');
  for (const { value } of parameters) {
    hash.update(new Uint8Array(value.data.buffer, value.data.byteOffset, value.data.byteLength));
  }
  return hash.digest('hex');
}
