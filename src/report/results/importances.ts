/** How much each dimension of a sweep matters: the share of the results' variance that it explains alone. */
import { RandomState } from '../../engine/rng.js';
import { mainEffects, type Samples, varianceOf } from './forest.js';
import { lossOf, meanOf, type ReportedSweep } from './sweep-results.js';

/** Fewer configurations say nothing about the dimensions. */
export const FEWEST_CONFIGURATIONS = 30;
/** Trees of the forest, and of those that say how far it can be trusted. */
const TREES = { whole: 100, part: 10 };
/** Forests on configurations drawn anew, and on results in random order. */
const REPEATS = 40;
/** The draws have a seed of their own: the same sweep has the same importances. */
const SEED = 0;

/** The importance of a dimension, as shares of 1 of the variance of the ranks. */
export interface Importance {
  readonly dimension: number;
  readonly share: number;
  /** Nine of ten forests on configurations drawn anew lie within. */
  readonly low: number;
  readonly high: number;
}

/** The importances of all dimensions, the largest first. */
export interface Importances {
  readonly each: readonly Importance[];
  /** The share that a dimension without any effect passes in one of twenty cases: what lies below it may be chance. */
  readonly chance: number;
  readonly configurations: number;
}

/**
 * The importances by the ranks of the configurations in the first rung, where all were trained alike; who diverged comes
 * last. Undefined for fewer than 30 configurations, and where all have the same rank.
 */
export function importances(sweep: ReportedSweep): Importances | undefined {
  const samples = rankedSamples(sweep);
  const n = samples.points.length;
  if (n < FEWEST_CONFIGURATIONS || sweep.dimensions.length === 0) return undefined;
  const total = varianceOf(samples.values);
  // Of equal values rounding may leave a trace.
  if (total < 1e-9) return undefined;
  const rng = new RandomState(SEED);
  const shares = (of: Samples, trees: number) => mainEffects(of, trees, rng).map((part) => part / total);
  const whole = shares(samples, TREES.whole);
  const anew = repeated(() => shares(drawn(samples, rng), TREES.part));
  const random = repeated(() => shares(shuffled(samples, rng), TREES.part)).flat();
  const each = whole.map((share, dimension): Importance => {
    const others = anew.map((forest) => forest[dimension]);
    return {
      dimension,
      share,
      low: Math.min(share, quantile(others, 0.05)),
      high: Math.max(share, quantile(others, 0.95)),
    };
  });
  return {
    each: each.sort((a, b) => b.share - a.share || a.dimension - b.dimension),
    chance: quantile(random, 0.95),
    configurations: n,
  };
}

/** Places, and ranks from 0 to 1, of the configurations whose first rung has the same length as most. */
function rankedSamples(sweep: ReportedSweep): Samples {
  const parts = sweep.configurations.map(({ rungs }) => rungs[0].part);
  const usual = parts.toSorted((a, b) => a - b)[parts.length >> 1];
  const own = sweep.configurations.filter(
    ({ rungs, outcome }) => rungs[0].part === usual && outcome !== 'failed',
  );
  const losses = own.map(({ rungs: [first] }) => {
    const loss = lossOf(sweep, meanOf(first));
    return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss;
  });
  const sorted = losses.toSorted((a, b) => a - b);
  const rankOf = (loss: number) => (sorted.indexOf(loss) + sorted.lastIndexOf(loss)) / 2 / sorted.length;
  return { points: own.map(({ places }) => places), values: losses.map(rankOf) };
}

function repeated<T>(once: () => T): T[] {
  return Array.from({ length: REPEATS }, once);
}

/** As many samples, drawn with repetition. */
function drawn({ points, values }: Samples, rng: RandomState): Samples {
  const own = points.map(() => rng.bounded(points.length - 1));
  return { points: own.map((i) => points[i]), values: own.map((i) => values[i]) };
}

/** The same points with each other's values. */
function shuffled({ points, values }: Samples, rng: RandomState): Samples {
  const mixed = values.slice();
  rng.shuffle(mixed);
  return { points, values: mixed };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
