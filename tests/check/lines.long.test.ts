/** The lines of NumPy that a check shows, run by NumPy: the right ones give our arrays, the wrong ones the mistake's. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../src/check/arrays.js';
import { Computation, dataSources } from '../../src/check/computation.js';
import type { CheckedOptimizer, Intended } from '../../src/check/intended.js';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { changesOf, type Placed, placesOf } from '../../src/check/placed.js';
import { startOf } from '../../src/check/start.js';
import { nameOf, statesOf, stepsOf } from '../../src/check/steps.js';
import { told } from '../../src/check/told.js';
import { LAYOUTS } from '../../src/check/work/layout.js';
import { Matrix } from '../../src/engine/matrix.js';
import { RandomState } from '../../src/engine/rng.js';
import { GD_NETWORK } from '../helpers/intended.js';
import { pythonNotice, runPython } from '../helpers/python.js';
import { SAMPLE, sampled } from '../helpers/sample.js';

const SCRIPT = readFileSync(fileURLToPath(new URL('python/lines.py', import.meta.url)), 'utf8');
const SHAPES = [
  { sizes: [5, 4, 3], m: 7 },
  { sizes: [4, 4, 4], m: 4 },
] as const;
const KINDS: readonly (Pick<Intended, 'output' | 'loss'> & {
  readonly hidden: Intended['hidden'][number];
  readonly units: number;
})[] = [
  { hidden: 'relu', output: 'sigmoid', loss: 'binary-cross-entropy', units: 1 },
  { hidden: 'tanh', output: 'sigmoid', loss: 'binary-cross-entropy', units: 3 },
  { hidden: 'sigmoid', output: 'softmax', loss: 'categorical-cross-entropy', units: 3 },
  { hidden: 'leaky-relu', output: 'sigmoid', loss: 'mse', units: 2 },
  { hidden: 'gelu', output: 'tanh', loss: 'quadratic', units: 2 },
  { hidden: 'relu', output: 'linear', loss: 'huber', units: 1 },
  { hidden: 'tanh', output: 'softmax', loss: 'mse', units: 3 },
];
const usual = GD_NETWORK.update;
const of = (optimizer: CheckedOptimizer, more: Partial<Intended['update']> = {}) => ({
  update: { ...usual, optimizer, t: 3, epsilon: 1e-3, ...more },
});
const SETTINGS: readonly (Partial<Intended> & { readonly keep?: number })[] = [
  {},
  { l2: 0.7 },
  { keep: 0.8, l2: 0.3 },
  of('momentum'),
  of('momentum', { dampening: 0 }),
  of('rmsprop'),
  of('rmsprop', { epsilonInRoot: true }),
  of('adam'),
  { ...of('adam', { epsilonInRoot: true }), l2: 0.7 },
];

interface Case {
  readonly key: string;
  readonly line: string;
  readonly network: number;
  readonly layer: number;
  readonly layout: number;
  readonly own: 'W' | 'b';
  /** W and b are drawn, or updated. */
  readonly isStart: boolean;
  readonly isUpdate: boolean;
  readonly isWrong: boolean;
  readonly arrays: Record<string, number[][]>;
}

function networks(): Intended[] {
  const inits = ['he-normal', 'lecun-normal', 'normal:0.5', 'glorot-uniform'];
  return KINDS.flatMap(({ hidden, units, ...kind }, i) =>
    SETTINGS.flatMap(({ keep = 1, ...settings }, j) => {
      // Each kind and each setting, in a quarter of their pairs.
      if ((i + j) % 4 !== 0) return [];
      const { sizes } = SHAPES[(i + j) % SHAPES.length];
      return {
        ...GD_NETWORK,
        ...{ ...kind, ...settings, sizes: [...sizes, units], hidden: [hidden, hidden] },
        keepProb: [keep, keep],
        start: { init: inits[(i + j) % inits.length] as 'he-normal', seed: 30 + i },
      };
    }),
  );
}

/** The start of an iteration, and all that follows from it. */
function computed(network: Intended, seed: number): { m: number; arrays: Map<string, Matrix> } {
  const rng = new RandomState(seed);
  const m = SHAPES.find(({ sizes }) => sizes[0] === network.sizes[0])?.m as number;
  const drawn = (rows: number, cols: number, f = (x: number) => x) =>
    new Matrix(rows, cols, Float64Array.from(rng.randn(rows, cols), f));
  const units = network.sizes[network.sizes.length - 1];
  const labels = Array.from({ length: m }, (_, i) => (i < 2 ? i : rng.bounded(Math.max(1, units - 1))));
  const arrays = new Map([['X', drawn(network.sizes[0], m)]]);
  const isOn = (i: number, j: number) => Number(units === 1 ? labels[j] : labels[j] === i);
  arrays.set('Y', Matrix.of(Array.from({ length: units }, (_, i) => labels.map((_, j) => isOn(i, j)))));
  for (let l = 1; l < network.sizes.length; l++) {
    const [n, p] = [network.sizes[l], network.sizes[l - 1]];
    arrays.set(`W${l}`, drawn(n, p)).set(`b${l}`, drawn(n, 1));
    arrays.set(
      `D${l}`,
      drawn(n, m, (x) => Number(x > -0.8)),
    );
    for (const state of statesOf(network.update.optimizer)) {
      const cols = /W/.test(state) ? p : 1;
      arrays.set(
        nameOf(state, l),
        drawn(n, cols, (x) => (state[0] === 's' ? x * x : x)),
      );
    }
  }
  const computation = new Computation(network, m, arrays);
  for (const { kind, layer } of stepsOf(network))
    arrays.set(nameOf(kind, layer), computation.of(nameOf(kind, layer)));
  return { m, arrays };
}

