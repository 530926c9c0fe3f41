/**
 * Parameters of PyTorch and Keras as the course's arrays W1, b1, …: the layers put in order, kernels turned into our
 * layout. Values are turned when they are read.
 */
import type { NamedArray } from '../../data/arrays/named-array.js';
import type { StoredValues } from '../../data/dataset.js';
import { sizeOf } from '../../engine/shape.js';
import { DnnError } from '../../errors.js';
import { type Architecture, architectureText, layerShapes, parameterShapes } from '../../nn/architecture.js';
import { EPSILON } from '../../nn/layers/batchnorm.js';
import { isWeighted } from '../../nn/layers/layers.js';
import { imageOf } from '../../nn/shapes.js';
import { brief, listed } from '../../visible.js';
import { groupsOf, ordersOf } from './layer-order.js';
import type { ForeignLayer, ForeignLayers, Library, Part } from './parameter-names.js';

/** Arrays by the course's names, and sentences on how they came about. */
export interface CourseArrays {
  readonly arrays: readonly NamedArray[];
  readonly notes: readonly string[];
  readonly hasConvolutions: boolean;
}

/** A layer with a kernel. */
interface Weighted {
  readonly name: string;
  /** Values that it takes and gives, channels of a convolution. */
  readonly inputs: number;
  readonly outputs: number;
  readonly isConvolution: boolean;
  readonly kernel: NamedArray;
  readonly bias: NamedArray | undefined;
}

const NAMES_HINT = "Save them by the course's names: np.savez('params.npz', W1=W1, b1=b1, …).";

/** Facts on the network that the arrays are of. */
export interface Known {
  /** The shape of an example. */
  readonly shape: readonly number[];
  /** Undefined if the layers follow from the arrays. */
  readonly architecture: Architecture | undefined;
  /** That of the library's batch norm. */
  readonly epsilon: number;
}

/**
 * The arrays of `foreign` in the order of the network's layers.
 * @throws DnnError (data) with the names found, when their order cannot be told or a layer is of another kind.
 */
export function courseArrays({ library, layers }: ForeignLayers, known: Known, path: string): CourseArrays {
  const { shape, epsilon } = known;
  const norms = groupsOf(layers.filter(({ parts }) => !parts.has('kernel'))).flat();
  const weighted = layers
    .filter(({ parts }) => parts.has('kernel'))
    .map((layer) => sized(layer, library, path));
  const ordered = inOrder(weighted, known, path);
  assertNorms(norms, ordered, path);
  const notes = [
    `${path} holds ${library}'s layers, taken in this order: ${listed(ordered.map(({ name }) => name))}.`,
  ];
  const first = ordered[0];
  if (library === 'PyTorch' && !first.isConvolution && (imageOf(shape)?.channels ?? 1) > 1) {
    notes.push(`${first.name} takes the values of a picture as the data have them: row, column, channel.`);
  }
  const arrays = ordered.flatMap((layer, i) => [
    turned(layer, i + 1, library),
    ...besides(layer, norms[i], i + 1, epsilon, notes),
  ]);
  return { arrays, notes, hasConvolutions: ordered.some(({ isConvolution }) => isConvolution) };
}

function sized({ name, parts }: ForeignLayer, library: Library, path: string): Weighted {
  const kernel = parts.get('kernel') as NamedArray;
  const { shape } = kernel;
  if (shape.length !== 2 && shape.length !== 4) {
    const message = `${path}: ${kernel.name} has shape (${shape.join(', ')}), expected that of a dense layer or a 2D convolution`;
    throw new DnnError('data', message, 'Other types of layers are not read.');
  }
  const isConvolution = shape.length === 4;
  // PyTorch: (outputs, inputs, …); Keras: (…, inputs, outputs).
  const [outputs, inputs] = library === 'PyTorch' ? shape : [...shape].reverse();
  return { name, inputs, outputs, isConvolution, kernel, bias: parts.get('bias') };
}

function inOrder(layers: readonly Weighted[], { shape, architecture }: Known, path: string): Weighted[] {
  const expected = architecture && parameterShapes(architecture).filter(({ role }) => role === 'weights');
  const first = { values: sizeOf(shape), channels: imageOf(shape)?.channels ?? 1 };
  const orders = ordersOf(layers, (next, before, place) => {
    if (expected === undefined) return fits(next, before ?? first);
    const { rows, cols } = expected[place] ?? { rows: 0, cols: 0 };
    return next.outputs === rows && sizeOf(next.kernel.shape) === rows * cols;
  });
  if (orders.length === 1) return orders[0];
  const shapes = layers.map(({ kernel }) => `${kernel.name} (${kernel.shape.join(', ')})`);
  const network = architecture
    ? brief(architectureText(architecture))
    : `a network for examples of ${shape.join('x')}`;
  const reason =
    orders.length > 1
      ? 'the order of its layers cannot be told from their names and sizes'
      : `its layers are not those of ${network}`;
  throw new DnnError('data', `${path}: ${reason}: ${listed(shapes)}`, NAMES_HINT);
}

