/** A run as its model or its checkpoint records it: what two of them can be compared by. */
import type { Dtype } from '../../engine/matrix.js';
import { architectureText } from '../../nn/architecture.js';
import type { NamedMatrix } from '../../nn/parameter.js';
import type { CostPoint } from '../../train/records.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { type Model, parameterDigest } from '../model.js';

export interface RecordedRun {
  readonly kind: 'model' | 'checkpoint';
  /** Updates made; undefined of imported parameters. */
  readonly iterations: number | undefined;
  readonly costs: readonly CostPoint[];
  readonly validationCosts: readonly CostPoint[];
  /** The layers with their sizes, where they are known; the options may say auto. */
  readonly network: string | undefined;
  /** The resolved options, with the divisor that the data had. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: { readonly name: string; readonly sha256: string };
  /** The kernels that computed it, and the version of dnn, as far as they are known. */
  readonly kernels: string | undefined;
  readonly dnn: string | undefined;
  readonly dtype: Dtype;
  /** Parameters in the order of the file; of a checkpoint all that its run goes on from. */
  readonly matrices: readonly NamedMatrix[];
  /** Over the matrices. */
  readonly sha256: string;
}

/** The run that has made a model. */
export function runOfModel({ parameters, training, architecture, dtype, divisor }: Model): RecordedRun {
  const { config, costs, validationCosts = [], kernels, dataset } = training;
  return {
    kind: 'model',
    iterations: typeof config.iterations === 'number' ? config.iterations : undefined,
    costs,
    validationCosts,
    network: architectureText(architecture),
    options: { ...config, divisor },
    data: dataset,
    kernels,
    dnn: undefined,
    dtype,
    matrices: parameters,
    sha256: parameterDigest(parameters),
  };
}

/** The run that a checkpoint goes on with. */
export function runOfCheckpoint({ dnn, options, data, snapshot }: Checkpoint): RecordedRun {
  const { iteration, costs, validationCosts = [], backend, matrices } = snapshot;
  return {
    kind: 'checkpoint',
    iterations: iteration,
    costs,
    validationCosts,
    network: undefined,
    options: { ...options, divisor: data.divisor },
    data,
    kernels: backend,
    dnn,
    dtype: matrices[0].value.dtype,
    matrices,
    sha256: parameterDigest(matrices),
  };
}
