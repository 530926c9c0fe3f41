/** Coarse numbers, which many mistakes fit by chance: no mistake is named that they do not prove. */
import { describe, expect, it } from 'vitest';
import { scaled } from '../../src/check/arrays.js';
import { check } from '../../src/check/check.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { worksOf } from '../../src/check/work/work.js';
import { RandomState } from '../../src/engine/rng.js';
import { GD_NETWORK } from '../helpers/intended.js';
import { type Arrays, beginningOf, iterationOf, matrixOf, named } from '../helpers/iteration.js';

const M = 6;
const right = iterationOf(GD_NETWORK, beginningOf(GD_NETWORK, M));

function foundIn(arrays: Arrays) {
  const [work] = worksOf(
    [...arrays].map(([name, matrix]) => named(name, matrix, 'float32')),
    'work.npz',
  );
  const { findings } = check(work, GD_NETWORK, MISTAKES);
  return findings.flatMap(({ mistakes, pairs }) =>
    [...mistakes, ...pairs.flat()].map((each) => each.mistake.id),
  );
}

describe('in float32', () => {
  it('a cost that is drawn names nothing, of 20 draws', () => {
    const rng = new RandomState(7);
    const start = [...right].filter(([name]) => /^(?:[XY]|[Wb]\d)$/.test(name));
    const costs = Array.from(rng.rand(20, 1), (share) => 0.2 + 2 * share);
    const named = costs.map((cost) => foundIn(new Map([...start, ['cost', matrixOf(1, 1, [cost])]])));
    expect(named.flat()).toEqual([]);
  });

  it('a mistake that the numbers prove is named still', () => {
    const cost = right.get('cost') as NonNullable<ReturnType<typeof right.get>>;
    expect(foundIn(new Map([...right, ['cost', scaled(cost, -1)]]))).toEqual(['cost-no-minus']);
  });
});
