/** Models of any architecture with parameters at which every unit counts, and values to predict from. */
import { type Dtype, Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { sizeOf } from '../../src/engine/shape.js';
import type { Model } from '../../src/model/model.js';
import { parameterDigest } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import type { HiddenActivation, OutputActivation } from '../../src/nn/activations.js';
import { inputSize, parameterShapes } from '../../src/nn/architecture.js';
import { parameter, type Role } from '../../src/nn/parameter.js';
import { parseLayers } from '../../src/nn/spec.js';
import { planArchitecture } from '../../src/train/planned-architecture.js';
import { classOf } from './kinds.js';

export interface NetworkOptions {
  readonly activation?: HiddenActivation[];
  readonly output?: OutputActivation;
  readonly batchNorm?: boolean;
  readonly keepProb?: number;
  readonly dtype?: Dtype;
  readonly divisor?: number;
  readonly seed?: number;
}

/** The network that `layers` writes in full, such as `8x8x1,conv3:2,12,10`: weights as randn/√inputs. */
export function networkModel(layers: string, options: NetworkOptions = {}): Model {
  const { activation = ['relu'], output, batchNorm = false, keepProb = 1 } = options;
  const { dtype = 'float64', divisor = 255, seed = 1 } = options;
  const shape = layers.split(',')[0].split('x').map(Number);
  const units = Number(layers.split(',').at(-1));
  const classes = Array.from({ length: Math.max(2, units) }, (_, c) => `class ${c}`);
  const architecture = planArchitecture(
    { name: 'test', shape, classes: classes.length },
    {
      layers: parseLayers(layers),
      activation,
      outputActivation: output,
      loss: undefined,
      batchNorm,
      keepProb: [keepProb],
    },
  );
  const rng = new RandomState(seed);
  const parameters = parameterShapes(architecture).map(({ layer, role, rows, cols }) => {
    const value = Matrix.zeros(rows, cols, dtype);
    value.data.set(rng.randn(rows, cols).map((g) => drawn(role, g, cols)));
    return parameter(layer, role, value);
  });
  const dataset = { name: 'test', sha256: 'ab'.repeat(32) };
  const training = { config: { dtype }, costs: [], evaluations: {}, dataset };
  const sha256 = parameterDigest(parameters);
  return { divisor, classes, architecture, parameters, dtype, training: { ...training, sha256 } };
}

function drawn(role: Role, gaussian: number, inputs: number): number {
  if (role === 'weights') return gaussian / Math.sqrt(inputs);
  if (role === 'scale') return 1 + gaussian / 4;
  return role === 'variance' ? 0.1 + gaussian * gaussian : gaussian / 4;
}

/** Stored values (examples × features) from 0 to the divisor, whole numbers where that is 255. */
export function storedValues({ architecture, divisor }: Model, examples: number): Float64Array {
  const values = new RandomState(7).rand(examples, inputSize(architecture));
  return values.map((u) => (divisor > 1 ? Math.floor(u * (divisor + 1)) : u));
}

/** The `probabilities` of `dnn predict --json`, one row an example. */
export function ownProbabilities(model: Model, values: Float64Array): number[][] {
  return new Predictor(model).predictValues(values).map((each) => [...classOf(each).probabilities]);
}

/** The largest difference between two tables of numbers; infinite when one has a value that is none. */
export function largestDifference(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  const flat = (rows: readonly ArrayLike<number>[]) => rows.flatMap((row) => Array.from(row));
  const [left, right] = [flat(a), flat(b)];
  if (left.length !== right.length || left.length === 0) return Number.POSITIVE_INFINITY;
  const differences = left.map((value, i) => Math.abs(value - right[i]));
  return differences.every(Number.isFinite) ? Math.max(...differences) : Number.POSITIVE_INFINITY;
}

/** A flat table as rows. */
export function rowsOf(values: ArrayLike<number>, columns: number): number[][] {
  const all = Array.from(values);
  return Array.from({ length: all.length / columns }, (_, r) => all.slice(r * columns, (r + 1) * columns));
}

/** Networks that have every operation, alone and together, and odd shapes. */
export const NETWORKS: readonly (readonly [layers: string, options: NetworkOptions])[] = [
  ['12288,20,7,5,1', {}],
  ['5,1', { divisor: 1 }],
  ['7,6,5,4,3,2,1', { activation: ['relu', 'tanh', 'sigmoid', 'leaky-relu', 'linear'], divisor: 1 }],
  ['6,9,8,2', { activation: ['gelu'], divisor: 1 }],
  ['64,30,10', { divisor: 16, keepProb: 0.8 }],
  ['9,8,7,3', { batchNorm: true, activation: ['tanh'] }],
  ['3,4,2', { output: 'tanh', divisor: 1 }],
  ['3,4,1', { output: 'linear', divisor: 1 }],
  ['8x8x3,12,1', {}],
  ['2x3x2x2,4,3', {}],
  ['8x8x1,conv3:2,pool2,conv3:4,pool2,28,36,1', { divisor: 16 }],
  ['8x8x1,conv3:4,pool2,conv3:6,12,10', { divisor: 16, batchNorm: true, keepProb: 0.9 }],
  ['7x5,conv3:3,4,1', { activation: ['leaky-relu', 'sigmoid'] }],
  ['9x7x2,conv4x2:3/2,conv1:2,pool2,3', { activation: ['tanh', 'linear'] }],
  ['11x6x3,conv5x3:4/3:valid,conv2:5/2,6,2', { batchNorm: true, output: 'sigmoid' }],
  ['5x5x2,pool2,3,1', {}],
  ['28x28,conv5:6/2,pool3,10', {}],
  ['9x7x2,conv3:3,avgpool2,conv2:4:valid,avgpool2,6,3', { batchNorm: true, activation: ['gelu'] }],
  ['7x5,avgpool3,4,1', { divisor: 16 }],
];

/** How a network of the table is called in tests. */
export function titleOf(layers: string, options: NetworkOptions): string {
  const words = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return [layers, ...words].join(', ');
}

/** Values of one example. */
export function featuresOf({ architecture }: Model): number {
  return sizeOf(architecture.inputShape);
}
