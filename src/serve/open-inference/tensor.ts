/** Tensors of the Open Inference Protocol, as JSON has them: their types, shapes and data, checked. */
import { kindOf } from '../../data/given.js';
import { DnnError } from '../../errors.js';
import { brief } from '../../visible.js';

/** The types of tensors that are read, and the test of their elements; FP32 is rounded to its type. */
const TYPES = {
  BOOL: { expected: 'true or false', fits: isBoolean },
  UINT8: integer(0, 2 ** 8 - 1),
  UINT16: integer(0, 2 ** 16 - 1),
  UINT32: integer(0, 2 ** 32 - 1),
  UINT64: integer(0, Number.MAX_SAFE_INTEGER),
  INT8: integer(-(2 ** 7), 2 ** 7 - 1),
  INT16: integer(-(2 ** 15), 2 ** 15 - 1),
  INT32: integer(-(2 ** 31), 2 ** 31 - 1),
  INT64: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  FP32: { expected: 'a number', fits: isNumber },
  FP64: { expected: 'a number', fits: isNumber },
  BYTES: { expected: 'a text', fits: (value: unknown) => typeof value === 'string' },
} as const;

/** Levels of arrays within a tensor's data, at most: more than any model's inputs have dimensions. */
const MOST_NESTED = 16;

/** The name of a type. */
export type Datatype = keyof typeof TYPES;

/** A tensor as metadata describes it; −1 in its shape is any number. */
export interface TensorMetadata {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

/** An element of a tensor; null stands for a missing number. */
export type Element = number | string | boolean | null;

/** A tensor of a request, its data in one row after another. */
export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: readonly Element[];
}

/** The tensor that a request's JSON describes. @throws DnnError (data) that says what of it is wrong. */
export function readTensor(given: unknown, index: number): Tensor {
  const { name, datatype, shape, data } = memberOf(given, `inputs[${index}]`);
  if (typeof name !== 'string') throw expected(`inputs[${index}].name`, 'a text', name);
  const where = `the input ${brief(name)}`;
  if (typeof datatype !== 'string' || !Object.hasOwn(TYPES, datatype))
    throw expected(`${where}: datatype`, `one of ${Object.keys(TYPES).join(', ')}`, datatype);
  if (!isShape(shape)) throw expected(`${where}: shape`, 'an array of whole numbers from 1', shape);
  if (!Array.isArray(data)) throw expected(`${where}: data`, 'an array', data);
  const elements = flat(data, where);
  const count = shape.reduce((product, n) => product * n, 1);
  if (elements.length !== count) {
    const problem = `${where}: shape ${shape.join('x')} has ${count} elements, data has ${elements.length}`;
    throw new DnnError('data', problem);
  }
  return { name, datatype: datatype as Datatype, shape, data: typed(elements, datatype as Datatype, where) };
}

/** The members of what has to be an object. @throws DnnError (data) */
export function memberOf(given: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given))
    return given as Readonly<Record<string, unknown>>;
  throw expected(where, 'an object', given);
}

/** The error of a value that is another than it should be. */
export function expected(where: string, what: string, given: unknown): DnnError {
  const found = typeof given === 'string' ? brief(given) : kindOf(given);
  return new DnnError('data', `${where}: ${found}, expected ${what}`);
}

function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.length > 0 && shape.every((n) => Number.isSafeInteger(n) && n >= 1);
}

/** The elements of arrays within arrays; nesting says nothing that the shape does not. @throws DnnError (data) for arrays too deep. */
function flat(data: readonly unknown[], where: string): readonly unknown[] {
  let elements = data;
  for (let depth = 0; elements.some(Array.isArray); depth++) {
    if (depth === MOST_NESTED)
      throw new DnnError('data', `${where}: data is nested over ${MOST_NESTED} levels deep`, 'Send it flat.');
    elements = elements.flat();
  }
  return elements;
}

function typed(elements: readonly unknown[], datatype: Datatype, where: string): readonly Element[] {
  const { expected: what, fits } = TYPES[datatype];
  const wrong = elements.findIndex((element) => !fits(element));
  if (wrong >= 0) throw expected(`${where}: element ${wrong} of ${datatype}`, what, elements[wrong]);
  const own = elements as readonly Element[];
  return datatype === 'FP32' ? own.map((value) => value && Math.fround(value as number)) : own;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

/** JSON has no NaN: null stands for a missing number. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' || value === null;
}

function integer(low: number, high: number) {
  const fits = (value: unknown) =>
    Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high;
  return { expected: `a whole number from ${low} to ${high}`, fits };
}
