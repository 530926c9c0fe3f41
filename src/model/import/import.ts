/** Parameters that were trained elsewhere as a model: by the course's names, or by those of PyTorch and Keras. */
import { basename } from 'node:path';
import type { NamedArray } from '../../data/arrays/named-array.js';
import {
  type Dataset,
  datasetDigest,
  isOfNumbers,
  type Split,
  type StoredValues,
  valueStatistics,
} from '../../data/dataset.js';
import type { Reserve } from '../../data/reserve.js';
import { type Dtype, Matrix } from '../../engine/matrix.js';
import { sizeOf } from '../../engine/shape.js';
import { DnnError, withinMemory } from '../../errors.js';
import {
  type Architecture,
  architectureText,
  type ParameterShape,
  parameterCount,
  parameterShapes,
} from '../../nn/architecture.js';
import { EPSILON } from '../../nn/layers/batchnorm.js';
import { type NamedParameter, parameter, parameterName, type Role } from '../../nn/parameter.js';
import { type LayersSpec, parseLayers } from '../../nn/spec.js';
import { shell } from '../../shell.js';
import type { Written } from '../../train/options/option.js';
import type { ParsedOptions } from '../../train/options/options.js';
import { assertFitsModelFile } from '../../train/plan.js';
import { planArchitecture } from '../../train/planned-architecture.js';
import { evaluationRecord } from '../../train/records.js';
import { brief } from '../../visible.js';
import { type DataSource, type Model, parameterDigest } from '../model.js';
import { Predictor } from '../predict.js';
import { channelsLast, courseArrays } from './course-arrays.js';
import { readParameterFile } from './parameter-file.js';
import { courseNames, foreignLayers } from './parameter-names.js';

const SAVE =
  "Save them all: np.savez('params.npz', W1=W1, b1=b1, …), or np.savez('params.npz', **parameters).";

const PREPARED =
  'is of a table, and what makes inputs of its rows, the text "preparation", is not imported: the imported model takes values that are scaled so already. For the answers to rows as they are use the model\'s own file.';

