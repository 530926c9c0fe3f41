/** Two mistakes in one program, and one that is in no catalogue. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mapped } from '../../src/check/arrays.js';
import { Computation } from '../../src/check/computation.js';
import type { Intended } from '../../src/check/intended.js';
import { match } from '../../src/check/match.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { changesOf, type Placed, placesOf } from '../../src/check/placed.js';
import { nameOf, stepsOf } from '../../src/check/steps.js';
import { Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { PlacedArrays, type Places } from './places.js';
import { intended, type Network } from './slips.js';

const M = 6;
const NETWORK: Intended = {
  ...{
    sizes: [5, 4, 3, 1],
    hidden: ['tanh', 'tanh'],
    output: 'sigmoid',
    loss: 'binary-cross-entropy',
    l2: 0.7,
  },
  keepProb: [1, 1],
  update: {
    ...{ optimizer: 'gd', learningRate: 0.05, t: 1, momentum: 0.9, dampening: 0.9, rho: 0.9 },
    ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, epsilonInRoot: false },
  },
};
const SOURCES = ['X', 'Y', 'W', 'b'];
const STEPS = stepsOf(NETWORK).filter(({ kind }) => !SOURCES.includes(kind));

/** X, Y and parameters. */
function beginning(): Map<string, Matrix> {
  const rng = new RandomState(5);
  const draw = (rows: number, cols: number) =>
    new Matrix(rows, cols, Float64Array.from(rng.randn(rows, cols)));
  const { sizes } = NETWORK;
  const layers = sizes
    .slice(1)
    .flatMap((n, i) => [[`W${i + 1}`, draw(n, sizes[i])] as const, [`b${i + 1}`, draw(n, 1)] as const]);
  const Y = new Matrix(
    1,
    M,
    Float64Array.from({ length: M }, (_, i) => i % 2),
  );
  return new Map([['X', draw(sizes[0], M)], ['Y', Y], ...layers]);
}

const START = beginning();
const RIGHT = new Computation(NETWORK, M, START);

function placed(id: string, layer: number): Placed {
  const places = MISTAKES.filter((mistake) => mistake.id === id).flatMap((mistake) =>
    placesOf(mistake, RIGHT),
  );
  return places.find(({ layers }) => layers.length === 1 && layers[0] === layer) as Placed;
}

/** The arrays of a program with these mistakes; of all steps, or those named. */
function workWith(mistakes: readonly Placed[], names?: readonly string[]): Map<string, Matrix> {
  const computation = new Computation(NETWORK, M, START, {
    changes: new Map(mistakes.flatMap((each) => [...changesOf(RIGHT, each)])),
  });
  const kept = STEPS.filter(({ kind, layer }) => names?.includes(nameOf(kind, layer)) ?? true);
  return new Map([
    ...START,
    ...kept.map((step) => [nameOf(step.kind, step.layer), computation.made(step)] as const),
  ]);
}

function explained(work: Map<string, Matrix>) {
  const steps = STEPS.filter(({ kind, layer }) => work.has(nameOf(kind, layer)));
  return match(new Computation(NETWORK, M, work), steps, MISTAKES, 1e-9).explanations;
}

describe('two mistakes in one program are both named', () => {
  it.each([
    ['no-bias', 1, 'dW-no-1/m', 2],
    ['tanh-derivative-of-sigmoid', 2, 'db-no-1/m', 1],
    ['cost-no-minus', 3, 'update-plus', 1],
    ['dAL-sign', 3, 'derivative-missing', 1],
    ['l2-no-1/m', 3, 'tanh-derivative-of-Z', 1],
    ['hidden-relu', 1, 'dZ-has-1/m-too', 2],
  ] as const)('%s in layer %s and %s in layer %s, with all arrays', (first, one, second, other) => {
    const found = explained(workWith([placed(first, one), placed(second, other)]));
    const named = found.flatMap(({ single }) => single.map(({ mistake }) => mistake.id));
    expect(named).toEqual(expect.arrayContaining([first, second]));
    expect(found).toHaveLength(2);
  });

  it.each([
    ['dW-no-1/m', 'tanh-derivative-of-sigmoid', 'dW1'],
    ['update-plus', 'db-no-1/m', 'b2_new'],
  ] as const)('%s and %s between the parameters and %s alone', (first, second, only) => {
    const layer = Number(/\d/.exec(only)?.[0]);
    const [found] = explained(workWith([placed(first, layer), placed(second, layer)], [only]));
    const pairs = found.pairs.map((pair) =>
      pair
        .map(({ mistake }) => mistake.id)
        .sort()
        .join(),
    );
    const named = [...pairs, ...found.single.map(({ mistake }) => mistake.id)];
    expect(named).toContain([first, second].sort().join());
  });
});

/** Other slips that give the very numbers: of a dZ that is dA, and in a layer of one unit. */
const AS_WELL: Readonly<Record<string, readonly string[]>> = {
  'dW-of-dA': ['derivative-missing'],
  'db-of-dA': ['derivative-missing'],
  'dW-over-n': ['dW-no-1/m', 'm-of-dZ-shape-0'],
  'dW-no-1/m': ['dW-over-n', 'm-of-dZ-shape-0'],
  'db-no-1/m': ['m-of-dZ-shape-0'],
};

interface Paired {
  readonly name: string;
  readonly network: Network;
  readonly right: Places;
  readonly pairs: readonly {
    readonly ids: readonly string[];
    readonly layers: readonly number[];
    readonly arrays: Places;
  }[];
}

describe('two slips of a NumPy program are both named', () => {
  const works = new PlacedArrays(fileURLToPath(new URL('works/', import.meta.url)));
  const { made } = works.json('pairs') as { made: Paired[] };

  it.each(made.map((each) => [`${each.name}: ${each.pairs.length} pairs`, each] as const))(
    '%s',
    (_, { network, right, pairs }) => {
      const meant = intended(network);
      const steps = stepsOf(meant).filter(
        ({ kind, layer }) => nameOf(kind, layer) in right && !SOURCES.includes(kind),
      );
      const missed: string[] = [];
      for (const { ids, layers, arrays } of pairs) {
        const work = new Map([...works.arrays('pairs', right), ...works.arrays('pairs', arrays)]);
        const { explanations } = match(new Computation(meant, network.m, work), steps, MISTAKES, 1e-9);
        const named = explanations.flatMap(({ single, pairs: both }) => [...single, ...both.flat()]);
        const names = named.map(({ mistake }) => mistake.id);
        const isNamed = (id: string) =>
          names.includes(id) || AS_WELL[id]?.some((other) => names.includes(other));
        if (!ids.every(isNamed))
          missed.push(`${ids.join(' and ')} in layers ${layers.join(' and ')}: ${names}`);
      }
      expect(missed).toEqual([]);
    },
  );
});

it('a mistake that is in no catalogue is not guessed', () => {
  const work = workWith([]);
  const dZ = work.get('dZ2') as Matrix;
  work.set(
    'dZ2',
    mapped(dZ, (x) => x + 0.001 * Math.sin(1000 * x)),
  );
  const [found, ...others] = explained(work);
  expect(found.wrong.name).toBe('dZ2');
  expect([...found.single, ...found.pairs, ...others]).toEqual([]);
});