function turnedRound({ rows, cols, data }: Matrix): Matrix {
  return Matrix.of(
    Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)].reverse()),
  );
}

function rowsOf({ rows, cols, data }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
}

/** The right and the wrong line of each mistake that can be made in one layer of the network, in each layout. */
function casesOf(meant: Intended, index: number): { cases: Case[]; arrays: Record<string, number[][]> } {
  const { m, arrays } = computed(meant, index + 1);
  const [X, Y] = ['X', 'Y'].map((name) => arrays.get(name) as Matrix);
  // The examples of the test set are those of the training set, from the last to the first.
  const sources = dataSources({ X, Y, test: { X: turnedRound(X), Y: turnedRound(Y) } });
  const cases = sampled([...LAYOUTS.entries()]).flatMap(([l, layout]) => {
    const network = { ...meant, layout };
    const start = startOf(network.start as NonNullable<Intended['start']>);
    const computation = new Computation(network, m, arrays, { sources: { ...sources, ...start } });
    const places = MISTAKES.flatMap((mistake) => placesOf(mistake, computation));
    const single = places.filter(({ layers }) => layers.length === 1);
    return single.flatMap((placed) => {
      const { mistake } = told(placed, network);
      const changed = placed.only ? [placed.only] : Object.keys(mistake.changes);
      const about = {
        ...{ network: index, layer: placed.layers[0], layout: l, own: ownOf(placed) },
        isStart: changed.includes('W') || changed.includes('b'),
        isUpdate: changed.includes('W_new') || changed.includes('b_new'),
        key: `${mistake.id} in ${network.output} ${network.loss} ${network.update.optimizer}, layer ${placed.layers[0]}, ${layout.examples} ${layout.weights}`,
      };
      const made = madeBy(placed, computation);
      const started = Object.fromEntries(
        (['W', 'b'] as const).map((kind) => [
          `${kind}${about.layer}`,
          rowsOf(computation.made({ kind, layer: about.layer })),
        ]),
      );
      const right: Case = {
        ...{ ...about, line: mistake.right, isWrong: false },
        arrays: about.isStart ? started : {},
      };
      return isElsewhere(placed, mistake.wrong, network) || made === undefined
        ? [right]
        : [right, { ...about, line: mistake.wrong, isWrong: true, arrays: made }];
    });
  });
  return { cases, arrays: Object.fromEntries([...arrays].map(([name, array]) => [name, rowsOf(array)])) };
}

/** True of wrong lines that make other arrays than the mistake's: a number of examples, a start, a loop, a part of a line. */
function isElsewhere({ mistake, only }: Placed, wrong: string, { keepProb }: Intended): boolean {
  const isStart = Object.keys(mistake.changes).some((kind) => kind === 'W' || kind === 'b');
  const isOther = /^(?:m|v_hat) = |^(?:for|if) |^[Wb] - /.test(wrong) || mistake.id === 'b-not-updated';
  // Behind dropout a program may have kept the A before it.
  const hasOtherA = keepProb[0] < 1 && /^dZ = .*\bA\b/.test(wrong);
  return isStart || isOther || hasOtherA || (mistake.id === 'db-no-keepdims' && only !== 'db');
}

function ownOf({ only }: Placed): 'W' | 'b' {
  return only !== undefined && /b/.test(only) ? 'b' : 'W';
}

/** The arrays that the mistake makes; undefined where NumPy would refuse their shapes. */
function madeBy(placed: Placed, computation: Computation): Record<string, number[][]> | undefined {
  const changed = computation.changed(changesOf(computation, placed));
  try {
    return Object.fromEntries(
      [...changed.changes.keys()].map((name) => {
        const step = stepsOf(computation.network).find(({ kind, layer }) => nameOf(kind, layer) === name);
        return [name, rowsOf(changed.made(step as NonNullable<typeof step>))];
      }),
    );
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

/** One case of each line, network, layer and layout. */
function distinct(cases: readonly Case[]): Case[] {
  return [
    ...new Map(
      cases.map((each) => [
        [each.line, each.network, each.layer, each.layout, each.own, each.isWrong, each.isStart].join('|'),
        each,
      ]),
    ).values(),
  ];
}

describe(`lines of NumPy that a check shows${pythonNotice('numpy')}`, () => {
  it.skipIf(pythonNotice('numpy') !== '')(
    "give our arrays, and the wrong ones the mistake's: each mistake, 16 networks, in every layout, to 1e-9",
    () => {
      const all = networks().map((network, i) => ({ network, ...casesOf(network, i) }));
      const cases = distinct(all.flatMap((each) => each.cases));
      const directory = mkdtempSync(join(tmpdir(), 'dnn-lines-'));
      const path = join(directory, 'cases.json');
      const text = (key: string, value: unknown) =>
        typeof value === 'number' && !Number.isFinite(value)
          ? String(value)
          : key === 'values'
            ? undefined
            : value;
      writeFileSync(
        path,
        JSON.stringify(
          { networks: all.map(({ network, arrays }) => ({ ...network, arrays })), cases, layouts: LAYOUTS },
          text,
        ),
      );
      const { failures } = JSON.parse(runPython(SCRIPT, { args: [path] })) as { failures: string[] };
      rmSync(directory, { recursive: true });
      expect(cases.length).toBeGreaterThan(20_000 / SAMPLE);
      expect(failures.slice(0, 60)).toEqual([]);
    },
  );
});
