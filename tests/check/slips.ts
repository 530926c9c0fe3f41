/** The slips of the Python programs beside this file: each one's network, and the arrays that it leads to. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Intended } from '../../src/check/intended.js';
import { readNpz } from '../../src/data/formats/npz/npz.js';
import { Matrix } from '../../src/engine/matrix.js';

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

/** Where in the values of its file each array begins, and its shape. */
type Places = Readonly<Record<string, readonly [number, ...number[]]>>;

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

const RIGHT = readJson('right') as Record<string, Places>;

export const SLIPS: readonly Slip[] = readdirSync(GOLDENS)
  .filter((name) => name.endsWith('.json') && name !== 'right.json')
  .flatMap((name) => slipsIn(name.slice(0, -'.json'.length)));

function slipsIn(file: string): Slip[] {
  const { id, whole, made } = readJson(file) as Listed;
  return made.flatMap(({ name, network, right, slips }) =>
    slips.map(({ layers, unmade, arrays }) => ({
      ...{ id, whole, network, layers, key: `${name}/${layers.join('+')}`, differing: Object.keys(arrays) },
      work() {
        const all = right ? arraysOf(file, right) : arraysOf('right', RIGHT[name]);
        for (const [changed, array] of arraysOf(file, arrays)) all.set(changed, array);
        for (const each of unmade) all.delete(each);
        return all;
      },
    })),
  );
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(`${GOLDENS}${file}.json`, 'utf8'));
}

const values = new Map<string, Float64Array>();

function valuesOf(file: string): Float64Array {
  const known = values.get(file);
  if (known) return known;
  const [array] = readNpz(`${GOLDENS}${file}.npz`);
  values.set(file, Float64Array.from(array.values() as Float64Array));
  return valuesOf(file);
}

function arraysOf(file: string, places: Places): Map<string, Matrix> {
  const all = valuesOf(file);
  const arrays = Object.entries(places).map(([name, [offset, ...shape]]) => {
    const size = shape.reduce((product, n) => product * n, 1);
    // NumPy broadcasts a vector as a row.
    const [rows, cols] = shape.length === 2 ? shape : [1, size];
    return [name, new Matrix(rows, cols, all.slice(offset, offset + size))] as const;
  });
  return new Map(arrays);
}
