/** The slips of the Python programs beside this file: each one's network, and the arrays that it leads to. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Intended } from '../../src/check/intended.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { PlacedArrays, type Places } from './places.js';

const GOLDENS = fileURLToPath(new URL('goldens/', import.meta.url));

/** A network as make.py describes it. */
export interface Network {
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

/** A slip in one network and some of its layers. */
export interface Slip {
  readonly id: string;
  /** relu-2/1+3 */
  readonly key: string;
  readonly layers: number[];
  readonly network: Network;
  /** True of a slip of no layer: it is named with the last. */
  readonly whole: boolean;
  /** Names of the arrays that the slip gives other numbers. */
  readonly differing: readonly string[];
  /** All arrays that the program makes, by their names. */
  work(): Map<string, Matrix>;
}

/** The network as the check takes it. */
export function intended({
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

/** A file of make.py's. */
interface Listed {
  readonly id: string;
  readonly whole: boolean;
  readonly made: readonly {
    readonly name: string;
    readonly network: Network;
    /** The right arrays, where they are not those of the usual network of that name. */
    readonly right?: Places;
    readonly slips: readonly {
      readonly layers: number[];
      /** Arrays that the program does not get to, because NumPy refuses shapes before. */
      readonly unmade: readonly string[];
      readonly arrays: Places;
    }[];
  }[];
}

const placed = new PlacedArrays(GOLDENS);
const RIGHT = placed.json('right') as Record<string, Places>;

export const SLIPS: readonly Slip[] = readdirSync(GOLDENS)
  .filter((name) => name.endsWith('.json') && name !== 'right.json')
  .flatMap((name) => slipsIn(name.slice(0, -'.json'.length)));

function slipsIn(file: string): Slip[] {
  const { id, whole, made } = placed.json(file) as Listed;
  return made.flatMap(({ name, network, right, slips }) =>
    slips.map(({ layers, unmade, arrays }) => ({
      ...{ id, whole, network, layers, key: `${name}/${layers.join('+')}`, differing: Object.keys(arrays) },
      work() {
        const all = right ? placed.arrays(file, right) : placed.arrays('right', RIGHT[name]);
        for (const [changed, array] of placed.arrays(file, arrays)) all.set(changed, array);
        for (const each of unmade) all.delete(each);
        return all;
      },
    })),
  );
}
