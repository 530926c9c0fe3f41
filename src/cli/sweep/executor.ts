/** The executor of a sweep: processes of this machine, as many as its cores and memory allow. */
import { hostname } from 'node:os';
import type { Executor } from '../../tune/executor.js';
import { LocalExecutor } from '../../tune/executors/local.js';
import { machine } from '../inputs/machine.js';
import type { Console } from '../terminal/console.js';
import type { SweepPlace } from './place.js';
import type { SweepWork } from './work.js';

/** Bytes that a process takes before it has data. */
const PROCESS = 120 * 2 ** 20;

/** An executor, and how many trials it trains at a time where that is known. */
export interface Engaged {
  readonly executor: Executor;
  readonly jobs: number | undefined;
}

/** The executor of the sweep. It starts nothing before it is asked to. */
export function engage(work: SweepWork, { checkpoints }: SweepPlace, console: Console): Engaged {
  const { options, request, data } = work;
  const { memoryLimit = Number.POSITIVE_INFINITY, memoryTaken = 0, cores = 1 } = machine(options);
  const offered = Math.max(0, memoryLimit - memoryTaken);
  const jobs = options.jobs ?? Math.max(1, Math.min(cores, Math.floor(offered / bytesOf(work))));
  const setup = {
    data: request,
    digest: data.digest,
    directory: checkpoints,
    memory: { bytes: Math.floor(offered / jobs), text: `${options.maxMemory.text} for ${jobs} at a time` },
    machine: hostname(),
  };
  const onEvent = (event: { readonly event: string; readonly problem?: string; readonly times?: number }) => {
    if (event.event === 'died')
      console.warn(`the process of a trial ${event.problem}; the trial is tried again.`);
  };
  return { executor: new LocalExecutor({ jobs, setup, onEvent }), jobs };
}

/** The most that a trial's process takes: the largest of the first configurations, the data, and a copy for a fold. */
function bytesOf({ first, dataset }: SweepWork): number {
  const largest = Math.max(...first.map(({ plan }) => plan?.memory ?? 0));
  return PROCESS + largest + 2 * dataset.train.values.byteLength;
}
