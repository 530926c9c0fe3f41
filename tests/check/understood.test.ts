/** Files of right programs that keep their arrays in other ways, and of wrong ones of which some arrays say little. */
import { describe, expect, it } from 'vitest';
import { answerOf } from '../../src/check/answer.js';
import { difference, mapped, scaled, transposed } from '../../src/check/arrays.js';
import { check } from '../../src/check/check.js';
import type { Intended } from '../../src/check/intended.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import type { Formula } from '../../src/check/place.js';
import { worksOf } from '../../src/check/work/work.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { GD_NETWORK } from '../helpers/intended.js';
import { type Arrays, beginningOf, iterationOf, matrixOf, named } from '../helpers/iteration.js';

const M = 6;
const DEEP: Intended = { ...GD_NETWORK, sizes: [4, 3, 2, 1], hidden: ['tanh', 'tanh'], keepProb: [1, 1] };
const DROPOUT: Intended = { ...DEEP, keepProb: [0.75, 0.5] };
const SOFTMAX: Intended = {
  ...DEEP,
  sizes: [4, 3, 3],
  hidden: ['tanh'],
  keepProb: [1],
  output: 'softmax',
  loss: 'categorical-cross-entropy',
};

function checked(network: Intended, arrays: Arrays) {
  const files = [...arrays].map(([name, matrix]) => named(name, matrix));
  const [work] = worksOf(files, 'work.npz');
  return check(work, network, MISTAKES);
}

function rightOf(network: Intended): Map<string, Matrix> {
  return iterationOf(network, beginningOf(network, M));
}

function of(arrays: Arrays, name: string): Matrix {
  return arrays.get(name) as Matrix;
}

/** All right, and a note that says how it was understood. */
function expectRight(network: Intended, arrays: Arrays, note: string): void {
  const { arrays: verdicts, findings, notes } = checked(network, arrays);
  expect(findings.map(({ array }) => array.name)).toEqual([]);
  expect(verdicts.filter(({ verdict }) => verdict !== 'right')).toEqual([]);
  expect(notes.join('\n')).toContain(note);
}

describe('a right program', () => {
  it('may keep masks that are divided by keep_prob already', () => {
    const arrays = rightOf(DROPOUT);
    for (const l of [1, 2]) arrays.set(`D${l}`, scaled(of(arrays, `D${l}`), 1 / DROPOUT.keepProb[l - 1]));
    expectRight(DROPOUT, arrays, 'D1, D2: read as 0 and 1, divided by keep_prob already');
  });

  it.each([
    [['dA'], 'dA is saved before the mask'],
    [['A'], 'A is saved before the mask'],
    [['A', 'dA'], 'A and dA are saved before the mask'],
  ] as const)('may save %s before the mask is applied', (kinds, note) => {
    const arrays = rightOf(DROPOUT);
    for (const l of [1, 2]) {
      const unmasked = {
        A: mapped(of(arrays, `Z${l}`), Math.tanh),
        dA: iterationOf(
          { ...DROPOUT, keepProb: [1, 1] },
          new Map([...arrays].filter(([name]) => name !== `dA${l}`)),
        ).get(`dA${l}`) as Matrix,
      };
      for (const kind of kinds) arrays.set(`${kind}${l}`, unmasked[kind]);
    }
    expectRight(DROPOUT, arrays, note);
  });

  it('may keep outputs of 0 and 1 away from them before it divides', () => {
    const beginning = beginningOf(DEEP, M);
    beginning.set('b3', matrixOf(1, 1, [60]));
    const arrays = iterationOf(DEEP, beginning);
    expect(of(arrays, 'A3').data.every((a) => a === 1)).toBe(true);
    const Y = of(arrays, 'Y');
    arrays.set(
      'dA3',
      mapped(Y, (y) => -(y / (1 - 1e-15) - (1 - y) / (1 - (1 - 1e-15)))),
    );
    arrays.delete('cost');
    expectRight(DEEP, arrays, '');
  });

  it('may save one-hot labels in rows beside examples in columns', () => {
    const arrays = rightOf(SOFTMAX);
    expectRight(
      SOFTMAX,
      new Map([...arrays, ['Y', transposed(of(arrays, 'Y'))]]),
      'Y is read with examples in rows, otherwise than X',
    );
  });

  it('may take 1/m in dZ of the last layer, and say nothing of dW', () => {
    const arrays = new Map([...rightOf(DEEP)].filter(([name]) => !/^d[Wb]|_new$|^d[AZ][12]$/.test(name)));
    arrays.set('dZ3', scaled(of(arrays, 'dZ3'), 1 / M));
    expectRight(DEEP, arrays, 'that is right if dW and db, which are not in the file, take it no more');
  });

  it('may keep lists from 0, of which the activations begin with X', () => {
    const listed = ([name, matrix]: readonly [string, Matrix]): [string, Matrix][] => {
      const [, kind, l] = /^(W|b|Z|A|dW|db)(\d)$/.exec(name) ?? [];
      if (kind === 'A') return [[`activations_${l}`, matrix]];
      const list = { W: 'weights', b: 'biases', Z: 'zs', dW: 'nabla_w', db: 'nabla_b' }[kind as 'W'];
      return list ? [[`${list}_${Number(l) - 1}`, matrix]] : /^[XY]$/.test(name) ? [[name, matrix]] : [];
    };
    const arrays = rightOf(DEEP);
    const lists = new Map([...arrays].flatMap(listed));
    lists.set('activations_0', of(arrays, 'X'));
    expectRight(DEEP, lists, 'activations_0 as A0');
  });
});

