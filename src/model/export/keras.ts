/**
 * A model as Keras 2 saves one in HDF5 (`model.save('model.h5')`): the layers as JSON in the attribute
 * `model_config`, the weights in groups, one a layer. Keras 3 reads it too. A kernel is W transposed.
 */
import { type Hdf5Attribute, type Hdf5Output, hdf5Bytes } from '../../data/formats/hdf5/writer.js';
import { Matrix } from '../../engine/matrix.js';
import { type ActivationName, LEAK } from '../../nn/activations.js';
import { EPSILON } from '../../nn/layers/batchnorm.js';
import { paddingOf } from '../../nn/layers/conv2d.js';
import { typeOf } from '../../nn/layers/layers.js';
import { imageOf } from '../../nn/shapes.js';
import type { Model } from '../model.js';
import { preparationOf } from './preparation.js';
import { type Step, type StepOf, type StepType, stepsOf } from './steps.js';

/** The version whose layout this is. */
const KERAS = '2.15.0';

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Matrix['data'];
}

/** One entry of a Sequential model. */
interface KerasLayer {
  readonly kind: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly weights?: readonly Weight[];
}

/**
 * The bytes of the HDF5 file: from inputs as stored, not yet divided, to the network's own output, which for one
 * unit is the probability of the second class; in the model's precision.
 * @throws DnnError (io) when h5wasm is not installed.
 */
export function kerasBytes(model: Model): Promise<Uint8Array> {
  const layers = kerasLayers(model);
  return hdf5Bytes(layers.flatMap(arraysOf), [
    ...rootAttributes(model, layers),
    ...layers.flatMap(attributesOf),
  ]);
}

function kerasLayers(model: Model): KerasLayer[] {
  const { inputShape, layers } = model.architecture;
  const { divisor } = model;
  const scaling: KerasLayer = {
    kind: 'Rescaling',
    name: 'rescaling',
    config: { scale: 1 / divisor, offset: 0 },
  };
  return [
    ...(divisor === 1 ? [] : [scaling]),
    ...(typeOf(layers[0]).ofImages ? withChannels(inputShape) : []),
    ...stepsOf(model).flatMap((step, i) => (LAYERS[step.type] as Translate<Step>)(step, i + 1)),
  ];
}

/** Keras has images with channels only. */
function withChannels(shape: readonly number[]): KerasLayer[] {
  if (shape.length === 3) return [];
  return [{ kind: 'Reshape', name: 'reshape', config: { target_shape: [...shape, 1] } }];
}

function flattened(shape: readonly number[]): KerasLayer[] {
  if (shape.length === 1) return [];
  return [{ kind: 'Flatten', name: 'flatten', config: { data_format: 'channels_last' } }];
}

type Translate<S> = (step: S, position: number) => KerasLayer[];

/** The layers of each step; `position` is its place among them. */
const LAYERS: { readonly [T in StepType]: Translate<StepOf<T>> } = {
  scale: scaleLayers,
  target: ({ mean, deviation }) => [
    { kind: 'Rescaling', name: 'target', config: { scale: deviation, offset: mean } },
  ],
  dense: denseLayers,
  conv: convLayers,
  norm: normLayers,
  pool: ({ size }, position) => [{ kind: 'MaxPooling2D', name: `pool_${position}`, config: windows(size) }],
  avgpool: ({ size }, position) => [
    { kind: 'AveragePooling2D', name: `avgpool_${position}`, config: windows(size) },
  ],
  activation: ({ activation }, position) => activationLayers(activation, position),
  dropout: ({ keepProb }, position) => [
    { kind: 'Dropout', name: `dropout_${position}`, config: { rate: 1 - keepProb } },
  ],
};

/** A normalisation; Keras has no layer that fills missing values. √(variance + ε) is not quite the scale: γ makes up for it. */
function scaleLayers({ shift, scale, input, output }: StepOf<'scale'>): KerasLayer[] {
  const column = (values: readonly number[]) => Matrix.of(values.map((value) => [value]));
  return normLayers({
    ...{ type: 'norm', index: 0, input, output },
    gamma: column(scale.map((value) => Math.sqrt(value ** 2 + EPSILON) / value)),
    beta: column(shift.map(() => 0)),
    mean: column(shift),
    variance: column(scale.map((value) => value ** 2)),
  });
}

function denseLayers({ index, units, W, b, input }: StepOf<'dense'>): KerasLayer[] {
  const weights = [kernel(W, [W.cols, units]), ...bias(b)];
  const config = { units, activation: 'linear', use_bias: b !== undefined };
  return [...flattened(input), { kind: 'Dense', name: `dense_${index}`, config, weights }];
}

/** Pooling of windows side by side. */
function windows(size: number): KerasLayer['config'] {
  const sides = [size, size];
  return { pool_size: sides, strides: sides, padding: 'valid', data_format: 'channels_last' };
}

