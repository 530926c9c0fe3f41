/** The model file: JSON, version 2, written in pieces. json-reader.ts reads it, and version 1, which knew no tables. */
import type { FileEnds } from '../../disk/file-ends.js';
import type { FloatArray } from '../../engine/matrix.js';
import { DnnError } from '../../errors.js';
import type { Model } from '../model.js';

/** The beginning of a model file. */
export const MODEL_FORMAT = 'dnn-model';
export const MODEL_VERSION = 2;

/** Recognises a model file, as this tool or a formatter of JSON wrote it. */
export function isModelFile({ start }: FileEnds): boolean {
  return /^\s*\{\s*"format"\s*:\s*"dnn-model"/.test(start.slice(0, 200));
}

/** The name of the data that a model was trained on, from the end of its file; undefined if it is not there. */
export function trainedOn({ end }: FileEnds): string | undefined {
  const text = Buffer.from(end, 'latin1').toString('utf8');
  try {
    const { training } = JSON.parse(`{${text.slice(text.lastIndexOf('\n"training":') + 1)}`);
    return typeof training.dataset.name === 'string' ? training.dataset.name : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers a chunk: bounds the memory that writing takes. */
const CHUNK = 4096;

/** The file's text, in pieces for `writeAtomically`. @throws DnnError (model) for a number that is not finite. */
export function* modelChunks(model: Model): Generator<string> {
  const { architecture, divisor, range, columns, scaling, classes, parameters, training } = model;
  const { target, targetDecimal, targetScale } = model;
  const { classWeights } = architecture;
  const head = {
    format: MODEL_FORMAT,
    version: MODEL_VERSION,
    input: { shape: architecture.inputShape, divisor, range, columns, scaling },
    classes,
    classWeights,
    target,
    targetDecimal,
    targetScale,
    layers: architecture.layers,
  };
  yield `${JSON.stringify(head, finite).slice(0, -1)},\n"parameters":{`;
  for (const [i, { name, value }] of parameters.entries()) {
    yield `${i > 0 ? ',' : ''}\n${JSON.stringify(name)}:{"shape":[${value.rows},${value.cols}],"data":[`;
    for (let start = 0; start < value.data.length; start += CHUNK) {
      yield `${start > 0 ? ',' : ''}${numbers(name, value.data.subarray(start, start + CHUNK))}`;
    }
    yield ']}';
  }
  const record = { ...training, config: { ...training.config, loss: architecture.loss } };
  yield `},\n"training":${JSON.stringify(record, finite)}}\n`;
}

/**
 * The values as JSON that reads back as the same bits, −0 included, which JSON.stringify writes as 0. Unlike join it
 * makes no string of each number, which would fill the heap.
 */
function numbers(name: string, values: FloatArray): string {
  for (let i = 0; i < values.length; i++) finite(name, values[i]);
  if (!values.includes(0)) return JSON.stringify(Array.from(values)).slice(1, -1);
  return Array.from(values, (value) => (Object.is(value, -0) ? '-0' : String(value))).join(',');
}

/** The value itself. JSON has no other numbers than finite ones: JSON.stringify writes null, which nobody could read. */
function finite(name: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  const problem = `the model cannot be saved: in ${name} is ${value}, which no JSON can hold`;
  throw new DnnError('model', problem, 'Look for values in the data that are far too large or too small.');
}
