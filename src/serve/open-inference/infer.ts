/** Inference by the Open Inference Protocol: the tensors of a request become rows or pictures, and answers tensors. */

import type { JsonRow } from '../../data/formats/json-rows.js';
import { DnnError } from '../../errors.js';
import { ObjectBatches } from '../../model/known-rows.js';
import type { Model } from '../../model/model.js';
import { columnsOf } from '../../model/model-columns.js';
import type { Prediction } from '../../model/predict.js';
import { inputSize } from '../../nn/architecture.js';
import { brief, listed } from '../../visible.js';
import { predictBatches, predictPicture } from '../predicting.js';
import type { ServedModel } from '../served-model.js';
import { exampleShapes, INPUT, outputsOf } from './metadata.js';
import { type Element, expected, memberOf, type OutputTensor, readTensor, type Tensor } from './tensor.js';

/** The answer to a request for inference. */
export interface Inference {
  readonly model_name: string;
  readonly model_version: string;
  readonly id?: string;
  readonly outputs: readonly OutputTensor[];
}

/** Answers a request's JSON. @throws DnnError (data) that says what of it is wrong. */
export async function infer(served: ServedModel, text: string): Promise<Inference> {
  const { id, inputs, outputs } = memberOf(parsed(text), 'the body');
  if (id !== undefined && typeof id !== 'string') throw expected('id', 'a text', id);
  if (!Array.isArray(inputs) || inputs.length === 0) throw expected('inputs', 'an array of tensors', inputs);
  const wanted = wantedOutputs(served.predictor.model, outputs);
  const predictions = await predict(served, inputs.map(readTensor));
  return {
    model_name: served.name,
    model_version: served.digest,
    ...(id !== undefined && { id }),
    outputs: outputsOf(served.predictor.model)
      .filter(({ name }) => wanted.includes(name))
      .map((output) => tensorOf(output, predictions)),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DnnError('data', `the body is not JSON: ${(cause as Error).message}`, undefined, { cause });
  }
}

/** The names of the outputs that are asked for; all of them where none is. @throws DnnError (data) */
function wantedOutputs(model: Model, asked: unknown): readonly string[] {
  const all = outputsOf(model).map(({ name }) => name);
  if (asked === undefined || (Array.isArray(asked) && asked.length === 0)) return all;
  if (!Array.isArray(asked)) throw expected('outputs', 'an array', asked);
  return asked.map((output, i) => {
    const { name } = memberOf(output, `outputs[${i}]`);
    if (typeof name === 'string' && all.includes(name)) return name;
    throw expected(`outputs[${i}].name`, `one of ${all.join(', ')}`, name);
  });
}

async function predict(served: ServedModel, tensors: readonly Tensor[]): Promise<Prediction[]> {
  const { model } = served.predictor;
  const predictions: Prediction[] = [];
  if (served.hasSides && tensors.length === 1 && tensors[0].datatype === 'BYTES') {
    for (const [i, file] of tensors[0].data.entries())
      predictions.push(await predictPicture(served, decoded(file as string, i), `picture ${i + 1}`));
    return predictions;
  }
  const rows =
    model.columns && !isMatrix(model, tensors) ? rowsOfColumns(model, tensors) : rowsOfMatrix(model, tensors);
  const batches = new ObjectBatches(model, { unseen: served.unseen }, served.rows).of(rows);
  await predictBatches(served, batches, (prediction) => predictions.push(prediction));
  return predictions;
}

/** The bytes of a picture's file in base64. @throws DnnError (data) */
function decoded(text: string, index: number): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > 0 && /^[\w+/=-]*$/.test(text)) return bytes;
  const problem = `the input: element ${index} of BYTES is no base64`;
  throw new DnnError('data', problem, 'Send the bytes of a PNG or JPEG file in base64.');
}

/** True for all columns of a table in one tensor, which is called as none of them. */
function isMatrix(model: Model, [first, ...others]: readonly Tensor[]): boolean {
  const isColumn = columnsOf(model).some(({ name }) => name === first.name);
  return others.length === 0 && !isColumn && columnsOf(model).length > 1;
}

/** The rows of one tensor, an example each. @throws DnnError (data) for another shape. */
function* rowsOfMatrix(model: Model, tensors: readonly Tensor[]): Generator<JsonRow, void> {
  const [tensor, ...others] = tensors;
  if (others.length > 0) {
    const names = listed(tensors.map(({ name }) => name));
    throw new DnnError(
      'data',
      `there are ${tensors.length} inputs (${names}), expected one, called ${INPUT}`,
    );
  }
  const [, ...shape] = tensor.shape;
  const width = model.columns?.length ?? inputSize(model.architecture);
  const shapes = model.columns ? [[width]] : exampleShapes(model);
  if (!shapes.some((each) => each.join() === shape.join())) {
    const fitting = shapes.map((each) => `[-1,${each.join()}]`).join(' or ');
    throw expected(`the input ${brief(tensor.name)}: shape`, fitting, `[${tensor.shape.join()}]`);
  }
  for (let row = 0; row < tensor.shape[0]; row++) {
    const value = tensor.data.slice(row * width, (row + 1) * width);
    yield { value, where: () => `row ${row + 1}` };
  }
}

/** The rows of tensors that are a column each. @throws DnnError (data) for one that is missing, unknown or of another length. */
function* rowsOfColumns(model: Model, tensors: readonly Tensor[]): Generator<JsonRow, void> {
  const columns = inOrder(model, tensors);
  const count = columns[0].shape[0];
  for (const { name, shape } of columns) {
    const isColumn = shape[0] === count && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
    if (!isColumn) throw expected(`the input ${brief(name)}: shape`, `[${count},1]`, `[${shape.join()}]`);
  }
  for (let row = 0; row < count; row++) {
    const value: Element[] = columns.map(({ data }) => data[row]);
    yield { value, where: () => `row ${row + 1}` };
  }
}

function inOrder(model: Model, tensors: readonly Tensor[]): Tensor[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const names = columnsOf(model).map(({ name }) => name);
  const missing = names.filter((name) => !byName.has(name));
  const others = [...byName.keys()].filter((name) => !names.includes(name));
  if (missing.length === 0 && others.length === 0) return names.map((name) => byName.get(name) as Tensor);
  const problem = [
    ...(missing.length > 0 ? [`no input is called ${listed(missing)}`] : []),
    ...(others.length > 0 ? [`the model has no input ${listed(others)}`] : []),
  ].join('; ');
  throw new DnnError('data', problem, `Its inputs are ${listed(names)}.`);
}

function tensorOf(
  { name, datatype, shape }: ReturnType<typeof outputsOf>[number],
  predictions: readonly Prediction[],
): OutputTensor {
  const data = predictions.flatMap((prediction) => {
    const value = prediction[name as keyof Prediction] as number | string | readonly number[];
    return value;
  });
  return { name, datatype, shape: [predictions.length, ...shape.slice(1)], data };
}