/** Keras pads by itself as we do with stride 1 only. */
function convLayers(step: StepOf<'conv'>): KerasLayer[] {
  const { index, W, b, kernel: size, filters, stride, padding } = step;
  const channels = imageOf(step.input)?.channels ?? 1;
  const [rows, columns] = size.map((side) => paddingOf(side, padding));
  const bySelf = padding === 'same' && stride === 1;
  const zeros = { padding: [Object.values(rows), Object.values(columns)], data_format: 'channels_last' };
  const around = padding === 'same' && !bySelf;
  const config = {
    filters,
    kernel_size: size,
    strides: [stride, stride],
    padding: bySelf ? 'same' : 'valid',
    data_format: 'channels_last',
    activation: 'linear',
    use_bias: b !== undefined,
  };
  const weights = [kernel(W, [...size, channels, filters]), ...bias(b)];
  return [
    ...(around ? [{ kind: 'ZeroPadding2D', name: `padding_${index}`, config: zeros }] : []),
    { kind: 'Conv2D', name: `conv_${index}`, config, weights },
  ];
}

function normLayers({ index, gamma, beta, mean, variance }: StepOf<'norm'>): KerasLayer[] {
  const vector = (name: string, { rows, data }: Matrix) => ({ name, shape: [rows], values: data });
  const layer = {
    kind: 'BatchNormalization',
    name: `batch_norm_${index}`,
    config: { axis: -1, momentum: 0.9, epsilon: EPSILON, center: true, scale: true },
    weights: [
      vector('gamma', gamma),
      vector('beta', beta),
      vector('moving_mean', mean),
      vector('moving_variance', variance),
    ],
  };
  return [layer];
}

function called(activation: string): Pick<KerasLayer, 'kind' | 'config'> {
  return { kind: 'Activation', config: { activation } };
}

const ACTIVATIONS = {
  relu: called('relu'),
  tanh: called('tanh'),
  sigmoid: called('sigmoid'),
  'leaky-relu': { kind: 'LeakyReLU', config: { alpha: LEAK } },
  linear: undefined,
  gelu: called('gelu'),
  softmax: called('softmax'),
} as const satisfies Record<ActivationName, Pick<KerasLayer, 'kind' | 'config'> | undefined>;

function activationLayers(activation: ActivationName, position: number): KerasLayer[] {
  const layer = ACTIVATIONS[activation];
  return layer ? [{ ...layer, name: `activation_${position}` }] : [];
}

/** W (units × inputs) transposed; for a filter, whose inputs are [row][column][channel], Keras's order too. */
function kernel({ rows, cols, data }: Matrix, shape: readonly number[]): Weight {
  const values = data.slice();
  for (let i = 0; i < values.length; i++) values[i] = data[(i % rows) * cols + Math.floor(i / rows)];
  return { name: 'kernel', shape, values };
}

function bias(b: Matrix | undefined): Weight[] {
  return b ? [{ name: 'bias', shape: [b.rows], values: b.data }] : [];
}

const WEIGHTS = 'model_weights';

/** A weight stands at `model_weights/<layer>/<layer>/<weight>:0`: the group, and the weight's own full name. */
function arraysOf({ name, weights = [] }: KerasLayer): Hdf5Output[] {
  return weights.map((weight) => ({ ...weight, name: `${WEIGHTS}/${name}/${name}/${weight.name}:0` }));
}

function attributesOf({ name, weights = [] }: KerasLayer): Hdf5Attribute[] {
  const names = weights.map((weight) => `${name}/${weight.name}:0`);
  return [{ group: `${WEIGHTS}/${name}`, name: 'weight_names', value: names }];
}

function rootAttributes(model: Model, layers: readonly KerasLayer[]): Hdf5Attribute[] {
  const versions = [
    { name: 'keras_version', value: KERAS },
    { name: 'backend', value: 'tensorflow' },
  ];
  return [
    ...versions,
    { name: 'model_config', value: JSON.stringify(modelConfig(model, layers)) },
    ...Object.entries(preparationOf(model)).map(([name, value]) => ({ name: `dnn_${name}`, value })),
    { name: 'dnn_classes', value: JSON.stringify(model.classes) },
    ...versions.map((version) => ({ ...version, group: WEIGHTS })),
    { group: WEIGHTS, name: 'layer_names', value: layers.map(({ name }) => name) },
  ];
}

/** The object that `Sequential.from_config` takes. */
function modelConfig({ architecture, dtype }: Model, layers: readonly KerasLayer[]): object {
  const shape = [null, ...architecture.inputShape];
  const input = { batch_input_shape: shape, dtype, sparse: false, ragged: false, name: 'input' };
  return {
    class_name: 'Sequential',
    config: {
      name: 'dnn',
      layers: [
        { class_name: 'InputLayer', config: input },
        ...layers.map(({ kind, name, config }) => ({
          class_name: kind,
          config: { name, trainable: true, dtype, ...config },
        })),
      ],
    },
  };
}
