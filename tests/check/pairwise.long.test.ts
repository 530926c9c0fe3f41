/** Mistakes that pair each label with each prediction, of so many examples that their array would take gigabytes. */
import { expect, it } from 'vitest';
import { ShapeError } from '../../src/check/arrays.js';
import { check } from '../../src/check/check.js';
import { Computation } from '../../src/check/computation.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { Place } from '../../src/check/place.js';
import { worksOf } from '../../src/check/work/work.js';
import { GD_NETWORK } from '../helpers/intended.js';
import { matrixOf, named } from '../helpers/iteration.js';

it('a wrong cost of 30,000 examples is explained without an array of all pairs of them', () => {
  const m = 30_000;
  const x = (i: number) => Math.sin(i);
  const z = (j: number) => 0.5 * x(j) - 0.25 * x(m + j) + 0.1;
  const a = Array.from({ length: m }, (_, j) => 1 / (1 + Math.exp(-z(j))));
  const logs = [a, a.map((p) => 1 - p)].map((part) => part.reduce((sum, p) => sum + Math.log(p), 0));
  const mean = -((m / 2) * logs[0] + (m / 2) * logs[1]) / m ** 2;
  const [work] = worksOf(
    [
      named(
        'X',
        matrixOf(
          2,
          m,
          Float64Array.from({ length: 2 * m }, (_, i) => x(i)),
        ),
      ),
      named(
        'Y',
        matrixOf(
          1,
          m,
          Float64Array.from({ length: m }, (_, j) => j % 2),
        ),
      ),
      named('W1', matrixOf(1, 2, [0.5, -0.25])),
      named('b1', matrixOf(1, 1, [0.1])),
      named('cost', matrixOf(1, 1, [mean])),
    ],
    'work.npz',
  );
  const network = { ...GD_NETWORK, sizes: [2, 1], hidden: [], keepProb: [] };
  const { findings } = check(work, network, MISTAKES);
  const ids = findings.flatMap(({ mistakes }) => mistakes.map(({ mistake }) => mistake.id));
  expect(ids).toContain('cost-mean-of-m-by-m');
});

it('Y that lies the other way makes no array of 30,000 by 30,000 that the file does not hold', () => {
  const m = 30_000;
  const given = new Map([
    ['A1', matrixOf(1, m, new Float64Array(m).fill(0.5))],
    ['Y', matrixOf(1, m, new Float64Array(m))],
  ]);
  const at = new Place(
    new Computation({ ...GD_NETWORK, sizes: [2, 1], hidden: [], keepProb: [] }, m, given),
    1,
  );
  const changes = MISTAKES.find(({ id }) => id === 'Y-broadcast')?.changes;
  for (const kind of ['dA', 'dZ'] as const) expect(() => changes?.[kind]?.(at)).toThrow(ShapeError);
});
