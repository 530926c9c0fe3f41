/** Scales and fills against scikit-learn's, relative error <= 1e-12. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { numberOf } from '../../../src/data/tables/cell.js';
import { fitScaling, scaleInto } from '../../../src/data/tables/scaling.js';
import { expectRelative, readGolden } from '../../helpers/goldens.js';

interface Scaled {
  numeric: string[];
  first_rows: number[][];
  column_sums: number[];
  column_squares: number[];
}
interface Golden {
  standard: Scaled & { mean: number[]; sd: number[] };
  minmax: Scaled & { min: number[]; max: number[] };
}

/** The number columns of a golden table, row-major; NaN where a cell is empty. */
function numbersOf(name: string, columns: readonly string[]): Float64Array {
  const text = readFileSync(`tests/goldens/tables/${name}.csv`, 'utf8').trim();
  const [header, ...rows] = text.split('\n').map((line) => line.split(','));
  const places = columns.map((column) => header.indexOf(column));
  return Float64Array.from(rows.flatMap((row) => places.map((place) => numberOf(row[place]))));
}

const NUMBERS = [true, true, true, true];

describe.each(['churn', 'churn_missing'])('%s', (name) => {
  const golden = readGolden(`tables/${name}.json`) as unknown as Golden;

  it.each(['standard', 'minmax'] as const)('%s after the mean has been filled in', (kind) => {
    const expected = golden[kind];
    const values = numbersOf(name, expected.numeric);
    const scaling = fitScaling(values, NUMBERS, kind, 'mean');
    scaleInto(values, values, scaling);
    expectRelative([...values.slice(0, 20)], expected.first_rows.flat(), 1e-12, 'first rows');
    const columns = [0, 1, 2, 3].map((f) => [...values].filter((_, i) => i % 4 === f));
    const squares = columns.map((column) => column.reduce((sum, x) => sum + x * x, 0));
    expectRelative(squares, expected.column_squares, 1e-12, 'squares');
    if (kind === 'minmax') {
      const { min, max } = golden.minmax;
      expect([...scaling.shift]).toEqual(min);
      expect([...scaling.scale]).toEqual(max.map((high, f) => high - min[f]));
    } else {
      expectRelative([...scaling.shift], golden.standard.mean, 1e-12, 'means');
      expectRelative([...scaling.scale], golden.standard.sd, 1e-12, 'deviations');
    }
  });
});

it('fills with the mean, the median or 0 of what is there', () => {
  const values = () => Float64Array.of(1, Number.NaN, 2, 5, 6, Number.NaN, Number.NaN, 9);
  const fill = (kind: 'mean' | 'median' | 'zero') => fitScaling(values(), [true, true], 'none', kind).fill;
  expect(fill('mean')).toEqual([3, 7]);
  expect(fill('median')).toEqual([2, 7]);
  expect(fill('zero')).toEqual([0, 0]);
  const all = values();
  scaleInto(all, all, fitScaling(all, [true, true], 'none', 'median'));
  expect([...all]).toEqual([1, 7, 2, 5, 6, 7, 2, 9]);
});

it('leaves what is no number at 0 and 1, and divides a constant by 1', () => {
  const values = Float64Array.of(0, 0.1, 1, 0.1, 1, 0.1);
  for (const kind of ['standard', 'minmax'] as const) {
    const { shift, scale } = fitScaling(values, [false, true], kind, 'mean');
    expect([...scale]).toEqual([1, 1]);
    expect(shift[0]).toBe(0);
    expect(shift[1]).toBeCloseTo(0.1, 15);
  }
});
