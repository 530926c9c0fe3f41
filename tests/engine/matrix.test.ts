import { describe, expect, it } from 'vitest';
import { allocate, assertIndices, assertShape, BYTES_PER_VALUE, Matrix } from '../../src/engine/matrix.js';

describe('Matrix', () => {
  it.each(['float64', 'float32'] as const)('holds %s row by row', (dtype) => {
    const M = Matrix.of(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      dtype,
    );
    expect([M.rows, M.cols, M.dtype, M.shape]).toEqual([2, 3, dtype, '2x3']);
    expect(Array.from(M.data)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(M.data.BYTES_PER_ELEMENT).toBe(BYTES_PER_VALUE[dtype]);
  });

  it('may be empty', () => {
    expect(Matrix.of([]).shape).toBe('0x0');
    expect(Matrix.zeros(0, 5).data.length).toBe(0);
    expect(Matrix.zeros(5, 0).rowRange(1, 3).shape).toBe('2x0');
  });

  it.each([
    [2, 3, 5],
    [2, 3, 7],
    [0, 3, 1],
  ])('%i x %i of %i values is refused', (rows, cols, values) => {
    const message = `a ${rows}x${cols} matrix needs ${rows * cols} values, got ${values}`;
    expect(() => new Matrix(rows, cols, new Float64Array(values))).toThrow(new RangeError(message));
  });

  it('rows of different lengths are refused', () => {
    expect(() => Matrix.of([[1, 2], [3]])).toThrow(new RangeError('row 1 must have 2 values, got 1'));
  });
});

describe('rowRange', () => {
  const M = Matrix.of([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);

  it('sees the same memory', () => {
    const middle = M.rowRange(1, 2);
    middle.data[0] = 30;
    expect(M.data[2]).toBe(30);
    expect(middle.shape).toBe('1x2');
    middle.data[0] = 3;
  });

  it('of all rows is the matrix itself, of none is empty', () => {
    expect(M.rowRange(0, 3)).toBe(M);
    expect(M.rowRange(1, 1).shape).toBe('0x2');
  });

  it('beyond the end is refused', () => {
    expect(() => M.rowRange(2, 4)).toThrow(new RangeError('a 2x2 matrix needs 4 values, got 2'));
  });
});

describe('the checks', () => {
  it('assertShape names the operand', () => {
    const M = Matrix.zeros(2, 3);
    expect(() => assertShape(M, 2, 3, 'dZ')).not.toThrow();
    expect(() => assertShape(M, 3, 2, 'dZ')).toThrow(new RangeError('dZ must be 3x2, got 2x3'));
  });

  it('assertIndices names the row', () => {
    const M = Matrix.zeros(2, 3);
    expect(() => assertIndices([0, 1, 1], M.rows, 'X')).not.toThrow();
    expect(() => assertIndices([0, 2], M.rows, 'X')).toThrow(
      new RangeError('there is no row 2 of X, which has 2'),
    );
    expect(() => assertIndices([Number.NaN], M.rows, 'X')).toThrow(RangeError);
  });

  it.each(['float64', 'float32'] as const)('allocate gives zeros of %s', (dtype) => {
    expect(Array.from(allocate(3, dtype))).toEqual([0, 0, 0]);
  });
});
