import { describe, expect, it } from 'vitest';
import { RandomState } from '../../src/engine/rng.js';
import { roundedLog } from '../../src/engine/rounded-log.js';
import { logOf } from '../helpers/double-double.js';

/** Points a range; ULP_POINTS=1000000 measures a million. */
const POINTS = Number(process.env.ULP_POINTS ?? 20_000);

describe('is the float64 next to the exact logarithm', () => {
  const random = new RandomState(3);
  it.each([
    ['from 0 to 1', (u: number) => 1 - u],
    ['near 1', (u: number) => 1 + (u - 0.5) / 2 ** 20],
    ['around √½ and √2', (u: number) => (u < 0.5 ? Math.SQRT1_2 : Math.SQRT2) * (1 + u / 2 ** 30)],
    ['from 1e-300 to 1e300', (u: number) => 10 ** (600 * u - 300)],
  ])('%s', (_, place) => {
    const points = Array.from(random.randomSample(POINTS), place);
    expect(points.filter((x) => roundedLog(x) !== logOf(x)[0])).toEqual([]);
  });

  it('at 1 and at its neighbours', () => {
    expect(roundedLog(1)).toBe(0);
    expect(roundedLog(1 - 2 ** -53)).toBe(-(2 ** -53));
    expect(roundedLog(1 + 2 ** -52)).toBe(2 ** -52 - 2 ** -105);
  });
});
