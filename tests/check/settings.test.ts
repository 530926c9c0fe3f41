/** Settings that a program has another value of than was meant: the value is read off its numbers. */
import { describe, expect, it } from 'vitest';
import { Computation } from '../../src/check/computation.js';
import type { Intended, IntendedUpdate } from '../../src/check/intended.js';
import { match } from '../../src/check/match.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { nameOf, stepsOf } from '../../src/check/steps.js';
import { Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { GD_NETWORK } from '../helpers/intended.js';

const M = 5;
const rng = new RandomState(4);
const draw = (rows: number, cols: number) => new Matrix(rows, cols, Float64Array.from(rng.randn(rows, cols)));
const squares = ({ rows, cols, data }: Matrix) =>
  new Matrix(
    rows,
    cols,
    data.map((x) => x * x),
  );
const Y = new Matrix(
  1,
  M,
  Float64Array.from({ length: M }, (_, i) => i % 2),
);
/** X, Y, parameters, and what an optimizer has kept of two updates before. */
const START = new Map([
  ...([
    ['X', draw(2, M)],
    ['Y', Y],
  ] as const),
  ...[1, 2].flatMap((l) => {
    const n = l === 1 ? 2 : 1;
    return [
      ...([
        [`W${l}`, draw(n, 2)],
        [`b${l}`, draw(n, 1)],
      ] as const),
      ...([
        [`v_dW${l}`, draw(n, 2)],
        [`v_db${l}`, draw(n, 1)],
      ] as const),
      ...([
        [`s_dW${l}`, squares(draw(n, 2))],
        [`s_db${l}`, squares(draw(n, 1))],
      ] as const),
    ];
  }),
]);

function networkOf({ l2 = 0, ...update }: Partial<IntendedUpdate> & { l2?: number }): Intended {
  return { ...GD_NETWORK, l2, update: { ...GD_NETWORK.update, t: 3, ...update } };
}

/** The mistakes that are named in the work of a program of other settings than meant, of arrays of these names. */
function named(meant: Parameters<typeof networkOf>[0], own: typeof meant, names: RegExp): string[] {
  const made = new Computation(networkOf({ ...meant, ...own }), M, START);
  const network = networkOf(meant);
  const steps = stepsOf(network).filter(({ kind, layer }) => names.test(nameOf(kind, layer)));
  const arrays = steps.map((step) => [nameOf(step.kind, step.layer), made.made(step)] as const);
  const { explanations } = match(
    new Computation(network, M, new Map([...START, ...arrays])),
    steps,
    MISTAKES,
    1e-9,
  );
  return [...new Set(explanations.flatMap(({ single }) => single.map(({ mistake }) => mistake.did)))];
}

const ALL = /^d|_new$|cost/;

describe('a setting with another value is named with it', () => {
  it.each([
    ['β₁ is 0.8, not 0.9', { optimizer: 'adam' }, { beta1: 0.8 }, ALL],
    ['β₂ is 0.99, not 0.999', { optimizer: 'adam' }, { beta2: 0.99 }, ALL],
    ['β₂ is 0.9, not 0.999', { optimizer: 'adam' }, { beta2: 0.9 }, ALL],
    ['β₂ is 0.9999, not 0.999', { optimizer: 'adam' }, { beta2: 0.9999 }, ALL],
    ['β₁ is 0.95, not 0.9', { optimizer: 'adam' }, { beta1: 0.95 }, /W\d_new$|b\d_new$/],
    ['β₂ is 0.99, not 0.999', { optimizer: 'adam' }, { beta2: 0.99 }, /^W\d_new$/],
    ['β is 0.5, not 0.9', { optimizer: 'momentum' }, { momentum: 0.5, dampening: 0.5 }, ALL],
    ['β is 0.99, not 0.9', { optimizer: 'rmsprop' }, { rho: 0.99 }, ALL],
    ['ε is 0.001, not 1e-8', { optimizer: 'adam' }, { epsilon: 1e-3 }, ALL],
    ['λ is 0.07, not 0.7', { l2: 0.7 }, { l2: 0.07 }, ALL],
    ['λ is 0.3, not 0', {}, { l2: 0.3 }, ALL],
    ['the learning rate is 0.03, not 0.1', {}, { learningRate: 0.03 }, ALL],
    ['the learning rate is 0.002, not 0.1', { optimizer: 'adam' }, { learningRate: 0.002 }, ALL],
  ] as const)('%s', (did, meant, own, names) => {
    expect(named(meant, own, names)).toEqual([did]);
  });

  it('but not a value of many digits, which fits by chance alone', () => {
    expect(named({ optimizer: 'adam' }, { beta2: 0.98765432 }, /^s_/)).toEqual([]);
  });

  it('nor any value, where the shapes do not go together: A_prev of four units for two', () => {
    const network = networkOf({});
    const arrays = [['A1', draw(4, M)] as const, ['dZ2', draw(1, M)] as const, ['dW2', draw(1, 2)] as const];
    const computation = new Computation(network, M, new Map([...START, ...arrays]));
    const [{ wrong, single }] = match(computation, [{ kind: 'dW', layer: 2 }], MISTAKES, 1e-9).explanations;
    expect([wrong.difference, single]).toEqual([undefined, []]);
  });
});

it('an array without columns ends in an answer, whatever mistake is tried on it', () => {
  const network = networkOf({});
  const empty = [['dZ2', new Matrix(1, 0, new Float64Array(0))] as const, ['db2', draw(1, 1)] as const];
  const computation = new Computation(network, M, new Map([...START, ...empty]));
  const steps = [{ kind: 'db', layer: 2 } as const];
  expect(match(computation, steps, MISTAKES, 1e-9).explanations).toHaveLength(1);
});
