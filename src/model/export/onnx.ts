/**
 * A model as an ONNX graph in float32, preprocessing included: from `input` (batch × the shape of an example, as
 * stored, not yet divided) to `probabilities` (batch × classes), or of a target of numbers `prediction` (batch × 1), as
 * `dnn predict` has them.
 */
import type { Matrix } from '../../engine/matrix.js';
import { DnnError } from '../../errors.js';
import { ACTIVATIONS, type ActivationName, LEAK } from '../../nn/activations.js';
import { outputLayer, outputUnits } from '../../nn/architecture.js';
import { EPSILON } from '../../nn/layers/batchnorm.js';
import { paddingOf } from '../../nn/layers/conv2d.js';
import { typeOf } from '../../nn/layers/layers.js';
import { imageOf } from '../../nn/shapes.js';
import type { Model } from '../model.js';
import { type Node, onnxModel, type Tensor } from './onnx-proto.js';
import { preparationOf } from './preparation.js';
import { type Step, type StepOf, type StepType, stepsOf } from './steps.js';

const INPUT = 'input';
const OUTPUT = 'probabilities';

/**
 * The bytes of the ONNX file, of a float64 model too: the runtimes' convolutions are single precision only.
 * @throws DnnError (model) naming the first number that is too large for it.
 */
export function onnxBytes(model: Model): Uint8Array {
  assertSingle(model);
  const { architecture, classes, divisor, targetScale } = model;
  const { inputShape } = architecture;
  const graph = new GraphBuilder();
  graph.node('Div', [graph.constant('divisor', [], Float32Array.of(divisor))]);
  if (typeOf(architecture.layers[0]).ofImages) graph.channelsFirst(inputShape);
  else graph.flatten(inputShape);
  for (const step of stepsOf(model)) (ADD[step.type] as Add<Step>)(graph, step);
  const output = targetScale ? 'prediction' : OUTPUT;
  if (targetScale === undefined) addProbabilities(graph, model);
  return onnxModel({
    name: 'dnn',
    input: { name: INPUT, dims: inputShape },
    output: { name: output, dims: [targetScale ? 1 : Math.max(2, outputUnits(architecture))] },
    ...graph.finish(output),
    metadata: {
      classes: JSON.stringify(classes),
      divisor: String(divisor),
      ...preparationOf(model),
    },
  });
}

function assertSingle({ divisor, scaling, targetScale, parameters }: Model): void {
  const numbers = [
    { name: 'the scale of the target', data: Object.values(targetScale ?? {}) },
    { name: 'the divisor', data: [divisor] },
    ...Object.entries(scaling ?? {}).map(([name, data]) => ({ name: `the ${name} of inputs`, data })),
    ...parameters.map(({ name, value: { data } }) => ({ name, data })),
  ];
  for (const { name, data } of numbers) {
    const at = (data as number[]).findIndex((value) => !Number.isFinite(Math.fround(value)));
    if (at < 0) continue;
    const place = data.length > 1 ? `value ${at} of ${name}` : name;
    throw new DnnError(
      'model',
      `${place} is ${data[at]}, more than float32 holds, which the ONNX file is in`,
      'Export it in its own precision: --to npz, safetensors, keras or mjs.',
    );
  }
}

