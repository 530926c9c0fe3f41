/**
 * Arrays of examples for `dnn predict`: those of npz, npy, HDF5 and idx files, with or without labels beside them,
 * as batches of features in their order. An array of records is a table, whose rows are read by name.
 */
import type { NamedArray } from '../../data/arrays/named-array.js';
import { type ArrayFile, canBeExamples, contents, named } from '../../data/arrays/pairs.js';
import { assertFinite } from '../../data/dataset.js';
import type { JsonRow } from '../../data/formats/json-rows.js';
import { divisorLike } from '../../data/other-scale.js';
import type { Reserve } from '../../data/reserve.js';
import { DnnError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import { takes } from '../../model/predict.js';
import { RowBatches } from '../../model/row-batches.js';
import { inputSize } from '../../nn/architecture.js';
import { shell } from '../../shell.js';
import { listed } from '../../visible.js';
import { assertRoom } from '../inputs/memory-budget.js';
import type { Console } from '../terminal/console.js';
import type { PredictValues } from './predict-command.js';
import { objectBatches } from './predict-objects.js';
import type { Batches } from './predict-rows.js';

/** Examples, and the model whose preparation is on their scale. */
export interface ArrayRows {
  readonly batches: Batches;
  readonly model: Model;
}

/**
 * The examples in the file at `path`.
 * @throws DnnError: data when no array, or several, can be them; model when they are of another shape than it takes.
 */
export async function openArrays(
  path: string,
  model: Model,
  options: PredictValues,
  console: Console,
): Promise<ArrayRows> {
  const reserve: Reserve = (where, bytes) =>
    assertRoom(where, bytes, options, 'Use fewer examples, or allow more: --max-memory.');
  const x = examplesIn(await arraysOf(path, reserve), model, options.xKey);
  if (x.fields) {
    const rows = (async function* () {
      yield recordsOf(path, x.fields ?? []);
    })();
    return { batches: objectBatches(path, rows, model, options, console), model };
  }
  assertNameless(path, model, options);
  const values = x.values();
  const [examples, ...shape] = x.shape;
  const size = inputSize(model.architecture);
  if (!model.scaling?.fill) assertFinite(values, size, `${path}: ${x.name}`);
  const batches = function* () {
    const order = Array.from({ length: examples }).keys();
    const write = (i: number, batch: Float64Array, at: number) => {
      batch.set(values.subarray(i * size, (i + 1) * size), at);
      return i + 1;
    };
    for (const batch of new RowBatches(size).of(order, write))
      yield { ...batch, where: (row: number) => `${path}: row ${batch.ids[row]}` };
  };
  if (model.scaling) return { batches: batches(), model };
  const split = { examples, values, labels: new Int32Array(examples), dtype: x.dtype };
  const { divisor, note } = divisorLike(`${path}: the values of ${x.name}`, split, shape, model);
  if (note) console.note(note);
  return { batches: batches(), model: divisor === model.divisor ? model : { ...model, divisor } };
}

async function arraysOf(path: string, reserve: Reserve): Promise<ArrayFile> {
  if (/ubyte(\.gz)?$/i.test(path)) {
    const { readIdxImages } = await import('../../data/formats/idx.js');
    return { path, arrays: [readIdxImages(path, reserve)] };
  }
  if (/\.npy$/i.test(path)) {
    const { readNpyFile } = await import('../../data/formats/npz/npz.js');
    return { path, arrays: [readNpyFile(path)] };
  }
  const { readArrayFile } = await import('../../data/formats/formats.js');
  return readArrayFile(path, 'test', { reserve });
}

/** The array that --x-key names, else the only one that the model takes. */
function examplesIn(file: ArrayFile, model: Model, xKey: string | undefined): NamedArray {
  const { path } = file;
  const given = xKey === undefined ? undefined : named(file, xKey, '--x-key');
  const found = (given ? [given] : file.arrays).filter((array) => isOfExamples(array, model));
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    const names = found.map(({ name }) => name);
    const message = `${path} holds several arrays of examples: ${listed(names)}`;
    throw new DnnError('data', message, `Name one: ${shell`--x-key ${names[0]}`}`);
  }
  throw otherShape(given ? { path, arrays: [given] } : file, model);
}

/** The error of arrays that the model does not take: of the model where they are examples of another shape. */
function otherShape(file: ArrayFile, { architecture }: Model): DnnError {
  const expected = `examples of ${architecture.inputShape.join('x')} values, one behind another`;
  const problem = `holds ${contents(file)}, expected ${expected}`;
  const hint = 'Give an array of the shape (examples, …) that the model was trained on.';
  if (file.arrays.some(canBeExamples)) return new DnnError('model', `it ${problem}`, hint);
  return new DnnError('data', `${file.path} ${problem}`, hint);
}

/** True for numbers of the model's shape, or flat, and for records. */
function isOfExamples({ shape, dtype, fields }: NamedArray, { architecture }: Model): boolean {
  if (fields) return true;
  const [examples, ...each] = shape;
  if (!/^(u?int|float)/.test(dtype) || examples === 0) return false;
  const { inputShape } = architecture;
  // Grey pictures have one channel or none; a model of flat values takes pictures in their order.
  const own = inputShape.length === 1 ? [each.reduce((product, n) => product * n, 1)] : each;
  const sides = (sizes: readonly number[]) => sizes.filter((n) => n !== 1).join();
  return takes(architecture, own) || sides(own) === sides(inputShape);
}

/** @throws DnnError (data) when only the names of columns would tell what the values are. */
function assertNameless(path: string, { columns = [] }: Model, { id }: PredictValues): void {
  const category = columns.find(({ type }) => type === 'category');
  if (category) {
    const message = `${path} is an array of numbers without names, and the model's column ${category.name} holds words`;
    throw new DnnError('data', message, 'Give rows with the names of their columns: CSV, JSON, or records.');
  }
  if (id === undefined) return;
  const message = `${path} has no columns, of which ${id} could be one (--id)`;
  throw new DnnError('data', message, 'Leave --id out: its examples are numbered from 1.');
}

/** The records as objects, one after another. */
function* recordsOf(path: string, fields: readonly NamedArray[]): Generator<JsonRow> {
  const columns = fields.map((field) => {
    if (field.dtype === 'string') return [field.name, field.strings()] as const;
    const values = Array.from(field.values());
    return [field.name, field.dtype === 'bool' ? values.map(Boolean) : values] as const;
  });
  const rows = columns[0]?.[1].length ?? 0;
  for (let i = 0; i < rows; i++) {
    const value = Object.fromEntries(columns.map(([name, values]) => [name, values[i]]));
    yield { value, where: () => `${path}: row ${i + 1}` };
  }
}
