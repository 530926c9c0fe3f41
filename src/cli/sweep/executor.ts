/** The executor of a sweep: processes of this machine, as many as its cores and memory allow, or a queue. */

import { hostname } from 'node:os';
import { highest } from '../../engine/extremes.js';
import type { Executor } from '../../tune/executor.js';
import type { HeadStart } from '../../tune/executors/head-start.js';
import { jobsThatFit } from '../../tune/executors/jobs.js';
import { LocalExecutor } from '../../tune/executors/local.js';
import { ATTEMPTS, type PoolEvent } from '../../tune/executors/pool.js';
import type { QueueUrl } from '../../tune/queue-url.js';
import type { TuneValues } from '../commands/tune-command.js';
import { machine } from '../inputs/machine.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';
import type { SweepPlace } from './place.js';
import type { SweepWork } from './work.js';

/** Data up to this size are sent to processes in less time than they take to read them. */
const SENT_BYTES = 16 * 2 ** 20;

/** An executor, and how many trials it trains at a time where that is known. */
export interface Engaged {
  readonly executor: Executor;
  readonly jobs: number | undefined;
}

/** The queue at `url`; undefined without one. @throws DnnError as openQueue does. */
export async function queueOf(
  url: QueueUrl | undefined,
  { request }: SweepWork,
  console: Console,
): Promise<Executor | undefined> {
  if (url === undefined) return undefined;
  const { openQueue } = await import('../../tune/executors/queue.js');
  return openQueue({
    url,
    dnn: packageVersion(),
    data: request,
    tell: (sentence) => console.remark(sentence),
  });
}

/** Starts the processes of a new sweep on this machine, of whose first generation there are so many configurations. */
export function beginEarly(headStart: HeadStart, configurations: number, options: TuneValues): void {
  const { list, queue, shard, folds, seeds } = options;
  if (list || queue !== undefined) return;
  const own = Math.floor(configurations / (shard?.parts ?? 1));
  const { jobs } = jobsThatFit(machine(options), 0, 0, options.jobs);
  headStart.begin(Math.min(jobs, own * seeds * Math.max(1, folds)));
}

/** The executor of this machine, which takes the processes of `headStart` first. It starts nothing before it is asked to. */
export function engage(
  work: SweepWork,
  { checkpoints }: SweepPlace,
  headStart: HeadStart,
  console: Console,
): Engaged {
  const { options, request, dataset, data } = work;
  const { jobs, bytes } = jobsOf(work);
  headStart.keep(jobs);
  const setup = {
    data: request,
    digest: data.digest,
    ...(dataset.train.values.byteLength <= SENT_BYTES && { dataset: data.dataset }),
    directory: checkpoints,
    memory: { bytes, text: options.maxMemory.text, among: jobs },
    machine: hostname(),
  };
  const onEvent = (event: PoolEvent) => {
    if (event.event === 'died') console.warn(deathSentence(event));
  };
  return { executor: new LocalExecutor({ jobs, setup, headStart, onEvent }), jobs };
}

/** Tells what becomes of a trial whose process has died. */
export function deathSentence({
  problem,
  times,
}: Pick<Extract<PoolEvent, { event: 'died' }>, 'problem' | 'times'>): string {
  const next = times < ATTEMPTS ? 'is tried again' : `has failed: that was attempt ${times}`;
  return `the process of a trial ${problem}; the trial ${next}.`;
}

/** Trials at a time on this machine, and the bytes for each. */
export function jobsOf({ options, first, dataset }: SweepWork): ReturnType<typeof jobsThatFit> {
  const largest = highest(first.map(({ size }) => size?.memory ?? 0));
  // The data, and the copy that a fold is.
  const dataBytes = 2 * dataset.train.values.byteLength;
  return jobsThatFit(machine(options), largest, dataBytes, options.jobs);
}
