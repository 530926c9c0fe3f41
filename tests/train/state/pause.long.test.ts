/** Pausing changes no bit, over hundreds of combinations of options. */
import { expect, it } from 'vitest';
import { assertSameBits } from './pause.suite.js';

it('goes on to the same bits, costs and evaluations, whatever its options', async () => {
  const { paused, stopped } = await assertSameBits(250);
  expect(Math.min(paused, stopped)).toBeGreaterThan(25);
});