/** Nodes one behind another, each taking the result of the one before as its first input. */
class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #constants: Tensor[] = [];
  #last = INPUT;
  /** True if the values are (batch, channels, height, width), as ONNX has images. */
  #image = false;

  constant(name: string, dims: readonly number[], values: Tensor['values']): string {
    this.#constants.push({ name, dims, values });
    return name;
  }

  /** The values of a (rows × cols) matrix, of `dims` where they are not its own. */
  matrix(name: string, { rows, cols, data }: Matrix, dims: readonly number[] = [rows, cols]): string {
    return this.constant(name, dims, Float32Array.from(data));
  }

  /** A number that any nodes may share. */
  scalar(value: number): string {
    const name = `scalar ${value}`;
    const isNew = this.#constants.every((constant) => constant.name !== name);
    return isNew ? this.constant(name, [], Float32Array.of(value)) : name;
  }

  node(op: string, inputs: readonly string[] = [], attributes: Node['attributes'] = {}): void {
    this.add(op, [this.#last, ...inputs], attributes);
  }

  /** A node that does not take the last result first. */
  add(op: string, inputs: readonly string[], attributes: Node['attributes'] = {}): void {
    const output = `${op.toLowerCase()}${this.#nodes.length + 1}`;
    this.#nodes.push({ op, inputs, output, attributes });
    this.#last = output;
  }

  get last(): string {
    return this.#last;
  }

  /** Rows of values, in the order of [row][column][channel] where they are an image's. */
  flatten(shape: readonly number[]): void {
    if (this.#image) this.node('Transpose', [], { perm: { ints: [0, 2, 3, 1] } });
    if (this.#image || shape.length > 1) this.node('Flatten', [], { axis: { int: 1 } });
    this.#image = false;
  }

  /** Images as ONNX has them; one without channels gets one. */
  channelsFirst(shape: readonly number[]): void {
    if (shape.length === 2) {
      const dims = BigInt64Array.from([-1, ...shape, 1], BigInt);
      this.node('Reshape', [this.constant('image', [4], dims)]);
    }
    this.node('Transpose', [], { perm: { ints: [0, 3, 1, 2] } });
    this.#image = true;
  }

  /** The nodes and constants, the last result named `output`. */
  finish(output: string): { readonly nodes: Node[]; readonly constants: Tensor[] } {
    const nodes = this.#nodes.map((node) => (node.output === this.#last ? { ...node, output } : node));
    return { nodes, constants: this.#constants };
  }
}

type Add<S> = (graph: GraphBuilder, step: S) => void;

/** The nodes of each step. */
const ADD: { readonly [T in StepType]: Add<StepOf<T>> } = {
  scale: addScale,
  target: addTarget,
  dense: addDense,
  conv: addConv,
  norm: addNorm,
  pool: (graph, { size }) => graph.node('MaxPool', [], windows(size)),
  avgpool: (graph, { size }) => graph.node('AveragePool', [], windows(size)),
  activation: (graph, { activation }) => ADD_ACTIVATION[activation](graph),
  dropout: () => {},
};

/** The fill where a value is NaN; then (value − shift)/scale. */
function addScale(graph: GraphBuilder, { fill, shift, scale }: StepOf<'scale'>): void {
  const vector = (name: string, values: readonly number[]) =>
    graph.constant(name, [values.length], Float32Array.from(values));
  if (fill) {
    const values = graph.last;
    graph.node('IsNaN');
    graph.node('Where', [vector('fill', fill), values]);
  }
  graph.node('Sub', [vector('shift', shift)]);
  graph.node('Div', [vector('scale', scale)]);
}

function addTarget(graph: GraphBuilder, { mean, deviation }: StepOf<'target'>): void {
  graph.node('Mul', [graph.scalar(deviation)]);
  graph.node('Add', [graph.scalar(mean)]);
}

/** Gemm: A·Wᵀ + b */
function addDense(graph: GraphBuilder, { index, W, b, input }: StepOf<'dense'>): void {
  graph.flatten(input);
  const inputs = [graph.matrix(`W${index}`, W)];
  if (b) inputs.push(graph.matrix(`b${index}`, b, [b.rows]));
  graph.node('Gemm', inputs, { transB: { int: 1 } });
}

/** ONNX has filters as [channel][row][column]. */
function addConv(graph: GraphBuilder, step: StepOf<'conv'>): void {
  const { index, W, b, kernel, filters, stride, padding } = step;
  const channels = imageOf(step.input)?.channels ?? 1;
  const inputs = [graph.constant(`W${index}`, [filters, channels, ...kernel], channelsFirst(W, channels))];
  if (b) inputs.push(graph.matrix(`b${index}`, b, [filters]));
  const [rows, columns] = kernel.map((size) => paddingOf(size, padding));
  graph.node('Conv', inputs, {
    kernel_shape: { ints: kernel },
    strides: { ints: [stride, stride] },
    pads: { ints: [rows.before, columns.before, rows.after, columns.after] },
  });
}

/** Each row of W, [place][channel], as [channel][place]. */
function channelsFirst({ rows, cols, data }: Matrix, channels: number): Float32Array {
  const places = cols / channels;
  return Float32Array.from({ length: rows * cols }, (_, i) => {
    const [row, channel, place] = [Math.floor(i / cols), Math.floor((i % cols) / places), i % places];
    return data[row * cols + place * channels + channel];
  });
}

/** Pooling of windows side by side. */
function windows(size: number): Node['attributes'] {
  const sides = { ints: [size, size] };
  return { kernel_shape: sides, strides: sides };
}

function addNorm(graph: GraphBuilder, { index, ...step }: StepOf<'norm'>): void {
  const inputs = (['gamma', 'beta', 'mean', 'variance'] as const).map((name) =>
    graph.matrix(`${name}${index}`, step[name], [step[name].rows]),
  );
  graph.node('BatchNormalization', inputs, { epsilon: { float: EPSILON } });
}

const ADD_ACTIVATION = {
  relu: (graph) => graph.node('Relu'),
  tanh: (graph) => graph.node('Tanh'),
  sigmoid: (graph) => graph.node('Sigmoid'),
  'leaky-relu': (graph) => graph.node('LeakyRelu', [], { alpha: { float: LEAK } }),
  linear: () => {},
  gelu: addGelu,
  softmax: (graph) => graph.node('Softmax', [], { axis: { int: 1 } }),
} as const satisfies Record<ActivationName, (graph: GraphBuilder) => void>;

/** ½·z·(1 + erf(z/√2)): operators of version 13 have no Gelu. */
function addGelu(graph: GraphBuilder): void {
  const Z = graph.last;
  graph.node('Div', [graph.scalar(Math.SQRT2)]);
  graph.node('Erf');
  graph.node('Add', [graph.scalar(1)]);
  graph.node('Mul', [Z]);
  graph.node('Mul', [graph.scalar(0.5)]);
}

/** One column a class: outputs that are no probabilities are cut to 0…1, and one unit a gives 1 − a and a. */
function addProbabilities(graph: GraphBuilder, { architecture }: Model): void {
  const { activation } = outputLayer(architecture);
  const single = outputUnits(architecture) === 1;
  const [low, high] = ACTIVATIONS[activation].ends ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const cut = low < 0 || high > 1;
  if (!single && !cut) return;
  const one = graph.constant('one', [], Float32Array.of(1));
  if (cut) graph.node('Clip', [graph.constant('zero', [], Float32Array.of(0)), one]);
  if (!single) return;
  const a = graph.last;
  graph.add('Sub', [one, a]);
  graph.add('Concat', [graph.last, a], { axis: { int: 1 } });
}
