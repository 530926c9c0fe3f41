/** Work whose arrays hold no numbers, because their formulas give none: it does not pass. */
import { expect, it } from 'vitest';
import { answerOf } from '../../src/check/answer.js';
import { combined, scalar, times, total } from '../../src/check/arrays.js';
import { check } from '../../src/check/check.js';
import type { Intended } from '../../src/check/intended.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import type { Place } from '../../src/check/place.js';
import { worksOf } from '../../src/check/work/work.js';
import { GD_NETWORK } from '../helpers/intended.js';
import { type Arrays, beginningOf, iterationOf, matrixOf, named } from '../helpers/iteration.js';

const M = 6;
const NETWORK: Intended = { ...GD_NETWORK, sizes: [4, 3, 2, 1], hidden: ['tanh', 'tanh'], keepProb: [1, 1] };

/** The loss as NumPy has it: 0·log(0) is NaN. */
function plainCost({ AL, Y, m }: Place) {
  const losses = combined(AL, Y, (a, y) => -(y * Math.log(a) + (1 - y) * Math.log(1 - a)));
  return scalar(total(losses.data) / m);
}

/** An iteration whose outputs are exactly 1; dZL of dAL, or A − Y. */
function saturated(isFused: boolean) {
  const beginning = beginningOf(NETWORK, M).set('b3', matrixOf(1, 1, [60]));
  const fromA = ({ A, dA }: Place) =>
    times(
      dA,
      combined(A, A, (a) => a * (1 - a)),
    );
  const dZ3 = isFused ? [] : [['dZ3', fromA] as const];
  return iterationOf(NETWORK, beginning, new Map([['cost', plainCost] as const, ...dZ3]));
}

function checked(arrays: Arrays) {
  const [work] = worksOf(
    [...arrays].map(([name, matrix]) => named(name, matrix)),
    'work.npz',
  );
  const result = check(work, NETWORK, MISTAKES);
  const verdicts = Object.fromEntries(result.arrays.map(({ name, verdict }) => [name, verdict]));
  return { ...result, verdicts };
}

it('the first array without numbers is wrong, and says why; those that follow are not judged', () => {
  const result = checked(saturated(false));
  expect(result.findings.map(({ array }) => array.name)).toEqual(['cost']);
  const answer = answerOf(result).join(' ');
  expect(answer).toContain('A3 is right. cost is the first that is wrong (NaN at [0, 0], no number).');
  expect(answer).toContain('the output is exactly 0 or 1 in 6 of 6 examples, and log(0) and 0·log(0)');
  expect(result.verdicts).toMatchObject({ A3: 'right', cost: 'wrong', dA3: 'unjudged', dZ3: 'unjudged' });
  expect(result.verdicts).toMatchObject({ dW1: 'unjudged', W1_new: 'unjudged' });
});

it('that is dAL where there is no cost; what is made of A − Y is right', () => {
  const arrays = saturated(true);
  arrays.delete('cost');
  const result = checked(arrays);
  expect(result.findings.map(({ array }) => array.name)).toEqual(['dA3']);
  expect(answerOf(result).join(' ')).toContain('the derivative of the loss divides by 0 there');
  expect(result.verdicts).toMatchObject({ dZ3: 'right', dW1: 'right', W1_new: 'right' });
  arrays.delete('dA3');
  expect(checked(arrays).findings).toEqual([]);
});

it('a wrong array without numbers is blamed alone, not those that follow', () => {
  const start = [...beginningOf(NETWORK, M)];
  const first = matrixOf(3, M, new Float64Array(3 * M).fill(Number.NaN));
  const result = checked(iterationOf(NETWORK, new Map([...start, ['Z1', first]])));
  expect(result.findings.map(({ array }) => array.name)).toEqual(['Z1']);
  expect(result.verdicts).toMatchObject({
    Z1: 'wrong',
    A1: 'unjudged',
    cost: 'unjudged',
    W1_new: 'unjudged',
  });
});

it('numbers that are too large are named so', () => {
  const beginning = beginningOf(NETWORK, M);
  beginning.set('W2', matrixOf(2, 3, new Float64Array(6).fill(1.7e308)));
  beginning.set('A1', matrixOf(3, M, new Float64Array(3 * M).fill(1)));
  const Z2 = matrixOf(2, M, new Float64Array(2 * M).fill(Infinity));
  const result = checked(new Map([...beginning, ['Z2', Z2]]));
  const [, lost] = result.findings;
  expect(lost.array.name).toBe('Z2');
  expect(lost.reason).toContain('what it is made of is too large');
});
