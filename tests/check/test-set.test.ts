/** Costs of runs that were trained on the test set, or on both sets. */
import { expect, it } from 'vitest';
import { Computation, dataSources } from '../../src/check/computation.js';
import { checkCosts } from '../../src/check/costs/check-costs.js';
import { printedCosts } from '../../src/check/costs/printed.js';
import { simulate } from '../../src/check/costs/simulate.js';
import type { Intended } from '../../src/check/intended.js';
import { startOf } from '../../src/check/start.js';
import { Matrix } from '../../src/engine/matrix.js';
import { atOnce } from '../../src/engine/pieces.js';
import { RandomState } from '../../src/engine/rng.js';
import { GD_NETWORK } from '../helpers/intended.js';

const NETWORK: Intended = { ...GD_NETWORK, sizes: [3, 4, 1], hidden: ['tanh'] };
const AT = [0, 2, 4].map((iteration) => ({ iteration, cost: 0, text: '', rounding: Infinity }));

/** Examples of noise, labelled by the sign of their first feature. */
function examples(seed: number, m: number): { X: Matrix; Y: Matrix } {
  const X = new Matrix(3, m, Float64Array.from(new RandomState(seed).randn(3, m)));
  return {
    X,
    Y: new Matrix(
      1,
      m,
      X.data.slice(0, m).map((x) => (x > 0 ? 1 : 0)),
    ),
  };
}

it.each(['data-of-test-set', 'data-with-test-set'])(
  'the run that prints the costs is found: %s',
  async (id) => {
    const [train, test] = [examples(1, 10), examples(2, 6)];
    const start = startOf({ init: 'he-normal', seed: 3 });
    const used = id === 'data-of-test-set' ? test : both(train, test);
    const computation = new Computation(NETWORK, used.X.cols, new Map(), {
      sources: { ...dataSources(used), ...start },
    });
    const beginning = new Map(['X', 'Y', 'W1', 'b1', 'W2', 'b2'].map((name) => [name, computation.of(name)]));
    const costs = simulate(NETWORK, beginning, AT, new Map())?.costs ?? [];
    const printed = printedCosts(
      costs.map((cost, i) => `iteration ${AT[i].iteration}: ${cost}`).join('\n'),
      'costs.txt',
      1,
    );
    const pace = async <T>(work: Generator<number, T, void>) => atOnce(work);
    const run = { network: NETWORK, ...train, test, start };
    const { agreeing, mistakes } = await checkCosts(run, printed, { threads: 1, pace });
    expect(agreeing).toBe(0);
    expect(mistakes.map(({ mistake }) => mistake.id)).toEqual([id]);
  },
);

function both(a: { X: Matrix; Y: Matrix }, b: { X: Matrix; Y: Matrix }): { X: Matrix; Y: Matrix } {
  const beside = (A: Matrix, B: Matrix) => {
    const row = ({ data, cols }: Matrix, i: number) => data.subarray(i * cols, (i + 1) * cols);
    return Matrix.of(Array.from({ length: A.rows }, (_, i) => [...row(A, i), ...row(B, i)]));
  };
  return { X: beside(a.X, b.X), Y: beside(a.Y, b.Y) };
}
