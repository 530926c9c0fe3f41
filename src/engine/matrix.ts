/** A 2-D, row-major matrix of one dtype: shape and storage, no arithmetic (that is the backend's). */

export type Dtype = 'float64' | 'float32';
/** The numbers of a matrix, by its dtype. */
export type FloatArray = Float64Array | Float32Array;

export const BYTES_PER_VALUE = { float64: 8, float32: 4 } as const satisfies Record<Dtype, number>;

/** `rows` × `cols` values; `data[r * cols + c]` is row r, column c. */
export class Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: FloatArray;

  /** @throws RangeError when `data` does not hold exactly rows × cols values. */
  constructor(rows: number, cols: number, data: FloatArray) {
    if (data.length !== rows * cols) {
      throw new RangeError(`a ${rows}x${cols} matrix needs ${rows * cols} values, got ${data.length}`);
    }
    this.rows = rows;
    this.cols = cols;
    this.data = data;
  }

  static zeros(rows: number, cols: number, dtype: Dtype = 'float64'): Matrix {
    return new Matrix(rows, cols, allocate(rows * cols, dtype));
  }

  /** Rows written out, as in a test or a formula. */
  static of(rows: readonly (readonly number[])[], dtype: Dtype = 'float64'): Matrix {
    const matrix = Matrix.zeros(rows.length, rows[0]?.length ?? 0, dtype);
    rows.forEach((row, r) => {
      assertLength(row.length, matrix.cols, `row ${r}`);
      matrix.data.set(row, r * matrix.cols);
    });
    return matrix;
  }

  get dtype(): Dtype {
    return this.data instanceof Float64Array ? 'float64' : 'float32';
  }

  /** The same memory seen as rows `start` to `end` (exclusive). */
  rowRange(start: number, end: number): Matrix {
    if (start === 0 && end === this.rows) return this;
    return new Matrix(end - start, this.cols, this.data.subarray(start * this.cols, end * this.cols));
  }

  /** The same memory seen as `rows` × `cols`. @throws RangeError when that is another number of values. */
  reshaped(rows: number, cols: number): Matrix {
    return new Matrix(rows, cols, this.data);
  }

  /** `3x4`, for messages. */
  get shape(): string {
    return `${this.rows}x${this.cols}`;
  }
}

/** `rows` × `cols` values kept as bytes over one divisor, as pictures come: an eighth of their float64. */
export class ByteMatrix {
  readonly rows: number;
  readonly cols: number;
  readonly divisor: number;
  readonly data: Uint8Array;

  /** @throws RangeError when `data` does not hold exactly rows × cols bytes. */
  constructor(rows: number, cols: number, divisor: number, data: Uint8Array) {
    assertLength(data.length, rows * cols, `a ${rows}x${cols} matrix of bytes`);
    this.rows = rows;
    this.cols = cols;
    this.divisor = divisor;
    this.data = data;
  }

  /** The same memory seen as rows `start` to `end` (exclusive). */
  rowRange(start: number, end: number): ByteMatrix {
    const data = this.data.subarray(start * this.cols, end * this.cols);
    return new ByteMatrix(end - start, this.cols, this.divisor, data);
  }
}

/** `width` columns of `source` from `from` on become those of `target` from `to` on; both have the same rows. */
export function copyColumns(source: Matrix, from: number, target: Matrix, to: number, width: number): void {
  for (let r = 0; r < source.rows; r++) {
    const start = r * source.cols + from;
    target.data.set(source.data.subarray(start, start + width), r * target.cols + to);
  }
}

/** A zeroed array of `length` values. */
export function allocate(length: number, dtype: Dtype): FloatArray {
  return dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
}

/** @throws RangeError naming the operand when the shape is another. */
export function assertShape(matrix: Matrix, rows: number, cols: number, operand: string): void {
  if (matrix.rows !== rows || matrix.cols !== cols) {
    throw new RangeError(`${operand} must be ${rows}x${cols}, got ${matrix.shape}`);
  }
}

/** @throws RangeError naming the first of `rows` that the operand, which has `count` of them, does not have. */
export function assertIndices(rows: ArrayLike<number>, count: number, operand: string): void {
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] >= 0 && rows[i] < count) continue;
    throw new RangeError(`there is no row ${rows[i]} of ${operand}, which has ${count}`);
  }
}

/** @throws RangeError naming the operand when it has another number of values. */
export function assertLength(got: number, expected: number, operand: string): void {
  if (got !== expected) throw new RangeError(`${operand} must have ${expected} values, got ${got}`);
}
