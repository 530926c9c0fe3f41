/** The time that a sweep is expected to take: two of its runs in miniature, and the counted work of all. */
import { OF_UPDATES } from '../../train/forecast/forecast.js';
import { forecast } from '../run/forecast.js';
import { jobsOf } from './executor.js';
import { SweepProgress } from './progress.js';
import { fitting, type Sized, type SweepWork, sized, trainingOf } from './work.js';

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
  const all = sized(work);
  const sorted = fitting(work).toSorted((a, b) => a.size.work - b.size.work);
  const light = await pointOf(work, sorted[0]);
  const heavy = await pointOf(work, sorted[sorted.length - 1]);
  const slope = heavy.work === light.work ? 0 : (heavy.seconds - light.seconds) / (heavy.work - light.work);
  const secondsOf = ({ size: { updates, work: own } }: Sized) =>
    updates * (light.seconds + Math.max(0, slope) * (own - light.work));
  const run = all.reduce((sum, one) => sum + secondsOf(one), 0) / all.length;
  const { jobs } = jobsOf(work);
  const { runs, trials } = new SweepProgress(work).amount;
  const sum = runs * run + trials * (light.fixed + heavy.fixed) * 0.5;
  return { seconds: START + sum / Math.min(jobs, trials) + run, jobs, trials };
}

/** The cost of a run. */
interface Point {
  /** Multiply-adds and seconds of one update. */
  readonly work: number;
  readonly seconds: number;
  /** Seconds that each of its trials takes beside its updates. */
  readonly fixed: number;
}

async function pointOf({ options, data, planOf }: SweepWork, { configuration }: Sized): Promise<Point> {
  const plan = planOf(configuration);
  const training = trainingOf(options, configuration);
  const { stages, seconds: all } = await forecast(data.dataset, training, plan, undefined, {});
  const { engine = 0, saving = 0, record = 0 } = stages;
  const updates = OF_UPDATES.reduce((sum, stage) => sum + (stages[stage] ?? 0), 0);
  const fixed = all - engine - saving - record - updates;
  return { work: plan.work.update, seconds: updates / plan.iterations, fixed };
}