/** The network that parameters are imported into; without `layers`, dense layers of the parameters' sizes. */
export interface ImportOptions
  extends Pick<ParsedOptions, 'activation' | 'outputActivation' | 'loss' | 'batchNorm'> {
  readonly layers?: Written<LayersSpec> | undefined;
  /** Asked before memory is taken for the arrays; there is no limit unless given. */
  readonly reserve?: Reserve | undefined;
  /** Called with a sentence on each thing that was not said but taken. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * The model of the parameters in the file at `path` (npz, safetensors or Keras's HDF5): classes and divisor are those of `dataset`, on which it is
 * evaluated. In float32 when all arrays are; `named` is how the dataset was.
 * @throws DnnError: usage when the layers do not fit the data, data when the arrays are not the layers', model when their numbers overflow.
 */
export function importParameters(
  path: string,
  dataset: Dataset,
  options: ImportOptions,
  named: DataSource = {},
): Model {
  return withinMemory(path, () => imported(path, dataset, options, named));
}

function imported(
  path: string,
  dataset: Dataset,
  { reserve, onNote, ...options }: ImportOptions,
  named: DataSource,
): Model {
  const { name, shape, classes, divisor } = dataset;
  const found = readParameterFile(path, reserve);
  const planned = (wanted: Written<LayersSpec>) => {
    const layers = typeof wanted === 'string' ? parseLayers(wanted) : wanted;
    const network = { ...options, layers, keepProb: [1] };
    return { network, architecture: planArchitecture({ name, shape, classes: classes.length }, network) };
  };
  const given = options.layers === undefined ? undefined : planned(options.layers);
  const foreign = foreignLayers(found.arrays);
  const known = { shape, architecture: given?.architecture, epsilon: found.epsilon ?? EPSILON };
  const course = foreign && courseArrays(foreign, known, path);
  if (found.isPrepared) onNote?.(`${path} ${PREPARED}`);
  for (const note of course?.notes ?? []) onNote?.(note);
  const stored = course?.arrays ?? courseNames(found.arrays);
  if (given === undefined && course?.hasConvolutions) throw convolutions(path, shape);
  const { network, architecture } = given ?? planned(denseLayers(stored, dataset, path));
  const { layers } = network;
  assertFitsModelFile(layers.text, parameterCount(architecture));
  const arrays = foreign?.library === 'PyTorch' ? channelsLast(stored, architecture) : stored;
  const dtype = arrays.every((array) => array.dtype === 'float32') ? 'float32' : 'float64';
  const parameters = readParameters(arrays, architecture, dtype, path);
  const model: Model = {
    divisor,
    range: valueStatistics(dataset.train).range,
    classes,
    // Nothing is known of a scale: outputs are numbers in the units of the target.
    ...(isOfNumbers(dataset) && { targetScale: { mean: 0, deviation: 1 } }),
    architecture,
    parameters,
    dtype,
    training: {
      config: { ...network, layers: layers.text, dtype, importedFrom: basename(path) },
      costs: [],
      evaluations: {},
      dataset: { name, sha256: datasetDigest(dataset), ...named },
      sha256: parameterDigest(parameters),
    },
  };
  return { ...model, training: { ...model.training, evaluations: evaluations(model, dataset) } };
}

function convolutions(path: string, shape: readonly number[]): DnnError {
  const example = shell`--layers ${`${shape.join('x')},conv3:8,pool2,auto`}`;
  return new DnnError(
    'data',
    `${path} holds convolutions, whose strides, padding and pooling it does not say`,
    `Say what the layers are, such as ${example}.`,
  );
}

function evaluations(model: Model, dataset: Dataset): Model['training']['evaluations'] {
  const predictor = new Predictor(model);
  const record = (split: Split) => evaluationRecord(predictor.evaluate(dataset, split));
  const { train, test } = dataset;
  return { train: record(train), ...(test && { test: record(test) }) };
}

/** `n₀,n₁,…,n_L`, where W_l is (n_l × n_{l−1}) and n₀ the values of an example. */
function denseLayers(arrays: readonly NamedArray[], dataset: Dataset, path: string): string {
  const { name, shape } = dataset;
  const sizes = [sizeOf(shape)];
  for (let l = 1; ; l++) {
    const weights = parameterName({ layer: l, role: 'weights' });
    const W = arrays.find((array) => array.name === weights);
    if (W === undefined && l > 1) {
      assertOutputs(sizes, dataset, path);
      return sizes.join();
    }
    if (W === undefined) throw missing('W1', arrays, path);
    const before = sizes[l - 1];
    if (W.shape.length !== 2 || W.shape[1] !== before) {
      const where = l === 1 ? `: an example of ${name} has ${before} values` : ` behind W${l - 1}`;
      throw new DnnError(
        'data',
        `${path}: W${l} has shape ${tuple(W.shape)}, expected (units, ${before})${where}`,
        transposed(W, before) ??
          (l === 1 ? 'Name the data of the training: --data.' : 'Say what the layers are: --layers.'),
      );
    }
    sizes.push(W.shape[0]);
  }
}

/** @throws DnnError (data) when the last of `sizes` is not one output a class, or one for two classes. */
function assertOutputs(sizes: readonly number[], { name, classes }: Dataset, path: string): void {
  const outputs = sizes[sizes.length - 1];
  const isOfNumber = isOfNumbers({ classes });
  if (isOfNumber ? outputs === 1 : outputs === classes.length || (outputs <= 2 && classes.length <= 2))
    return;
  throw new DnnError(
    'data',
    `${path}: W${sizes.length - 1} gives ${outputs} output${outputs === 1 ? '' : 's'}, but ${isOfNumber ? `the target of ${name} is one number` : `${name} has ${classes.length} classes`}`,
    'Name the data of the training: --data.',
  );
}

function transposed({ shape, name }: NamedArray, inputs: number): string | undefined {
  return shape.length === 2 && shape[0] === inputs ? `Is it ${name}.T that is meant?` : undefined;
}

function readParameters(
  arrays: readonly NamedArray[],
  architecture: Architecture,
  dtype: Dtype,
  path: string,
): NamedParameter[] {
  const expected = parameterShapes(architecture);
  const layers = architectureText(architecture);
  const parameters = expected.map((shape) => {
    const array = arrays.find(({ name }) => name === shape.name);
    if (array === undefined) throw missing(shape.name, arrays, path, layers);
    return parameter(shape.layer, shape.role, readParameter(array, shape, dtype, path));
  });
  const stranger = arrays.find(({ name }) => !expected.some((shape) => shape.name === name));
  if (stranger === undefined) return parameters;
  const normalised = namesOfBatchNorm(architecture).includes(stranger.name);
  throw new DnnError(
    'data',
    `${path}: ${brief(stranger.name)} belongs to no layer of ${brief(layers)}`,
    normalised
      ? 'Say that the layers have batch norm: --batch-norm.'
      : 'Check --layers, or save it elsewhere.',
  );
}

/** The names that the parameters have where the layers are normalised. */
function namesOfBatchNorm(architecture: Architecture): string[] {
  const roles: readonly Role[] = ['scale', 'shift', 'mean', 'variance'];
  return parameterShapes(architecture).flatMap(({ layer }) =>
    roles.map((role) => parameterName({ layer, role })),
  );
}

function readParameter(array: NamedArray, place: ParameterShape, dtype: Dtype, path: string): Matrix {
  const { name, rows, cols } = place;
  const { shape } = array;
  // A column of n values can be nothing else in whatever shape: (n,), (1, n).
  const isColumn = cols === 1 && place.role !== 'weights' && shape.every((n) => n === 1 || n === rows);
  if (!(isColumn && sizeOf(shape) === rows) && shape.join() !== `${rows},${cols}`) {
    const turned = shape.join() === `${cols},${rows}` ? `${name}.T` : `${name}.reshape(${rows}, ${cols})`;
    const same = shape.reduce((product, n) => product * n, 1) === rows * cols;
    const hint = same ? `If the values are the right ones, save ${turned}.` : 'Check --layers and --data.';
    const message = `${path}: ${name} has shape ${tuple(shape)}, the layers need (${rows}, ${cols})`;
    throw new DnnError('data', message, hint);
  }
  const matrix = Matrix.zeros(rows, cols, dtype);
  matrix.data.set(array.values());
  assertSound(matrix.data, place, path);
  return matrix;
}

/** @throws DnnError (data) that names the first value that is no finite number, or a variance below 0. */
function assertSound(values: StoredValues, { name, role, cols }: ParameterShape, path: string): void {
  const least = role === 'variance' ? 0 : Number.NEGATIVE_INFINITY;
  const wrong = values.findIndex((value: number) => !Number.isFinite(value) || value < least);
  if (wrong < 0) return;
  const where = `${name}[${Math.floor(wrong / cols)}, ${wrong % cols}]`;
  const expected = Number.isFinite(values[wrong]) ? 'a variance is at least 0' : 'expected a finite number';
  throw new DnnError(
    'data',
    `${path}: ${where} is ${values[wrong]}, ${expected}`,
    'Did the training diverge?',
  );
}

function missing(name: string, arrays: readonly NamedArray[], path: string, layers?: string): DnnError {
  const held = arrays.map((array) => array.name).join(', ');
  const need = layers === undefined ? '' : `, which the layers ${brief(layers)} need`;
  const message = `${path} has no array ${name}${need}: it holds ${held === '' ? 'none' : brief(held)}`;
  return new DnnError('data', message, SAVE);
}

/** As NumPy writes a shape. */
function tuple(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}
