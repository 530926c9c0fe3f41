/** The time that a sweep is expected to take: two of its runs in miniature, and the counted work of all. */
import type { Plan } from '../../train/plan.js';
import type { Configuration } from '../../tune/configuration.js';
import { rungsOf } from '../../tune/halving.js';
import { forecast } from '../run/forecast.js';
import { jobsOf } from './executor.js';
import { lengthOf, type SweepWork, trainingOf } from './work.js';

/** Seconds in which a process starts and opens its data. */
const START = 0.3;

type Planned = { readonly configuration: Configuration; readonly plan: Plan };

/** The expected time of a sweep with its best run, by so many trials at a time. */
export interface ExpectedSweep {
  readonly seconds: number;
  readonly jobs: number;
  readonly trials: number;
}

/** Calibrates the lightest and the heaviest run of the first generation; those between cost as much as their work says. */
export async function expectedTime(work: SweepWork): Promise<ExpectedSweep> {
  const planned = work.first.filter((one): one is Planned => one.plan !== undefined);
  const sorted = planned.toSorted((a, b) => a.plan.work.update - b.plan.work.update);
  const light = await pointOf(work, sorted[0]);
  const heavy = await pointOf(work, sorted[sorted.length - 1]);
  const slope = heavy.work === light.work ? 0 : (heavy.seconds - light.seconds) / (heavy.work - light.work);
  const secondsOf = ({ iterations, work: { update } }: Plan) =>
    iterations * (light.seconds + Math.max(0, slope) * (update - light.work));
  const run = planned.reduce((sum, { plan }) => sum + secondsOf(plan), 0) / planned.length;
  const { jobs } = jobsOf(work);
  const { runs, trials } = amountOf(work, planned);
  return { seconds: START + (runs * run) / Math.min(jobs, trials) + run, jobs, trials };
}

/** Multiply-adds and seconds of one update. */
async function pointOf(
  { options, data }: SweepWork,
  { configuration, plan }: Planned,
): Promise<{ readonly work: number; readonly seconds: number }> {
  const training = trainingOf(options, configuration);
  const { stages, seconds } = await forecast(data.dataset, training, plan, undefined, {});
  const { engine = 0, saving = 0, record = 0 } = stages;
  return { work: plan.work.update, seconds: (seconds - engine - saving - record) / plan.iterations };
}

/** The trials of all generations and rungs, and the whole runs that they amount to. */
function amountOf(
  { plan, search }: SweepWork,
  planned: readonly Planned[],
): { readonly runs: number; readonly trials: number } {
  const lengths = planned.flatMap((one) => lengthOf(one.plan) ?? []);
  const each = plan.seeds.length * (plan.folds ?? 1);
  let [runs, trials] = [0, 0];
  for (const count of search.generations) {
    let before = 0;
    for (const { configurations, part } of rungsOf(lengths, count, plan.rules)) {
      trials += configurations * each;
      runs += configurations * each * (1 / part - before);
      before = 1 / part;
    }
  }
  return { runs, trials };
}
