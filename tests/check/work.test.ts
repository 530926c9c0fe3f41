/** A learner's files of many examples. */
import { describe, expect, it } from 'vitest';
import { worksOf } from '../../src/check/work/work.js';
import type { NamedArray } from '../../src/data/arrays/named-array.js';

function array(name: string, shape: number[], value: (i: number) => number): NamedArray {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = () => Float64Array.from({ length: size }, (_, i) => value(i)) as never;
  return { name, shape, dtype: 'float64', values, strings: () => [] };
}

describe('300,000 examples', () => {
  const m = 300_000;
  const network = [array('X', [2, m], () => 1), array('W1', [3, 2], () => 1), array('b1', [3, 1], () => 0)];

  it('are read, with class numbers', () => {
    const [work] = worksOf([...network, array('Y', [m], (i) => i % 3)], 'work.npz');
    expect(work.arrays.get('Y')?.matrix.shape).toBe('3x300000');
  });

  it('with others are refused by their range', () => {
    expect(() => worksOf([...network, array('Y', [m], (i) => 1 + (i % 3))], 'work.npz')).toThrow(
      'work.npz: Y has one value an example, from 1 to 3; expected class numbers from 0 to 2',
    );
  });
});
