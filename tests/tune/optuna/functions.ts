/** The functions of medians.py, and the search for their lowest value: a trial takes no time. */
import { log } from '../../../src/engine/math.js';
import { choiceAxis, continuousAxis, wholeAxis } from '../../../src/tune/axes.js';
import type { Judged, SearchName } from '../../../src/tune/search.js';
import { SEARCHES } from '../../../src/tune/searches/searches.js';

import type { Dimension, Space } from '../../../src/tune/space.js';

type Values = Readonly<Record<string, string | number>>;

interface TestFunction {
  readonly axes: readonly Dimension[];
  at(values: Values): number;
}

const range = (name: string, low: number, high: number) =>
  continuousAxis({ name, text: `${low}..${high}`, scale: 'uniform', low, high });

export const FUNCTIONS = {
  branin: {
    axes: [range('x', -5, 10), range('y', 0, 15)],
    at: (values) => {
      const [x, y] = [Number(values.x), Number(values.y)];
      const a = y - (5.1 / (4 * Math.PI * Math.PI)) * x * x + (5 / Math.PI) * x - 6;
      return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    },
  },
  rosenbrock: {
    axes: [0, 1, 2, 3].map((i) => range(`x${i}`, -2, 2)),
    at: (values) => {
      const x = [0, 1, 2, 3].map((i) => Number(values[`x${i}`]));
      return x.slice(1).reduce((sum, b, i) => sum + 100 * (b - x[i] * x[i]) ** 2 + (1 - x[i]) ** 2, 0);
    },
  },
  mixed: {
    axes: [
      continuousAxis({ name: 'rate', text: 'log:1e-4..1', scale: 'log', low: 1e-4, high: 1 }),
      wholeAxis({ name: 'units', text: '4..64', scale: 'uniform', low: 4, high: 64 }),
      choiceAxis('kind', 'a|b|c|d', ['a', 'b', 'c', 'd']),
    ],
    at: ({ rate, units, kind }) => {
      const [best, loss] = { a: [-1, 0.3], b: [-2, 0.1], c: [-2.5, 0], d: [-3, 0.5] }[kind as string] as [
        number,
        number,
      ];
      const decades = log(Number(rate)) / Math.LN10;
      return loss + 0.2 * (decades - best) ** 2 + 0.3 * (Number(units) / 40 - 1) ** 2;
    },
  },
} satisfies Record<string, TestFunction>;

/** The lowest value that a search finds with so many trials. */
export function lowest(name: SearchName, { axes, at }: TestFunction, seed: number, trials: number): number {
  const spaces = axes.map(
    (axis): Space => ({
      text: axis.text,
      option: axis.name,
      dimensions: [axis],
      compose: ([value]) => value,
    }),
  );
  const search = SEARCHES[name](spaces, seed, trials);
  const judged: Judged[] = [];
  for (const generation of search.generations.keys()) {
    const proposed = search.propose(generation, judged);
    for (const configuration of proposed) {
      const loss = at(configuration.values as Values);
      judged.push({ configuration, rung: 0, part: 1, outcome: 'done', metrics: [loss], mean: loss, loss });
    }
  }
  return Math.min(...judged.map(({ loss }) => loss));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
