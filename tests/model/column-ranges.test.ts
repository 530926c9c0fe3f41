/** The ranges of columns: of --scale minmax every value of the training lies within. */
import { expect, it } from 'vitest';
import { RandomState } from '../../src/engine/rng.js';
import { columnRanges } from '../../src/model/column-ranges.js';
import type { Model } from '../../src/model/model.js';
import { tableModel } from '../helpers/table-model.js';

/** The range of the first column of a model whose training values of it were these, as --scale minmax keeps them. */
function rangeOf(lowest: number, highest: number): readonly [number, number] {
  const { scaling, training, ...model } = tableModel();
  if (scaling === undefined) throw new Error('the model has no scaling');
  const own = {
    ...scaling,
    shift: [lowest, ...scaling.shift.slice(1)],
    scale: [highest - lowest, ...scaling.scale.slice(1)],
  };
  const config = { ...training.config, scale: 'minmax' };
  const [{ range }] = columnRanges({ ...model, scaling: own, training: { ...training, config } } as Model);
  return range as readonly [number, number];
}

it('of minmax hold the smallest and the largest value, and hardly more', () => {
  const random = new RandomState(1);
  const drawn = Array.from({ length: 2000 }, (_, i) => {
    const [a, b] = Array.from(random.uniform(-0.5, 0.5, 2), (x) => x * 10 ** (i % 17));
    return [Math.min(a, b / 10 ** (i % 5)), Math.max(a, b / 10 ** (i % 5))] as const;
  });
  // The sum of the smallest and the difference is below some of the largest.
  expect(drawn.some(([low, high]) => low + (high - low) < high)).toBe(true);
  for (const [low, high] of [...drawn, [-1e16, 0.1] as const, [0.1, 0.3] as const]) {
    const range = rangeOf(low, high);
    expect([low, high, range[0] <= low && range[1] >= high]).toEqual([low, high, true]);
    expect(range[1] - high).toBeLessThanOrEqual(1e-15 * (Math.abs(low) + Math.abs(high) + (high - low)));
  }
});
