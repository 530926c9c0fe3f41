/** Right programs that write the iteration down otherwise: each passes, and is told how it was understood. */
import { describe, expect, it } from 'vitest';
import { combined, difference, mapped, scalar, scaled, sum, total } from '../../src/check/arrays.js';
import { check } from '../../src/check/check.js';
import type { Intended } from '../../src/check/intended.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import type { Formula, Place } from '../../src/check/place.js';
import { worksOf } from '../../src/check/work/work.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { GD_NETWORK } from '../helpers/intended.js';
import { type Arrays, beginningOf, iterationOf, matrixOf, named } from '../helpers/iteration.js';

const M = 6;
const LAYERS = [1, 2, 3];
const DEEP: Intended = { ...GD_NETWORK, sizes: [4, 3, 2, 1], hidden: ['tanh', 'tanh'], keepProb: [1, 1] };
const PENALISED: Intended = { ...DEEP, l2: 0.7 };
const DROPOUT: Intended = { ...DEEP, keepProb: [0.75, 0.5] };
const MOMENTUM: Intended = { ...DEEP, update: { ...DEEP.update, optimizer: 'momentum' } };

const SUMS = 'dW and db are sums over the examples, and the update takes 1/m';
const DECAY = 'the penalty shrinks W in the update, and stands in dW no more';

function checked(network: Intended, arrays: Arrays) {
  const [work] = worksOf(
    [...arrays].map(([name, matrix]) => named(name, matrix)),
    'work.npz',
  );
  return check(work, network, MISTAKES);
}

function rightOf(network: Intended, beginning = beginningOf(network, M)): Map<string, Matrix> {
  return iterationOf(network, beginning);
}

function of(arrays: Arrays, name: string): Matrix {
  return arrays.get(name) as Matrix;
}

/** The arrays with `change` made to those whose names match. */
function changed(arrays: Arrays, names: RegExp, change: (matrix: Matrix, name: string) => Matrix) {
  return new Map(
    [...arrays].map(([name, matrix]) => [name, names.test(name) ? change(matrix, name) : matrix] as const),
  );
}

function without(arrays: Arrays, names: RegExp) {
  return new Map([...arrays].filter(([name]) => !names.test(name)));
}

function expectRight(network: Intended, arrays: Arrays, ...says: string[]): void {
  const { arrays: verdicts, findings, notes } = checked(network, arrays);
  expect(findings.map(({ array }) => array.name)).toEqual([]);
  expect(verdicts.filter(({ verdict }) => verdict !== 'right')).toEqual([]);
  for (const each of says) expect(notes.join('\n')).toContain(each);
}

/** dW without λ/m·W. */
function undecayed(arrays: Arrays, network: Intended) {
  return changed(arrays, /^dW/, (dW, name) =>
    difference(dW, scaled(of(arrays, name.slice(1)), network.l2 / M)),
  );
}

function idsOf({ findings }: ReturnType<typeof checked>): string[] {
  return findings.flatMap(({ mistakes }) => mistakes.map(({ mistake }) => mistake.id));
}

