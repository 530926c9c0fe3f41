/** The mistakes whose runs have other costs on a set with fewer features are those that say so. */
import { expect, it } from 'vitest';
import { Computation } from '../../src/check/computation.js';
import { checkCosts } from '../../src/check/costs/check-costs.js';
import { compressed, spanOf } from '../../src/check/costs/compressed.js';
import { printedCosts } from '../../src/check/costs/printed.js';
import { simulate } from '../../src/check/costs/simulate.js';
import { type Intended, layersOf } from '../../src/check/intended.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { changesOf, type Placed, placesOf } from '../../src/check/placed.js';
import { startOf } from '../../src/check/start.js';
import { Matrix } from '../../src/engine/matrix.js';
import { atOnce } from '../../src/engine/pieces.js';
import { RandomState } from '../../src/engine/rng.js';
import { GD_NETWORK } from '../helpers/intended.js';

const [FEATURES, M] = [40, 9];
/** The first iterations, whatever they cost. */
const FIRST = [0, 1, 2].map((iteration) => ({
  iteration,
  cost: 0,
  text: '',
  rounding: Number.POSITIVE_INFINITY,
}));

function gaussians(rng: RandomState, rows: number, cols: number): Matrix {
  return new Matrix(rows, cols, Float64Array.from(rng.randn(rows, cols)));
}

/** Costs of the first iterations with the mistake, on all features and on fewer. */
function costsOfBoth(network: Intended, placed: Placed): (readonly number[])[] {
  const rng = new RandomState(5);
  const X = gaussians(rng, FEATURES, M);
  const Y = new Matrix(
    1,
    M,
    Float64Array.from({ length: M }, (_, i) => i % 2),
  );
  const start = layersOf(network).flatMap((l) => [
    [`W${l}`, gaussians(rng, network.sizes[l], network.sizes[l - 1])] as const,
    [`b${l}`, gaussians(rng, network.sizes[l], 1)] as const,
  ]);
  const span = atOnce(spanOf(X, network.sizes[1])) as Matrix;
  const small = compressed(X, network.sizes[1], span);
  const reduced = start.map(([name, w]) => [name, name === 'W1' ? small.weights(w) : w] as const);
  return [new Map([['X', X], ['Y', Y], ...start]), new Map([['X', small.X], ['Y', Y], ...reduced])].map(
    (beginning) => {
      const changes = changesOf(new Computation(network, M, beginning), placed);
      return simulate({ ...network, features: FEATURES }, beginning, FIRST, changes)?.costs ?? [];
    },
  );
}

/** Places of mistakes behind the start, in a network with a penalty. */
function* placesBehindStart(network: Intended): Generator<Placed> {
  const computation = new Computation(network, M, new Map());
  for (const mistake of MISTAKES) {
    if (Object.keys(mistake.changes).every((kind) => !['X', 'Y', 'A0', 'W', 'b'].includes(kind)))
      yield* placesOf(mistake, computation);
  }
}

it.each(['gd', 'momentum'] as const)(
  'each mistake gives the costs of the whole set, to 1e-8, unless it counts features: %s',
  (optimizer) => {
    const update = { ...GD_NETWORK.update, optimizer };
    const counting = new Set<string>();
    for (const [hidden, inner] of [
      ['relu', [4, 4]],
      ['tanh', [4, 4]],
      ['tanh', [1]],
    ] as const) {
      const sizes = [FEATURES, ...inner, 1];
      const network: Intended = {
        ...GD_NETWORK,
        update,
        sizes,
        hidden: inner.map(() => hidden),
        keepProb: inner.map(() => 1),
        l2: 0.7,
      };
      for (const placed of placesBehindStart(network)) {
        const [whole, small] = costsOfBoth(network, placed);
        const isSame = (cost: number, i: number) =>
          Object.is(cost, small[i]) || Math.abs(cost - small[i]) <= 1e-8 * Math.abs(cost);
        if (whole.length !== small.length || !whole.every(isSame)) counting.add(placed.mistake.id);
      }
    }
    const marked = MISTAKES.filter(({ features }) => features !== undefined).map(({ id }) => id);
    expect([...counting].sort()).toEqual(marked.sort());
  },
);

it.each(['m-of-X-shape-0', 'update-sign-of-gradient', 'l2-sign-in-dW'])(
  'a mistake that counts features is named from costs of more features than examples: %s',
  async (id) => {
    const network: Intended = { ...GD_NETWORK, sizes: [FEATURES, 4, 1], hidden: ['tanh'], l2: 0.7 };
    const rng = new RandomState(7);
    const X = gaussians(rng, FEATURES, M);
    const Y = new Matrix(
      1,
      M,
      Float64Array.from({ length: M }, (_, i) => i % 2),
    );
    const start = startOf({ init: 'he-normal', seed: 3 });
    const plain = new Computation(network, M, new Map(), { sources: { X: () => X, Y: () => Y, ...start } });
    const names = ['X', 'Y', 'W1', 'b1', 'W2', 'b2'];
    const beginning = new Map(names.map((name) => [name, plain.of(name)] as const));
    const all = MISTAKES.filter((mistake) => mistake.id === id).flatMap((mistake) =>
      placesOf(mistake, plain),
    );
    const placed = all.reduce((a, b) => (b.layers.length > a.layers.length ? b : a));
    const printed = simulate(network, beginning, FIRST, changesOf(plain, placed))?.costs ?? [];
    const costs = printedCosts(printed.join('\n'), 'costs.txt', 1);
    const pace = async <T>(work: Generator<number, T, void>) => atOnce(work);
    const { mistakes } = await checkCosts({ network, X, Y, start }, costs, { threads: 1, pace });
    expect(mistakes.map(({ mistake }) => mistake.id)).toEqual([id]);
  },
);
