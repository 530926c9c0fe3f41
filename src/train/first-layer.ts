/** The form in which a run computes its first layer, chosen by counted work. */
import { type Architecture, layerSizes, layerWeights } from '../nn/architecture.js';
import { isWeighted, typeOf } from '../nn/layers/layers.js';
import { OPTIMIZERS } from './optimizers.js';
import type { TrainingOptions } from './options/options.js';
import { isLargeEnough, MOST_NON_ZEROS } from './zeros.js';

/** The two ways to compute the first layer. */
export type FirstLayerForm = 'dual' | 'direct';

/** The form of the first layer, and why. */
export interface FirstLayer {
  readonly form: FirstLayerForm;
  readonly reason: string;
  /** Multiply-adds of the whole run, for each form that is possible. */
  readonly work: { readonly direct: number; readonly dual?: number };
  /** The share of inputs that are not 0, where the direct form skips the others. */
  readonly nonZeros?: number;
}

/** The length of a run and its batches, in examples and updates. */
interface Run {
  readonly examples: number;
  readonly validation: number;
  readonly batchSize: number;
  readonly iterations: number;
  /** Counts the share of inputs that are not 0, where that matters: it takes time at the start. */
  nonZeros(): number;
}

/**
 * Direct: Z1 and dW1 of a batch of b cost n₀·n₁·b each. Dual: Z1 costs m·n₁·b; once there is half of the
 * Gram matrix, m²·n₀/2, the start's Z1 and, at the end, W1 itself, m·n₀·n₁ each. With L2 each update also
 * takes ‖W1‖²: n₀·n₁, or m²·n₁ in the dual form. Each of v validation examples takes n₀·n₁ or, once described
 * for n₀·(m + n₁), m·n₁ a measurement; so do the m training examples where early stopping watches them. A
 * convolution has the direct form alone. Inputs that are mostly 0 are skipped in the direct form, to the same bits.
 */
export function chooseFirstLayer(
  architecture: Architecture,
  options: TrainingOptions,
  run: Run,
  form?: FirstLayerForm,
): FirstLayer {
  const chosen = chooseForm(architecture, options, run, form);
  const [n0, n1] = layerSizes(architecture);
  const [layer] = architecture.layers;
  const mayPay =
    chosen.form === 'direct' &&
    options.backend !== 'js' &&
    layer.type === 'dense' &&
    isLargeEnough(run.batchSize, n0, n1);
  const nonZeros = mayPay ? run.nonZeros() : 1;
  return nonZeros <= MOST_NON_ZEROS ? { ...chosen, nonZeros } : chosen;
}

function chooseForm(
  architecture: Architecture,
  options: TrainingOptions,
  run: Run,
  form: FirstLayerForm | undefined,
): FirstLayer {
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
    return { form: 'direct', reason: 'only a dense layer has a dual form', work: { direct } };
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
export function watching(
  { earlyStopping, logEvery, logEpochs }: TrainingOptions,
  run: Omit<Run, 'nonZeros'>,
) {
  const { examples, validation, batchSize, iterations } = run;
  const epochs = Math.ceil((iterations * batchSize) / examples);
  const lines = logEpochs === undefined ? iterations / logEvery : epochs / logEpochs;
  const logged = validation > 0 ? Math.ceil(lines) : 0;
  const begun = earlyStopping === undefined ? 0 : epochs;
  return { watched: validation || examples, measurements: Math.max(logged, begun) };
}
