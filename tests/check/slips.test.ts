/** Each slip of the catalogue, made by a Python program in each layer and all of them, is named alone and first. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Computation } from '../../src/check/computation.js';
import type { Intended } from '../../src/check/intended.js';
import { match } from '../../src/check/match.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { nameOf, stepsOf } from '../../src/check/steps.js';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { Matrix } from '../../src/engine/matrix.js';

const GOLDENS = fileURLToPath(new URL('goldens/', import.meta.url));

interface Network {
  readonly sizes: number[];
  readonly hidden: 'relu' | 'tanh' | 'sigmoid' | 'leaky-relu';
  readonly output: 'sigmoid' | 'softmax';
  readonly loss?: Intended['loss'];
  readonly m: number;
  readonly learning_rate: number;
  readonly l2?: number;
  readonly keep_prob?: number;
  readonly optimizer?: 'gd' | 'momentum' | 'rmsprop' | 'adam';
  readonly epsilon?: number;
  readonly epsilon_in_root?: boolean;
  readonly t?: number;
}
interface Slip {
  readonly id: string;
  readonly file: string;
  readonly key: string;
  readonly layers: number[];
  readonly network: Network;
  /** True of a slip of no layer: it is named with the last. */
  readonly whole: boolean;
  /** Arrays that the program does not get to, because NumPy refuses shapes before. */
  readonly unmade: string[];
}

const SLIPS = readdirSync(GOLDENS)
  .filter((name) => name.endsWith('.json'))
  .flatMap(slipsIn);
const files = new Map<string, Map<string, Matrix>>();

/** The slips that a list of make.py's tells of. */
function slipsIn(name: string): Slip[] {
  const { id, whole, made } = JSON.parse(readFileSync(GOLDENS + name, 'utf8')) as {
    id: string;
    whole: boolean;
    made: { network: Network; slips: Pick<Slip, 'key' | 'layers' | 'unmade'>[] }[];
  };
  const file = name.replace(/json$/, 'npz');
  return made.flatMap(({ network, slips }) => slips.map((slip) => ({ ...slip, id, whole, file, network })));
}

/** All arrays of a golden file. */
function arraysOf(file: string): Map<string, Matrix> {
  const known = files.get(file);
  if (known) return known;
  const arrays = readNpz(GOLDENS + file).map(({ name, shape, values }) => {
    const own = Float64Array.from(values() as Float64Array);
    // NumPy broadcasts a vector as a row.
    const [rows, cols] = shape.length === 2 ? shape : [1, own.length];
    return [name, new Matrix(rows, cols, own)] as const;
  });
  files.set(file, new Map(arrays));
  return arraysOf(file);
}

/** The work that a slip leads to: the right arrays, and in their place those that it changes. */
function workOf({ file, key, unmade }: Slip): Map<string, Matrix> {
  const under = (place: string, prefix: string) =>
    [...arraysOf(place)].flatMap(([name, array]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), array] as const] : [],
    );
  const right = `${key.split('/')[0]}/right/`;
  const ofOwnNetwork = under(file, right);
  const work = new Map([
    ...(ofOwnNetwork.length > 0 ? ofOwnNetwork : under('right.npz', right)),
    ...under(file, `${key}/`),
  ]);
  for (const name of unmade) work.delete(name);
  return work;
}

function intended({
  sizes,
  hidden,
  output,
  loss = output === 'softmax' ? 'categorical-cross-entropy' : 'binary-cross-entropy',
  learning_rate,
  l2 = 0,
  keep_prob = 1,
  optimizer = 'gd',
  t = 1,
  epsilon = 1e-8,
  epsilon_in_root = false,
}: Network): Intended {
  const inner = sizes.slice(1, -1);
  return {
    sizes,
    hidden: inner.map(() => hidden),
    output,
    loss,
    l2,
    keepProb: inner.map(() => keep_prob),
    update: {
      ...{ optimizer, learningRate: learning_rate, t, momentum: 0.9, dampening: 0.9, rho: 0.9 },
      ...{ beta1: 0.9, beta2: 0.999, epsilon, epsilonInRoot: epsilon_in_root },
    },
  };
}

const SOURCES = ['X', 'Y', 'W', 'b'];

/** Mistakes that give the same numbers in some network, so that both are named there. */
const TWINS: readonly (readonly [string, string])[] = [
  // A layer of one unit
  ['dW-no-1/m', 'dW-over-n'],
  ['db-no-1/m', 'db-over-n'],
  ['db-no-sum', 'db-wrong-axis'],
  // As many units as before
  ['dW-over-n', 'dW-over-n-prev'],
  ['m-of-dZ-shape-0', 'm-of-A_prev-shape-0'],
  ['dA-W-not-transposed', 'dA-W-reshaped'],
  // As many examples as units before
  ['dW-A_prev-not-transposed', 'dW-A_prev-reshaped'],
  // As many features as classes
  ['m-of-X-shape-0', 'm-of-Y-shape-0'],
  // Behind softmax dZ sums to 0 over the units.
  ['db-mean-of-everything', 'db-sum-of-everything'],
  ['W-not-updated', 'update-mean-of-dW'],
  ['W-not-updated', 'update-sum-of-dW'],
  ['update-mean-of-dW', 'update-sum-of-dW'],
  // Two layers before layer 2 there is A0.
  ['forward-from-X', 'forward-skips-layer'],
  // Every Z of the layer above 0
  ['derivative-missing', 'relu-derivative-instead'],
  ['derivative-missing', 'leaky-relu-derivative-instead'],
  ['relu-derivative-instead', 'leaky-relu-derivative-instead'],
  // dAL of half the squared error is A − Y.
  ['derivative-missing', 'dZL-a-minus-y'],
];

/** The mistake itself, and those that may be named beside it. */
function twinsOf(id: string): string[] {
  return [id, ...TWINS.flatMap(([a, b]) => (a === id ? [b] : b === id ? [a] : []))];
}

describe('a slip of a NumPy program is named, alone, with its layers, to 1e-9', () => {
  it.each([...new Set(SLIPS.map(({ id }) => id))])('%s', (id) => {
    for (const slip of SLIPS.filter((each) => each.id === id)) {
      const given = workOf(slip);
      const network = intended(slip.network);
      const computation = new Computation(network, slip.network.m, given);
      const steps = stepsOf(network).filter(
        ({ kind, layer }) => given.has(nameOf(kind, layer)) && !SOURCES.includes(kind),
      );
      const { explanations } = match(computation, steps, MISTAKES, 1e-9);
      const named = explanations.map(({ single }) => single.map(({ mistake }) => mistake.id));
      expect(named, slip.key).not.toEqual([]);
      for (const ids of named) {
        expect(ids, slip.key).toContain(id);
        expect(twinsOf(id), slip.key).toEqual(expect.arrayContaining(ids));
      }
      const layers = new Set(explanations.flatMap(({ single }) => single.flatMap((placed) => placed.layers)));
      const expected = slip.whole ? [slip.network.sizes.length - 1] : slip.layers;
      expect([...layers].sort(), slip.key).toEqual(expected);
    }
  });
});
