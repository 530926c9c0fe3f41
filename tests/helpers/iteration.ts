/** The arrays of one iteration of a network, made by the right formulas or by a mistake's. */
import { type Changes, Computation } from '../../src/check/computation.js';
import { type Intended, layersOf } from '../../src/check/intended.js';
import { nameOf, statesOf, stepsOf } from '../../src/check/steps.js';
import type { NamedArray } from '../../src/data/arrays/named-array.js';
import { Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';

export type Arrays = ReadonlyMap<string, Matrix>;

export function matrixOf(rows: number, cols: number, values: ArrayLike<number>): Matrix {
  return new Matrix(rows, cols, Float64Array.from(values));
}

/** X, Y of alternating classes, parameters, masks and what the optimizer keeps. */
export function beginningOf(network: Intended, m: number, seed = 1): Map<string, Matrix> {
  const rng = new RandomState(seed);
  const draw = (rows: number, cols: number) => matrixOf(rows, cols, rng.randn(rows, cols));
  const { sizes, keepProb } = network;
  const K = sizes[sizes.length - 1];
  const isOf = (i: number, j: number) => (K === 1 ? j % 2 : Number(j % K === i));
  const arrays = new Map([
    ['X', draw(sizes[0], m)],
    [
      'Y',
      matrixOf(
        K,
        m,
        Float64Array.from({ length: K * m }, (_, i) => isOf(Math.floor(i / m), i % m)),
      ),
    ],
  ]);
  for (const l of layersOf(network)) {
    arrays.set(`W${l}`, draw(sizes[l], sizes[l - 1]));
    arrays.set(`b${l}`, draw(sizes[l], 1));
    if ((keepProb[l - 1] ?? 1) < 1)
      arrays.set(
        `D${l}`,
        matrixOf(
          sizes[l],
          m,
          rng.rand(sizes[l], m).map((x) => Number(x < keepProb[l - 1])),
        ),
      );
    for (const state of statesOf(network.update.optimizer)) {
      const kept = draw(sizes[l], /W/.test(state) ? sizes[l - 1] : 1);
      arrays.set(
        nameOf(state, l),
        matrixOf(
          kept.rows,
          kept.cols,
          kept.data.map((x) => (/s/.test(state) ? x * x : x)),
        ),
      );
    }
  }
  return arrays;
}

/** All arrays that a program makes of `beginning`; with other formulas, if there are any. */
export function iterationOf(
  network: Intended,
  beginning: Arrays,
  changes: Changes = new Map(),
): Map<string, Matrix> {
  const m = beginning.get('X')?.cols ?? 0;
  const computation = new Computation(network, m, beginning, { changes });
  const made = stepsOf(network)
    .filter(({ kind, layer }) => !beginning.has(nameOf(kind, layer)) && !(kind === 'dA' && layer === 0))
    .map((step) => [nameOf(step.kind, step.layer), computation.made(step)] as const);
  return new Map([...beginning, ...made]);
}

/** An array as a file has it, in that dtype. */
export function named(
  name: string,
  { rows, cols, data }: Matrix,
  dtype: 'float64' | 'float32' = 'float64',
): NamedArray {
  const numbers = dtype === 'float64' ? Float64Array.from(data) : Float32Array.from(data);
  return { name, shape: [rows, cols], dtype, values: () => numbers as never, strings: () => [] };
}