/** True if `next` takes what the layer before it gives, or an example of so many values; a dense layer takes an image flat. */
function fits(
  next: Weighted,
  before: Weighted | { readonly values: number; readonly channels: number },
): boolean {
  if ('values' in before) return next.inputs === (next.isConvolution ? before.channels : before.values);
  if (next.isConvolution) return before.isConvolution && next.inputs === before.outputs;
  return before.isConvolution ? next.inputs % before.outputs === 0 : next.inputs === before.outputs;
}

/** Batch norm is behind every hidden layer or behind none. */
function assertNorms(norms: readonly ForeignLayer[], layers: readonly Weighted[], path: string): void {
  const odd = norms.find(({ parts }, i) => {
    const sizes = NORM.map((part) => parts.get(part)?.shape.join());
    return sizes.some((size) => size !== String(layers[i]?.outputs));
  });
  const names = listed(norms.map(({ name }) => name));
  if (odd !== undefined) {
    const message = `${path}: ${odd.name} is no batch norm of the layer at its place, with scale, shift, mean and variance`;
    throw new DnnError('data', `${message}; there are ${names}`, NAMES_HINT);
  }
  if (norms.length === 0 || norms.length === layers.length - 1) return;
  const message = `${path}: ${norms.length} batch norms (${names}) for ${layers.length - 1} hidden layers`;
  throw new DnnError('data', message, 'Batch norm is read where it follows every hidden layer.');
}

const NORM: readonly Part[] = ['scale', 'shift', 'mean', 'variance'];

/** W, (outputs × inputs), of images (filters × kernel height · kernel width · channels). */
function turned({ kernel, outputs }: Weighted, index: number, library: Library): NamedArray {
  const columns = sizeOf(kernel.shape) / outputs;
  const [, channels = 1, height = 1, width = 1] = kernel.shape;
  const area = height * width;
  const from: (row: number, column: number) => number =
    library === 'Keras'
      ? (row, column) => column * outputs + row
      : (row, column) => row * columns + (column % channels) * area + Math.floor(column / channels);
  return reordered(kernel, `W${index}`, [outputs, columns], (i) =>
    from(Math.floor(i / columns), i % columns),
  );
}

/** `array` under another name and shape, value i being its value from(i). */
function reordered(
  array: NamedArray,
  name: string,
  shape: readonly number[],
  from: (i: number) => number,
): NamedArray {
  const values = () => {
    const stored = array.values();
    const out = stored.slice();
    for (let i = 0; i < out.length; i++) out[i] = stored[from(i)];
    return out;
  };
  return { ...array, name, shape, values };
}

/** All of a layer but W: b, or the arrays of its batch norm, into whose mean and variance b and ε are drawn. */
function besides(
  { name, outputs, bias, kernel }: Weighted,
  norm: ForeignLayer | undefined,
  index: number,
  epsilon: number,
  notes: string[],
): NamedArray[] {
  const column = (array: NamedArray, letter: string, change?: (values: StoredValues) => StoredValues) => ({
    ...array,
    name: `${letter}${index}`,
    values: () => change?.(array.values()) ?? array.values(),
  });
  if (norm !== undefined) {
    const part = (wanted: Part) => norm.parts.get(wanted) as NamedArray;
    const withoutBias = (means: StoredValues) => {
      const biases = bias?.values();
      return biases ? Float64Array.from(means, (mean, i) => mean - biases[i]) : means;
    };
    const withEpsilon = (variances: StoredValues) =>
      epsilon === EPSILON ? variances : Float64Array.from(variances, (v) => v + epsilon - EPSILON);
    return [
      column(part('scale'), 'gamma'),
      column(part('shift'), 'beta'),
      column(part('mean'), 'mean', withoutBias),
      column(part('variance'), 'variance', withEpsilon),
    ];
  }
  if (bias !== undefined) return [column(bias, 'b')];
  notes.push(`${name} has no bias: 0 is taken.`);
  return [{ ...kernel, name: `b${index}`, shape: [outputs], values: () => new Float32Array(outputs) }];
}

/** PyTorch flattens images channel by channel: the columns of a dense layer behind one are put into our order. */
export function channelsLast(
  arrays: readonly NamedArray[],
  architecture: Architecture,
): readonly NamedArray[] {
  const shapes = layerShapes(architecture);
  const weighted = architecture.layers.flatMap((layer, l) => {
    // The data have the images before the first layer, in our order.
    const image = l > 0 && layer.type === 'dense' ? imageOf(shapes[l]) : undefined;
    return isWeighted(layer) ? [image] : [];
  });
  return arrays.map((array) => {
    const image = weighted.find((_, i) => array.name === `W${i + 1}`);
    const [, columns] = array.shape;
    if (image === undefined || columns !== image.height * image.width * image.channels) return array;
    const area = image.height * image.width;
    return reordered(array, array.name, array.shape, (i) => {
      const column = i % columns;
      return i - column + (column % image.channels) * area + Math.floor(column / image.channels);
    });
  });
}
