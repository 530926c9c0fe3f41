/** Successive halving: how many configurations each rung trains, for which part of a run, and which go on. It trains nothing. */
import { ordered } from '../train/standing.js';
import type { Judged } from './search.js';

/** One stretch of a bracket: so many configurations are trained up to a part of their whole runs. */
export interface Rung {
  readonly configurations: number;
  /** 9 for a ninth of a run, 1 for all of it. */
  readonly part: number;
}

/** The length of a run. */
export interface RunLength {
  /** Updates of the whole run, and those in which it sees every example once. */
  readonly updates: number;
  readonly epoch: number;
}

/** Rules of a bracket. */
export interface HalvingRules {
  /** One configuration of so many goes on; undefined where all are trained to the end. */
  readonly eta: number | undefined;
  /** The fewest that are trained to the end. */
  readonly finalists: number;
}

/**
 * The rungs of a bracket of so many configurations, whose runs have these `lengths`: 30 with eta 3 are 30, 10 and 3, for 1/9, 1/3 and all of
 * their runs. There are as many as leave `finalists`, and as give the shorter half of the runs an epoch in the first one.
 */
export function rungsOf(
  lengths: readonly RunLength[],
  all: number,
  { eta, finalists }: HalvingRules,
): Rung[] {
  if (eta === undefined) return [{ configurations: all, part: 1 }];
  const epochs = middle(lengths.map(({ updates, epoch }) => Math.floor(updates / epoch)));
  const counts = [all];
  let part = 1;
  for (let left = goingOn(all, eta); left >= finalists && part * eta <= epochs; part *= eta) {
    counts.push(left);
    left = goingOn(left, eta);
  }
  return counts.map((configurations) => {
    const rung = { configurations, part };
    part /= eta;
    return rung;
  });
}

/** The number of configurations that go on to the next rung, of `count`. */
export function goingOn(count: number, eta: number): number {
  return Math.floor(count / eta);
}

/** The best `count` of `judged`, in the order of their indices. None that diverged or failed goes on, so they may be fewer. */
export function promoted(judged: readonly Judged[], count: number): Judged[] {
  const able = judged.filter(({ outcome }) => outcome === 'done');
  return ranked(able)
    .slice(0, count)
    .sort((a, b) => a.configuration.index - b.configuration.index);
}

/** From the best: whoever came further, then the smaller loss, then the smaller index. */
export function ranked(judged: readonly Judged[]): Judged[] {
  return ordered(judged, ({ configuration: { index }, outcome, part, loss }) => ({
    index,
    isDone: outcome === 'done',
    part,
    loss,
  }));
}

/** The middle value; of an even number the smaller of the two. */
function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1];
}
