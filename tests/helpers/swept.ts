/** Sweeps made by a formula, for what reads them: no network is trained. */
import { RandomState } from '../../src/engine/rng.js';
import type {
  ReportedSweep,
  SweptConfiguration,
  SweptDimension,
  SweptRung,
} from '../../src/report/results/sweep-results.js';
import type { CostPoint } from '../../src/train/records.js';

/** A sweep to make. */
export interface SweepRecipe {
  readonly configurations?: number;
  /** Parts of the rungs: [9, 3, 1] halves with eta 3. */
  readonly parts?: readonly number[];
  readonly seeds?: number;
  readonly folds?: number;
  /** Deviation of a trial's metric by its seed. */
  readonly noise?: number;
  readonly dimensions?: readonly SweptDimension[];
  /** The metric of a whole run at these places; above 3 it diverges. */
  readonly metricAt?: (places: readonly number[]) => number;
}

const PLANNED = 900;

/** An axis of numbers on a logarithmic scale. */
export function logAxis(flag: string, low: number, high: number): SweptDimension {
  const valueAt = (place: number) => Number((low * (high / low) ** place).toPrecision(4));
  const size = Number.POSITIVE_INFINITY;
  return { flag, text: `log:${low}..${high}`, isChoice: false, size, valueAt };
}

/** An axis of names. */
export function choiceAxis(flag: string, names: readonly string[]): SweptDimension {
  const valueAt = (place: number) => names[Math.min(names.length - 1, Math.floor(place * names.length))];
  return { flag, text: names.join('|'), isChoice: true, size: names.length, valueAt };
}

/** An axis of whole numbers. */
export function wholeAxis(flag: string, low: number, high: number): SweptDimension {
  const size = high - low + 1;
  return {
    flag,
    text: `${low}..${high}`,
    isChoice: false,
    size,
    valueAt: (place) => low + Math.floor(place * size),
  };
}

export const AXES = [
  logAxis('--lr', 1e-4, 10),
  wholeAxis('--layers[1]', 2, 40),
  choiceAxis('--activation', ['relu', 'tanh', 'gelu']),
] as const;

/** Best at a rate near the upper fifth; more units help a little, the activation not at all; high rates diverge. */
function usualMetric([rate, units]: readonly number[]): number {
  return rate > 0.95 ? 4 : 0.12 + 2 * (rate - 0.75) ** 2 + 0.08 * (1 - units) ** 2;
}

/** The sweep of a recipe: successive halving over drawn places. */
export function sweptBy(recipe: SweepRecipe = {}): ReportedSweep {
  const { configurations: n = 36, parts = [9, 3, 1], seeds = 1, folds = 1, dimensions = AXES } = recipe;
  const { noise = 0.01, metricAt = usualMetric } = recipe;
  const rng = new RandomState(7);
  const drawn = Array.from({ length: n }, () => dimensions.map(() => rng.double()));
  const all = drawn.map((places, index) => ({
    index,
    places,
    rungs: [] as SweptRung[],
    whole: metricAt(places),
  }));
  let left = [...all];
  for (const [r, part] of parts.entries()) {
    for (const one of left) one.rungs.push(rungOf(one.whole, part, parts[r - 1], seeds * folds, noise, rng));
    const able = left.filter(({ rungs }) => rungs[r].metrics.length > 0);
    const mean = ({ rungs }: (typeof all)[number]) => rungs[r].metrics.reduce((sum, x) => sum + x, 0);
    left = able.sort((a, b) => mean(a) - mean(b)).slice(0, Math.floor(left.length / 3));
  }
  return {
    ...{ name: 'sweep-1', dataset: 'moons', search: 'random', metric: 'validation_cost', measure: 'cost' },
    ...{
      isError: true,
      seeds,
      folds,
      dimensions,
      planned: n,
      digest: '0123456789abcdef'.repeat(4),
    },
    configurations: all.map(({ index, places, rungs }): SweptConfiguration => {
      const isDone = rungs[rungs.length - 1].metrics.length > 0;
      const problem = isDone ? {} : { problem: 'training diverged at iteration 49: the cost is NaN' };
      return { index, generation: 0, places, outcome: isDone ? 'done' : 'diverged', ...problem, rungs };
    }),
    commands: {
      best: 'dnn train --data moons --lr 0.9 --layers 2,31,1',
      finer: 'dnn tune --data moons --lr log:0.3..2 --layers 2,20..40,1',
    },
  };
}

function rungOf(
  whole: number,
  part: number,
  before: number | undefined,
  trials: number,
  noise: number,
  rng: RandomState,
): SweptRung {
  const end = Math.ceil(PLANNED / part);
  const start = before === undefined ? 0 : Math.ceil(PLANNED / before);
  const costAt = (iteration: number) => whole + (0.7 - whole) / (1 + (20 * iteration) / PLANNED);
  const costs = Array.from({ length: 20 }, (_, i): CostPoint => {
    const iteration = Math.round((i * end) / 20);
    return [iteration, costAt(iteration)];
  });
  const metrics = Array.from({ length: trials }, () => costAt(end) + noise * rng.gaussian());
  const common = {
    part,
    costs,
    planned: PLANNED,
    updates: trials * (end - start),
    seconds: (end - start) / 400,
  };
  return { ...common, metrics: whole > 3 ? [] : metrics };
}