describe('an array that no known mistake gives', () => {
  const strange = (matrix: Matrix) => mapped(matrix, (x) => x + 0.01 * Math.sin(1000 * x) + 0.001);

  it('does not end the search for the mistakes of others', () => {
    const arrays = rightOf(DEEP);
    arrays.set('Z1', strange(of(arrays, 'Z1')));
    arrays.set('dW1', scaled(of(arrays, 'dW1'), M));
    const fresh = iterationOf(
      DEEP,
      new Map([...arrays].filter(([name]) => /^(?:[XYWb]|Z1$)/.test(name) && !/_new/.test(name))),
    );
    fresh.set('dW1', scaled(of(fresh, 'dW1'), M));
    fresh.set(
      'W1_new',
      iterationOf(DEEP, new Map([...fresh].filter(([name]) => name !== 'W1_new'))).get('W1_new') as Matrix,
    );
    const { findings } = checked(DEEP, fresh);
    expect(
      findings.map(({ array, mistakes }) => [array.name, mistakes.map(({ mistake }) => mistake.id)]),
    ).toEqual([
      ['Z1', []],
      ['dW1', ['dW-no-1/m']],
    ]);
  });

  it('is the only one that is blamed where others may follow from the same mistake', () => {
    const arrays = rightOf(DEEP);
    const follows = iterationOf(
      DEEP,
      new Map(
        [...arrays]
          .filter(([name]) => !/^(?:dW1|db1|W1_new|b1_new|dZ1)$/.test(name))
          .concat([['dZ1', strange(of(arrays, 'dZ1'))]]),
      ),
    );
    follows.delete('dZ1');
    const { findings } = checked(DEEP, follows);
    expect(findings.map(({ array }) => array.name)).toEqual(['dW1']);
  });
});

describe('the answer', () => {
  it('says that an array is right only where it was judged', () => {
    const arrays = rightOf(DROPOUT);
    arrays.delete('D1');
    arrays.delete('D2');
    arrays.set('Z2', scaled(of(arrays, 'Z2'), 2));
    const result = checked(DROPOUT, arrays);
    const before = result.arrays[result.arrays.findIndex(({ name }) => name === 'Z2') - 1];
    expect(before).toMatchObject({ name: 'A1', verdict: 'unjudged' });
    expect(answerOf(result)[0]).toMatch(/^Z1 is right\. Z2 is the first that is wrong/);
  });

  it('says no layer of a mistake of the cost', () => {
    const arrays = rightOf(DEEP);
    arrays.set('cost', matrixOf(1, 1, [-of(arrays, 'cost').data[0]]));
    expect(answerOf(checked(DEEP, arrays)).join('\n')).toContain('when the minus is missing from the cost:');
  });
});

