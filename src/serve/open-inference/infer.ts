/** Inference by the Open Inference Protocol: the tensors of a request become rows or pictures, and answers tensors. */

import type { JsonRow } from '../../data/formats/json-rows.js';
import { DnnError } from '../../errors.js';
import { ObjectBatches } from '../../model/known-rows.js';
import type { Model } from '../../model/model.js';
import { columnsOf } from '../../model/model-columns.js';
import type { Prediction } from '../../model/predict.js';
import { inputSize } from '../../nn/architecture.js';
import { brief, listed } from '../../visible.js';
import type { Answer, AnswerPart } from '../answer.js';
import { predictBatches, predictPicture } from '../predicting.js';
import type { ServedModel } from '../served-model.js';
import { exampleShapes, INPUT, outputsOf } from './metadata.js';
import { type Element, expected, memberOf, readTensor, type Tensor, type TensorMetadata } from './tensor.js';

/** Writes the answer to a request's JSON. @throws DnnError (data) that says what of it is wrong; Refused for a long answer. */
export async function infer(served: ServedModel, text: string, answer: Answer): Promise<void> {
  const { id, inputs, outputs } = memberOf(parsed(text), 'the body');
  if (id !== undefined && typeof id !== 'string') throw expected('id', 'a text', id);
  if (!Array.isArray(inputs) || inputs.length === 0) throw expected('inputs', 'an array of tensors', inputs);
  const wanted = wantedOutputs(served.predictor.model, outputs);
  const head = { model_name: served.name, model_version: served.digest, ...(id !== undefined && { id }) };
  answer.part().add(`${JSON.stringify(head).slice(0, -1)},"outputs":[`);
  const all = outputsOf(served.predictor.model).filter(({ name }) => wanted.includes(name));
  const tensors = all.map((output, i) => new WrittenTensor(output, answer, i === 0));
  await predict(served, inputs.map(readTensor), (prediction) => {
    for (const tensor of tensors) tensor.add(prediction);
  });
  for (const tensor of tensors) tensor.end();
  answer.part().add(']}');
}

/** The tensor of an output while its data are written; its shape, which comes first, is known at the end. */
class WrittenTensor {
  readonly #output: TensorMetadata;
  readonly #head: AnswerPart;
  readonly #data: AnswerPart;
  #count = 0;

  constructor(output: TensorMetadata, answer: Answer, isFirst: boolean) {
    this.#output = output;
    this.#head = answer.part();
    this.#data = answer.part();
    if (!isFirst) this.#head.add(',');
  }

  add(prediction: Prediction): void {
    const value = prediction[this.#output.name as keyof Prediction];
    const text = JSON.stringify(value);
    const elements = Array.isArray(value) ? text.slice(1, -1) : text;
    this.#data.add(this.#count++ === 0 ? elements : `,${elements}`);
  }

  end(): void {
    const { name, datatype, shape } = this.#output;
    const tensor = { name, datatype, shape: [this.#count, ...shape.slice(1)] };
    this.#head.add(`${JSON.stringify(tensor).slice(0, -1)},"data":[`);
    this.#data.add(']}');
  }
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

async function predict(
  served: ServedModel,
  tensors: readonly Tensor[],
  use: (prediction: Prediction) => void,
): Promise<void> {
  const { model } = served.predictor;
  if (served.hasSides && tensors.length === 1 && tensors[0].datatype === 'BYTES') {
    for (const [i, file] of tensors[0].data.entries())
      use(await predictPicture(served, decoded(file as string, i), `picture ${i + 1}`));
    return;
  }
  const rows =
    model.columns && !isMatrix(model, tensors) ? rowsOfColumns(model, tensors) : rowsOfMatrix(model, tensors);
  const batches = new ObjectBatches(model, { unseen: served.unseen }, served.rows).of(rows);
  await predictBatches(served, batches, use);
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
