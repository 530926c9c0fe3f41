/** The course of a sweep: its results in the order in which they count, and the best of each rung so far. */
import { lossOf, meanOf, partsOf, type ReportedSweep } from './sweep-results.js';

/** The result of a configuration in a rung. */
export interface SweepPoint {
  readonly index: number;
  readonly part: number;
  readonly metric: number;
  /** Configurations trained so far, each in each of its rungs counted once, and updates made. */
  readonly trials: number;
  readonly updates: number;
}

/** The course of the rungs that end at one part of a run. */
export interface RungCourse {
  readonly part: number;
  readonly points: readonly SweepPoint[];
  /** The best metric behind each point. */
  readonly best: readonly SweepPoint[];
}

/** The courses of all rungs, the shortest first. The order is that of the sweep's digest, whoever finished first. */
export function sweepCourses(sweep: ReportedSweep): RungCourse[] {
  const points = pointsOf(sweep);
  return partsOf(sweep).map((part) => {
    const own = points.filter((point) => point.part === part && Number.isFinite(point.metric));
    let [least, metric] = [Number.POSITIVE_INFINITY, Number.NaN];
    const best = own.map((point) => {
      const loss = lossOf(sweep, point.metric);
      if (loss < least) [least, metric] = [loss, point.metric];
      return { ...point, metric };
    });
    return { part, points: own, best };
  });
}

function pointsOf({ configurations }: ReportedSweep): SweepPoint[] {
  const results = configurations.flatMap((one) => one.rungs.map((rung, r) => ({ one, rung, r })));
  const ordered = results.sort(
    (a, b) => a.one.generation - b.one.generation || a.r - b.r || a.one.index - b.one.index,
  );
  let [trials, updates] = [0, 0];
  return ordered.map(({ one, rung }): SweepPoint => {
    trials++;
    updates += rung.updates;
    return { index: one.index, part: rung.part, metric: meanOf(rung), trials, updates };
  });
}