describe('a setting that nobody has said', () => {
  it('is named before the mistake that gives the same numbers', () => {
    const arrays = iterationOf(
      { ...DEEP, update: { ...DEEP.update, learningRate: 0.2 } },
      beginningOf(DEEP, M),
    );
    const said = (unsaid: string[]) =>
      checked({ ...DEEP, unsaid }, arrays).findings[0].mistakes.map(({ mistake }) => mistake.did);
    expect(said(['lr'])).toEqual(['the learning rate is 0.2, not 0.1', 'the update is made twice']);
    expect(said([])).toEqual(['the update is made twice']);
  });
});

describe('an output that has lost digits', () => {
  /** A trained network, whose AL is near Y: AL as float32 keeps it, and no Z of the last layer. */
  it('is what its program went on with, and its dZ is A − Y', () => {
    const beginning = beginningOf(DEEP, M);
    const Y = of(beginning, 'Y');
    const rounded = mapped(Y, (y) => Math.fround(0.9999 * y + 1e-5));
    const program = new Map<string, Formula>([
      ['A3', () => rounded],
      ['dZ3', () => difference(rounded, Y)],
    ]);
    const arrays = new Map(iterationOf(DEEP, beginning, program));
    for (const name of ['Z3', 'dA3', 'dZ3', 'cost']) arrays.delete(name);
    const { findings } = checked(DEEP, arrays);
    expect(findings.map(({ array }) => array.name)).toEqual(['A3']);
  });
});

describe('names and labels', () => {
  it("of Adam's paper are its averages", () => {
    const adam = { ...DEEP, update: { ...DEEP.update, optimizer: 'adam', t: 2 } } as const;
    const arrays = new Map(
      [...rightOf(adam)].map(([name, array]) => [
        name.replace(/^([vs])_(d[Wb])/, (_, kind, d) => `${kind === 'v' ? 'm' : 'v'}_${d}`),
        array,
      ]),
    );
    const { findings, arrays: judged } = checked(adam, arrays);
    expect(findings).toEqual([]);
    expect(judged.every(({ verdict }) => verdict === 'right')).toBe(true);
  });

  it('of the course count before others that may mean the same', () => {
    const arrays = rightOf(DEEP);
    arrays.set('predictions', mapped(of(arrays, 'A3'), Math.round));
    const { findings, notes } = checked(DEEP, arrays);
    expect(findings).toEqual([]);
    expect(notes.join()).toContain('predictions');
  });

  it('of classes that a cross-entropy does not take are told', () => {
    const beginning = beginningOf(DEEP, M);
    beginning.set(
      'Y',
      mapped(of(beginning, 'Y'), (y) => y + 1),
    );
    expect(checked(DEEP, iterationOf(DEEP, beginning)).notes.join()).toContain('Y holds 2');
  });
});

it('a cost of logits is right where an output is exactly 0', () => {
  const beginning = beginningOf(SOFTMAX, M);
  const last = SOFTMAX.sizes.length - 1;
  const b = of(beginning, `b${last}`);
  beginning.set(
    `b${last}`,
    matrixOf(
      b.rows,
      1,
      Array.from(b.data, (_, i) => (i === 1 ? 1000 : 0)),
    ),
  );
  const Z = of(iterationOf(SOFTMAX, beginning), `Z${last}`);
  const Y = of(beginning, 'Y');
  const z = (i: number, j: number) => Z.data[i * M + j];
  const units = Array.from({ length: b.rows }, (_, i) => i);
  const losses = Array.from({ length: M }, (_, j) => {
    const top = Math.max(...units.map((i) => z(i, j)));
    const log = top + Math.log(units.reduce((sum, i) => sum + Math.exp(z(i, j) - top), 0));
    return units.reduce((sum, i) => sum + Y.data[i * M + j] * (log - z(i, j)), 0);
  });
  const cost = losses.reduce((sum, loss) => sum + loss, 0) / M;
  const { findings, arrays } = checked(SOFTMAX, new Map([...beginning, ['cost', matrixOf(1, 1, [cost])]]));
  expect([findings, arrays.map(({ verdict }) => verdict)]).toEqual([[], ['right']]);
});
