/** The parameters of a model file: every number is checked before a matrix is allocated for it. */
import { type Dtype, Matrix } from '../../engine/matrix.js';
import { type Architecture, type ParameterShape, parameterShapes } from '../../nn/architecture.js';
import { type NamedParameter, parameter } from '../../nn/parameter.js';
import { shown } from './checked.js';
import { damaged } from './damaged.js';

/** The parameters as files have them. */
export type StoredParameters = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data?: unknown }>
>;

/** The parameters of `architecture` in `stored`. @throws DnnError (model) naming the first that does not fit. */
export function readParameters(
  stored: StoredParameters,
  names: readonly string[],
  architecture: Architecture,
  dtype: Dtype,
  path: string,
): NamedParameter[] {
  const expected = parameterShapes(architecture);
  const known = new Set(expected.map(({ name }) => name));
  const stranger = names.find((name) => !known.has(name));
  if (stranger !== undefined) throw damaged(path, `parameters.${stranger} belongs to no layer`);
  return expected.map((place) => {
    const { name, rows, cols, layer, role } = place;
    if (!Object.hasOwn(stored, name)) throw damaged(path, `parameters.${name} is missing`);
    const { shape, data } = stored[name];
    if (shape[0] !== rows || shape[1] !== cols) {
      throw damaged(path, `parameters.${name} has shape ${shape.join('x')}, the layers need ${rows}x${cols}`);
    }
    return parameter(layer, role, readParameter(place, data, dtype, path));
  });
}

/** Checks every number before the matrix is allocated. */
function readParameter(
  { name, role, rows, cols }: ParameterShape,
  data: unknown,
  dtype: Dtype,
  path: string,
): Matrix {
  if (!isList(data) || data.length !== rows * cols) {
    const got = isList(data) ? `${data.length} numbers` : 'no list of numbers';
    throw damaged(path, `parameters.${name}.data holds ${got}, expected ${rows * cols}`);
  }
  const wrong = findUnfit(data, dtype);
  if (wrong >= 0)
    throw damaged(
      path,
      `parameters.${name}.data[${wrong}] is ${shown(data[wrong])}, expected a finite number (${dtype})`,
    );
  const values = data as ArrayLike<number>;
  const negative = role === 'variance' ? Array.from(values).findIndex((value) => value < 0) : -1;
  if (negative >= 0)
    throw damaged(
      path,
      `parameters.${name}.data[${negative}] is ${values[negative]}, a variance is at least 0`,
    );
  const matrix = Matrix.zeros(rows, cols, dtype);
  matrix.data.set(values);
  return matrix;
}

type List = readonly unknown[] | Float64Array;

function isList(data: unknown): data is List {
  return Array.isArray(data) || data instanceof Float64Array;
}

/** The index of the first value that is not a finite number of `dtype`, or -1. */
function findUnfit(data: List, dtype: Dtype): number {
  // Numbers that json-numbers.ts has read are finite float64.
  if (dtype === 'float64' && data instanceof Float64Array) return -1;
  const fits = dtype === 'float64' ? Number.isFinite : isFiniteFloat32;
  return (data as readonly unknown[]).findIndex((value) => !fits(value));
}

/** True if `value` is a number that stays finite in single precision. */
function isFiniteFloat32(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(Math.fround(value));
}