describe('a right program', () => {
  it('may sum in dW and db, and take 1/m in the update', () => {
    const summed = changed(rightOf(DEEP), /^d[Wb]/, (sum) => scaled(sum, M));
    expectRight(DEEP, summed, SUMS);
    const ids = new Set(idsOf(checked(DEEP, without(summed, /_new$/))));
    expect([...ids].filter((id) => !/-over-n/.test(id)).sort()).toEqual(['dW-no-1/m', 'db-no-1/m']);
  });

  it('may do so with momentum, whose velocity is of sums then', () => {
    const arrays = changed(rightOf(MOMENTUM), /^(?:d[Wb]|v_)/, (sum) => scaled(sum, M));
    expectRight(MOMENTUM, arrays, SUMS);
  });

  it('may let the penalty shrink W in the update alone', () => {
    expectRight(PENALISED, undecayed(rightOf(PENALISED), PENALISED), DECAY);
  });

  it('may do both', () => {
    const arrays = changed(undecayed(rightOf(PENALISED), PENALISED), /^d[Wb]/, (sum) => scaled(sum, M));
    expectRight(PENALISED, arrays, SUMS, DECAY);
  });

  it.each(LAYERS)('of the mistakes that such arrays look like none is hidden, in layer %d', (l) => {
    const arrays = rightOf(PENALISED);
    const moved = (dW: Matrix) =>
      new Map([
        ...arrays,
        [`dW${l}`, dW],
        [`W${l}_new`, difference(of(arrays, `W${l}`), scaled(dW, PENALISED.update.learningRate))],
      ]);
    const dW = of(arrays, `dW${l}`);
    const decay = scaled(of(arrays, `W${l}`), PENALISED.l2 / M);
    expect(idsOf(checked(PENALISED, moved(difference(dW, decay))))).toEqual(['l2-not-in-dW']);
    const summed = sum(scaled(difference(dW, decay), M), decay);
    // Of one unit n is 1.
    expect(idsOf(checked(PENALISED, moved(summed)))).toEqual([
      'dW-no-1/m',
      ...(l === 3 ? ['dW-over-n'] : []),
    ]);
  });

  it.each(['1e-7', '1e-8', '1e-10', '1e-15'])('may add %s where dAL divides', (text) => {
    const [right, by] = [rightOf(DEEP), Number(text)];
    const dA3 = combined(of(right, 'A3'), of(right, 'Y'), (a, y) => -(y / (a + by) - (1 - y) / (1 - a + by)));
    const arrays = rightOf(DEEP, new Map([...beginningOf(DEEP, M), ['dA3', dA3]]));
    const isSeen = by >= 1e-9;
    expectRight(DEEP, arrays, isSeen ? `${by} is added in the divisions of dAL` : '');
    expectRight(DEEP, without(arrays, /^dA3$/), isSeen && by > 1e-8 ? 'is added in the divisions' : '');
  });

  it('may add 1e-8 in the logarithms of the cost, or keep outputs of 0 and 1 away from them', () => {
    const right = rightOf(DEEP);
    const cost = (arrays: Arrays, parts: (a: number) => [number, number]) => {
      const losses = combined(of(arrays, 'A3'), of(arrays, 'Y'), (output, y) => {
        const [a, rest] = parts(output);
        return -(y * Math.log(a) + (1 - y) * Math.log(rest));
      });
      return matrixOf(1, 1, [total(losses.data) / M]);
    };
    const added = cost(right, (a) => [a + 1e-8, 1 - a + 1e-8]);
    expectRight(DEEP, new Map([...right, ['cost', added]]), '1e-8 is added in the logarithms of the cost');
    const saturated = without(rightOf(DEEP, beginningOf(DEEP, M).set('b3', matrixOf(1, 1, [60]))), /^dA3$/);
    const clipped = cost(saturated, (a) => [Math.min(a, 1 - 1e-15), 1 - Math.min(a, 1 - 1e-15)]);
    expectRight(DEEP, new Map([...saturated, ['cost', clipped]]), '1e-15 away from 0 and 1');
  });

  it.each([['A'], ['dA'], ['A', 'dA']])('may take 1/m in dZL and save %s before the mask', (...kinds) => {
    const arrays = rightOf(DROPOUT);
    const unmasked = changed(arrays, /^d?A[12]$/, (matrix, name) => {
      const [, kind, l] = /^(d?A)(\d)$/.exec(name) as RegExpExecArray;
      if (!kinds.includes(kind)) return matrix;
      if (kind === 'A') return mapped(of(arrays, `Z${l}`), Math.tanh);
      return of(rightOf({ ...DROPOUT, keepProb: [1, 1] }, without(arrays, new RegExp(`^dA${l}$`))), name);
    });
    const meant = changed(unmasked, /^d[AZ](?!3$)|^dZ3$/, (matrix, name) =>
      /^d[AZ]\d$/.test(name) ? scaled(matrix, 1 / M) : matrix,
    );
    expectRight(DROPOUT, meant, '1/m stands in dZ of the last layer', 'before the mask');
  });
});

