/** The time that a sweep is expected to take: two of its runs in miniature, and the counted work of all. */
import { OF_UPDATES } from '../../train/forecast/forecast.js';
import type { Plan } from '../../train/plan.js';
import { forecast } from '../run/forecast.js';
import { jobsOf } from './executor.js';
import { SweepProgress } from './progress.js';
import { fitting, type Planned, type SweepWork, trainingOf } from './work.js';

/** Seconds in which a process starts and opens its data. */
const START = 0.3;

/** The expected time of a sweep with its best run, by so many trials at a time. */
export interface ExpectedSweep {
  readonly seconds: number;
  readonly jobs: number;
  readonly trials: number;
}

/** Calibrates the lightest and the heaviest run of the first generation that fit; the others cost as much as their work says. */
export async function expectedTime(work: SweepWork): Promise<ExpectedSweep> {
  const planned = work.first.filter((one): one is Planned => one.plan !== undefined);
  const sorted = fitting(work).toSorted((a, b) => a.plan.work.update - b.plan.work.update);
  const light = await pointOf(work, sorted[0]);
  const heavy = await pointOf(work, sorted[sorted.length - 1]);
  const slope = heavy.work === light.work ? 0 : (heavy.seconds - light.seconds) / (heavy.work - light.work);
  const secondsOf = ({ iterations, work: { update } }: Plan) =>
    iterations * (light.seconds + Math.max(0, slope) * (update - light.work));
  const run = planned.reduce((sum, { plan }) => sum + secondsOf(plan), 0) / planned.length;
  const { jobs } = jobsOf(work);
  const { runs, trials } = new SweepProgress(work).amount;
  const all = runs * run + trials * (light.fixed + heavy.fixed) * 0.5;
  return { seconds: START + all / Math.min(jobs, trials) + run, jobs, trials };
}

/** The cost of a run. */
interface Point {
  /** Multiply-adds and seconds of one update. */
  readonly work: number;
  readonly seconds: number;
  /** Seconds that each of its trials takes beside its updates. */
  readonly fixed: number;
}

async function pointOf({ options, data }: SweepWork, { configuration, plan }: Planned): Promise<Point> {
  const training = trainingOf(options, configuration);
  const { stages, seconds: all } = await forecast(data.dataset, training, plan, undefined, {});
  const { engine = 0, saving = 0, record = 0 } = stages;
  const updates = OF_UPDATES.reduce((sum, stage) => sum + (stages[stage] ?? 0), 0);
  const fixed = all - engine - saving - record - updates;
  return { work: plan.work.update, seconds: updates / plan.iterations, fixed };
}
