/** Verdicts are measured by the sizes that went into a number: rounding is no mistake, and a step that is missing is one. */
import { describe, expect, it } from 'vitest';
import { Computation, stepOf } from '../../src/check/computation.js';
import type { Intended, IntendedUpdate } from '../../src/check/intended.js';
import { TOLERANCES } from '../../src/check/tolerances.js';
import { verdictOn } from '../../src/check/verdicts.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { GD_NETWORK } from '../helpers/intended.js';
import { type Arrays, beginningOf, iterationOf, matrixOf } from '../helpers/iteration.js';

const M = 6;

function withUpdate(update: Partial<IntendedUpdate>): Intended {
  return { ...GD_NETWORK, update: { ...GD_NETWORK.update, ...update } };
}

function isRight(
  network: Intended,
  arrays: Arrays,
  name: string,
  tolerance: number = TOLERANCES.float64,
): boolean {
  return verdictOn(new Computation(network, M, arrays), stepOf(name), tolerance).isRight;
}

function changed(array: Matrix, f: (x: number, i: number) => number): Matrix {
  return matrixOf(array.rows, array.cols, array.data.map(f));
}

describe('what rounding leaves of terms that cancel each other is right', () => {
  /** Some units in the last place leave something other than 0. */
  const NEARLY = 1 + 2 ** -50;
  const zeros = matrixOf(2, 2, [0, 0, 0, 0]);
  const rest = matrixOf(2, 2, [2e-19, 0, -1e-18, 0]);

  it.each<[string, string, Intended, (right: Map<string, Matrix>) => [string, Matrix][]]>([
    [
      'of a parameter that its step brings to 0',
      'W1_new',
      GD_NETWORK,
      (right) => [['W1', changed(right.get('dW1') as Matrix, (x) => NEARLY * 0.1 * x)]],
    ],
    [
      'of a velocity that the gradient cancels',
      'v_dW1_new',
      withUpdate({ optimizer: 'momentum', momentum: 0.5, dampening: 0.5 }),
      (right) => [['v_dW1', changed(right.get('dW1') as Matrix, (x) => -NEARLY * x)]],
    ],
    [
      'of a gradient that the penalty cancels',
      'dW1',
      { ...GD_NETWORK, l2: M },
      (right) => [
        ['dZ1', changed(right.get('dZ1') as Matrix, () => 1)],
        ['A0', changed(right.get('A0') as Matrix, () => 2)],
        ['W1', changed(zeros, () => -2 * NEARLY)],
      ],
    ],
  ])('%s', (_, name, network, cancelling) => {
    const right = iterationOf(network, beginningOf(network, M));
    const arrays = new Map([...right, ...cancelling(right), [name, rest]]);
    expect(isRight(network, arrays, name)).toBe(true);
    // A ten-thousandth of the terms is more than rounding leaves.
    expect(isRight(network, new Map([...arrays, [name, changed(zeros, () => 1e-4)]]), name)).toBe(false);
  });

  it('of tanh′ where tanh is nearly 1', () => {
    const network: Intended = { ...GD_NETWORK, hidden: ['tanh'] };
    const { dA1, ...beginning } = {
      ...Object.fromEntries(iterationOf(network, beginningOf(network, M))),
      Z1: matrixOf(
        2,
        M,
        Array.from({ length: 2 * M }, () => 18),
      ),
    } as Record<string, Matrix>;
    const slope = 1 - (1 - 2 ** -53) ** 2;
    const arrays = new Map([...Object.entries(beginning), ['dA1', dA1] as const]);
    arrays.delete('A1');
    arrays.set(
      'dZ1',
      changed(dA1, (x) => x * slope),
    );
    expect(isRight(network, arrays, 'dZ1')).toBe(true);
  });
});

describe('an update that was not made is wrong, however small its step', () => {
  it.each([
    ['float32', 1e-3],
    ['float64', 1e-9],
  ] as const)('in %s, of a rate of %s', (precision, learningRate) => {
    const network = withUpdate({ learningRate });
    const arrays = iterationOf(network, beginningOf(network, M));
    const kept = (matrix: Matrix) => (precision === 'float32' ? changed(matrix, Math.fround) : matrix);
    const own = new Map([...arrays].map(([name, matrix]) => [name, kept(matrix)] as const));
    const verdict = (W: Matrix) =>
      isRight(network, new Map([...own, ['W1_new', W]]), 'W1_new', TOLERANCES[precision]);
    expect(verdict(own.get('W1_new') as Matrix)).toBe(true);
    expect(verdict(own.get('W1') as Matrix)).toBe(false);
  });

  it('but one of which the digits of its precision hold nothing is not', () => {
    const network = withUpdate({ learningRate: 1e-12 });
    const arrays = iterationOf(network, beginningOf(network, M));
    arrays.set('W1_new', arrays.get('W1') as Matrix);
    expect(isRight(network, arrays, 'W1_new', TOLERANCES.float32)).toBe(true);
  });
});