describe('what the optimizer keeps', () => {
  const third: Intended = { ...MOMENTUM, update: { ...MOMENTUM.update, t: 3 } };

  it('is not taken as 0 behind the first update', () => {
    const { arrays, findings } = checked(third, without(rightOf(third), /^v_d[Wb]\d/));
    expect(findings).toEqual([]);
    const unjudged = arrays.filter(({ verdict }) => verdict === 'unjudged').map(({ name }) => name);
    expect(unjudged.sort()).toEqual(LAYERS.flatMap((l) => [`W${l}_new`, `b${l}_new`]).sort());
  });

  it('is taken as 0 at the first, and it is told', () => {
    const beginning = changed(beginningOf(MOMENTUM, M), /^v_/, (v) => mapped(v, () => 0));
    expectRight(MOMENTUM, without(rightOf(MOMENTUM, beginning), /^v_d[Wb]\d$/), 'v_dW1, v_dW2');
  });
});

describe('an activation or a loss that no option says', () => {
  const SIGMOID: Intended = { ...DEEP, hidden: ['sigmoid', 'sigmoid'] };
  const whys = (unsaid: string[], own: Intended) =>
    checked({ ...DEEP, unsaid }, rightOf(own))
      .findings.flatMap(({ mistakes }) => mistakes.map(({ mistake }) => mistake.why))
      .join('\n');

  it.each([
    ['activation', SIGMOID, 'if sigmoid was meant, give --activation sigmoid.'],
    [
      'output-activation',
      { ...DEEP, output: 'linear' },
      'if linear was meant, give --output-activation linear.',
    ],
    ['loss', { ...DEEP, loss: 'mse' }, 'if mse was meant, give --loss mse.'],
  ] as const)('is named with --%s', (flag, own, words) => {
    expect(whys([flag], own)).toContain(words);
    expect(whys([], own)).not.toContain('if ');
  });
});

describe('a program as other libraries have it', () => {
  const REGRESSION: Intended = { ...DEEP, sizes: [4, 3, 2, 3], output: 'linear', loss: 'mse' };
  const perOutput = new Map<string, Formula>([
    ['cost', ({ AL, Y, m }) => scalar(total(combined(AL, Y, (a, y) => (a - y) ** 2).data) / (3 * m))],
    ['dA3', ({ AL, Y }) => combined(AL, Y, (a, y) => (2 * (a - y)) / 3)],
  ]);

  it('takes the mean of the squared error over the outputs, too', () => {
    const arrays = iterationOf(REGRESSION, beginningOf(REGRESSION, M), perOutput);
    expectRight(REGRESSION, arrays, 'a mean over the outputs as well');
    expectRight(REGRESSION, without(arrays, /^(?:dA|dZ|Z|A|cost)/), 'a mean over the outputs as well');
    expectRight(REGRESSION, without(arrays, /^[dAZc]|b\d_new|W[23]_new/), 'a mean over the outputs as well');
  });

  it.each([1, 3])("puts Adam's corrections in the rate, at update %i", (t) => {
    const adam: Intended = { ...DEEP, update: { ...DEEP.update, optimizer: 'adam', t, epsilon: 1e-4 } };
    const beginning = beginningOf(adam, M);
    const { beta1, beta2, epsilon, learningRate } = adam.update;
    const rate = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    const moved = (at: Place, own: 'W' | 'b') => {
      const step = combined(
        at.array(`v_d${own}_new`),
        at.array(`s_d${own}_new`),
        (v, s) => (rate * v) / (Math.sqrt(s) + epsilon),
      );
      return difference(at[own], step);
    };
    const changes = LAYERS.flatMap((l) =>
      (['W', 'b'] as const).map((own) => [`${own}${l}_new`, (at: Place) => moved(at, own)] as const),
    );
    const arrays = iterationOf(adam, beginning, new Map(changes));
    expectRight(adam, arrays, 'the corrections of Adam stand in the learning rate');
    const only = new Map([...arrays].filter(([name]) => beginning.has(name) || name === 'W1_new'));
    expectRight(adam, only, 'the corrections of Adam stand in the learning rate');
  });
});
