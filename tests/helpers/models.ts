/** Small models for tests, without training. */
import type { Dtype } from '../../src/engine/matrix.js';
import { Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import type { Model } from '../../src/model/model.js';
import type { OutputActivation } from '../../src/nn/activations.js';
import { type Architecture, type LayerSpec, parameterShapes } from '../../src/nn/architecture.js';
import { usualLoss } from '../../src/nn/losses.js';
import { parameter } from '../../src/nn/parameter.js';

export interface ModelOptions {
  readonly inputShape?: readonly number[];
  /** Layers before the hidden ones. */
  readonly front?: readonly LayerSpec[];
  readonly hidden?: readonly number[];
  readonly classes?: readonly string[];
  readonly output?: OutputActivation;
  /** Output units, where two classes have two. */
  readonly units?: number;
  readonly divisor?: number;
  readonly dtype?: Dtype;
  /** Batch norm in the hidden layers. */
  readonly batchNorm?: boolean;
  readonly keepProb?: number;
}

/** A model with Gaussian parameters; one output unit for two classes. */
export function randomModel(options: ModelOptions = {}): Model {
  const { inputShape = [3], hidden = [4], classes = ['no', 'yes'], divisor = 1, dtype = 'float64' } = options;
  const { units = classes.length > 2 ? classes.length : 1 } = options;
  const output = options.output ?? (units === 1 ? 'sigmoid' : 'softmax');
  const { batchNorm, keepProb } = options;
  const regularised = { ...(batchNorm && { batchNorm }), ...(keepProb && { keepProb }) };
  const architecture: Architecture = {
    inputShape,
    layers: [
      ...(options.front ?? []),
      ...hidden.map((n) => ({ type: 'dense', units: n, activation: 'relu', ...regularised }) as const),
      { type: 'dense', units, activation: output },
    ],
    loss: usualLoss(output),
  };
  const rng = new RandomState(4);
  const parameters = parameterShapes(architecture).map(({ layer, role, rows, cols }) => {
    const value = Matrix.zeros(rows, cols, dtype);
    value.data.set(rng.randn(rows, cols).map((g) => (role === 'variance' ? g * g : g)));
    return parameter(layer, role, value);
  });
  const evaluation = { examples: 10, accuracy: 0.9, cost: 0.25 };
  return {
    divisor,
    classes,
    architecture,
    parameters,
    dtype,
    training: {
      config: { layers: 'auto,4,auto', seed: 1, learningRate: 0.0075, dtype, loss: architecture.loss },
      costs: [
        [0, 0.7717493284237686],
        [100, 0.5],
      ],
      evaluations: { train: evaluation, test: evaluation },
      dataset: { name: 'test', sha256: 'ab'.repeat(32), source: 'test.h5' },
    },
  };
}
