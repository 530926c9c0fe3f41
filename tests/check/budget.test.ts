/** A search that may cost no more than so much arithmetic. */
import { expect, it } from 'vitest';
import { answerOf } from '../../src/check/answer.js';
import { Budget } from '../../src/check/budget.js';
import { check } from '../../src/check/check.js';
import { Computation } from '../../src/check/computation.js';
import { match } from '../../src/check/match.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { worksOf } from '../../src/check/work/work.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { GD_NETWORK } from '../helpers/intended.js';
import { beginningOf, iterationOf, matrixOf, named } from '../helpers/iteration.js';

const M = 5;
const START = beginningOf(GD_NETWORK, M);
const right = iterationOf(GD_NETWORK, START);
const wrongly = (of: (x: number) => number) => matrixOf(2, 2, Array.from(right.get('dW1')?.data ?? [], of));
const NO_1_M = wrongly((x) => x * M);
const UNKNOWN = wrongly((x) => x + Math.sin(1000 * x));

function matched(dW1: Matrix, budgets?: Parameters<typeof match>[4]) {
  const computation = new Computation(GD_NETWORK, M, new Map([...START, ['dW1', dW1]]));
  return match(computation, [{ kind: 'dW', layer: 1 }], MISTAKES, 1e-9, budgets).explanations[0];
}

it('names a mistake that is affordable, and counts those that are not', () => {
  expect(matched(NO_1_M).single.map(({ mistake }) => mistake.id)).toContain('dW-no-1/m');
  expect(matched(UNKNOWN).untried).toBe(0);
  const none = matched(NO_1_M, { single: new Budget(0), pairs: new Budget(0) });
  expect([...none.single, ...none.pairs]).toEqual([]);
  expect(none.untried).toBeGreaterThan(50);
});

it('ends at the same mistake each time', () => {
  const untried = (work: number) =>
    matched(UNKNOWN, { single: new Budget(work), pairs: new Budget(0) }).untried;
  expect(untried(2e6)).toBe(untried(2e6));
  expect(untried(2e6)).toBeGreaterThan(0);
  expect(untried(2e6)).toBeLessThan(untried(0));
});

it('is told in the answer', () => {
  const work = worksOf(
    [...START, ['dW1', UNKNOWN] as const].map(([name, matrix]) => named(name, matrix)),
    'work.npz',
  )[0];
  const result = check(work, GD_NETWORK, []);
  const [finding] = result.findings;
  expect(answerOf(result).join(' ')).toContain('No mistake that is known gives these numbers');
  const said = answerOf({ ...result, findings: [{ ...finding, untried: 94 }] }).join(' ');
  expect(said).toContain('No mistake that was tried gives these numbers; 94 more were not tried');
  expect(said).toContain('fewer examples');
});
