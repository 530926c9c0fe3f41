/** `dnn tune`: spaces → configurations → trials → the best run. */
import { join } from 'node:path';
import { DnnError } from '../../errors.js';
import { counted } from '../../report/phrases.js';
import { shell } from '../../shell.js';
import type { Executor } from '../../tune/executor.js';
import { HeadStart } from '../../tune/executors/head-start.js';
import { noiseBand } from '../../tune/noise.js';
import { RoomError } from '../../tune/room.js';
import { assertSameData, otherKernels } from '../../tune/run-trial.js';
import type { Judged } from '../../tune/search.js';
import { type SweepResult, sweep } from '../../tune/sweep.js';
import { SWEEP_FILES } from '../../tune/sweep-files.js';
import type { SweepRecord } from '../../tune/sweep-record.js';
import type { Code, Invocation, Resolved } from '../command.js';
import { hiddenAddress } from '../inputs/queue-address.js';
import { listConfigurations } from '../run/configuration-list.js';
import { recordOptions } from '../run/recorded-options.js';
import { beginEarly, engage, queueOf } from '../sweep/executor.js';
import { begunSweep } from '../sweep/going-on.js';
import { SweepPlace } from '../sweep/place.js';
import { lossText, SweepReporter } from '../sweep/reporter.js';
import { lackOf, mergeAdvice } from '../sweep/shares.js';
import { keepWinner, winnerCommand } from '../sweep/winner.js';
import { planSweep, type SweepWork } from '../sweep/work.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';
import { TUNE, type TuneValues } from './tune-command.js';

type Options = typeof TUNE.options;

/** Takes the options of the sweep that --resume or --merge goes on with. */
export async function prepare(
  given: Resolved<Options>,
): Promise<Resolved<Options> & Pick<Code<Options>, 'run'>> {
  const begun = begunSweep(given);
  return { ...(begun?.resolved ?? given), run: (invocation) => search(invocation, begun?.record) };
}

export function run(invocation: Invocation<Options>): Promise<void> {
  return search(invocation, undefined);
}

/** Searches, and leaves no process behind. `begun` is the sweep that goes on. */
async function search(invocation: Invocation<Options>, begun: SweepRecord | undefined): Promise<void> {
  const headStart = new HeadStart();
  try {
    await searchWith(headStart, invocation, begun);
  } finally {
    headStart.keep(0);
  }
}

/** Options → data → sweep → best → report. */
async function searchWith(
  headStart: HeadStart,
  invocation: Invocation<Options>,
  begun: SweepRecord | undefined,
): Promise<void> {
  const { console } = invocation;
  const { queue: address } = invocation.options;
  const url = address && hiddenAddress(address, 'dnn tune');
  const work = await planSweep(invocation, begun !== undefined, (configurations) => {
    // Of a sweep that goes on there may be nothing left to train.
    if (begun === undefined) beginEarly(headStart, configurations, invocation.options);
  });
  const { options } = work;
  if (options.list) {
    const { expectedTime } = await import('../sweep/expected.js');
    return listConfigurations(work.search, work.spaces, options, await expectedTime(work), console);
  }
  const record =
    begun === undefined
      ? recordOf(work)
      : {
          ...goingOn(begun, work, console),
          ...(options.data !== undefined && { options: { ...begun.options, data: options.data } }),
          shard: options.shard?.text,
          isShareDone: undefined,
          digest: undefined,
        };
  // A server that cannot be reached leaves no directory.
  const queue = await queueOf(url, work, console);
  try {
    const through = invocation.isFlag('queue') ? options.queue : undefined;
    const place = SweepPlace.open(options, record, through, console);
    try {
      const reporter = await SweepReporter.of(work, console);
      const result = await trained(work, place, queue ?? headStart, reporter, console);
      await conclude(work, place, result, reporter, console);
    } finally {
      place.close();
    }
  } finally {
    await queue?.close();
  }
}

/** The record of a new sweep. */
function recordOf({ options, dataset, data, kernels }: SweepWork): SweepRecord {
  const { name, train, columns } = dataset;
  return {
    dnn: packageVersion(),
    started: new Date(performance.timeOrigin).toISOString(),
    options: recordOptions(TUNE.options, options),
    data: { name, digest: data.digest, examples: train.examples, isTable: columns !== undefined },
    kernels,
    shard: options.shard?.text,
  };
}

/** @throws DnnError where the data or kernels are others than when the sweep began. */
function goingOn(begun: SweepRecord, { data, kernels }: SweepWork, console: Console): SweepRecord {
  const hint = 'Put the data back as they were, give their place (--data), or start a new sweep.';
  assertSameData(data, begun.data.digest, hint);
  if (begun.kernels !== kernels) throw otherKernels(`Go on with dnn ${begun.dnn}, or start a new sweep.`);
  if (begun.dnn !== packageVersion())
    console.warn(
      `the sweep began with dnn ${begun.dnn}, this is ${packageVersion()}: the last bits may differ.`,
    );
  return begun;
}

/** Has all trials trained, until a signal or --time ends it. */
async function trained(
  work: SweepWork,
  place: SweepPlace,
  trainer: Executor | HeadStart,
  reporter: SweepReporter,
  console: Console,
): Promise<SweepResult> {
  const { executor, jobs } =
    trainer instanceof HeadStart
      ? engage(work, place, trainer, console)
      : { executor: trainer, jobs: undefined };
  const stop = new AbortController();
  const timer = timerOf(work.options, () => stop.abort());
  console.onSignal(() => {
    console.remark('Saving what is under way; press Ctrl-C again to quit at once.');
    stop.abort();
    void executor.close();
  });
  console.onAbandon(() => `Interrupted: ${reporter.progress} are done and kept. Go on with: ${place.resume}`);
  reporter.start(place.directory, jobs);
  try {
    const { shard, merge } = work.options;
    const events = sweep(work.plan, executor, place.journal, { stop: stop.signal, shard });
    for (;;) {
      const next = await events.next();
      if (next.done) return next.value;
      if (next.value.event === 'rung' && merge.length > 0) {
        const lack = lackOf(next.value, merge, shard);
        if (lack !== undefined) console.warn(lack);
      }
      reporter.report(next.value);
    }
  } catch (error) {
    throw error instanceof RoomError ? withoutRoom(error, place, reporter) : error;
  } finally {
    clearTimeout(timer);
    await executor.close();
    reporter.stop();
    // From here on a signal ends the process, until the best run takes it.
    console.onSignal(undefined);
  }
}

/** The error of a trial that does not fit this machine, with the way on. */
function withoutRoom(
  { message, hint }: RoomError,
  { resume }: SweepPlace,
  { progress }: SweepReporter,
): DnnError {
  const next = `${progress} are done and kept. Go on with more memory, here or on another machine: ${resume}`;
  return new DnnError('usage', message, [hint, next].filter(Boolean).join(' '));
}

function timerOf({ time }: TuneValues, end: () => void): NodeJS.Timeout | undefined {
  // The clock of the process starts with it.
  return time && setTimeout(end, Math.max(0, 1000 * time.seconds - performance.now())).unref();
}

/** Trains the best and tells the result, or how to go on. */
async function conclude(
  work: SweepWork,
  place: SweepPlace,
  result: SweepResult,
  reporter: SweepReporter,
  console: Console,
): Promise<void> {
  const { best, judged, digest } = result;
  const { shard } = work.options;
  const noise = best && noiseBand(judged, best);
  const isOurs = console.signal === undefined && (digest !== undefined || shard === undefined);
  const isTable = work.dataset.columns !== undefined;
  const command = best && winnerCommand({ ...work, isTable }, best.configuration);
  let failure: DnnError | undefined;
  if (best !== undefined && isOurs) {
    reporter.tellBest(best, noise, judged);
    failure = await winnerFailure(work, best.configuration, place, console);
  }
  if (digest !== undefined) place.finish(digest);
  else if (shard !== undefined) place.noteShare(result.ownLeft === 0);
  await report(place, console);
  if (digest !== undefined && reporter.died > 0)
    console.warn(
      `the processes of ${counted(reporter.died, 'trial')} died: the digest is that of a sweep with failures. Try them again: ${place.resume}`,
    );
  reporter.end(result, noise, isOurs ? command : undefined);
  if (digest !== undefined && best === undefined) throw noneTrained(judged);
  if (digest === undefined || console.signal !== undefined)
    console.announce(unfinished(place, reporter, work.options, result, console));
  if (failure !== undefined) throw failure;
}

/** Trains and keeps the winner. Its error, if there is one, is no error of the sweep, whose results are all there. */
async function winnerFailure(
  work: SweepWork,
  winner: Judged['configuration'],
  { directory }: SweepPlace,
  console: Console,
): Promise<DnnError | undefined> {
  try {
    return await keepWinner(work, winner, directory, console);
  } catch (error) {
    if (error instanceof DnnError) return error;
    throw error;
  }
}

/** Writes the report of what is known so far; a sweep whose report cannot be written is none the worse. */
async function report({ directory }: SweepPlace, console: Console): Promise<void> {
  const { writeSweepReport } = await import('../sweep/report.js');
  const path = join(directory, SWEEP_FILES.report);
  try {
    const swept = await writeSweepReport(directory, path);
    if (swept !== undefined) console.remark(`Report: ${path}`);
  } catch (error) {
    if (!(error instanceof DnnError)) throw error;
    console.warn(
      `the report was not written: ${error.message}. Write it later: ${shell`dnn report ${directory}`}`,
    );
  }
}

function noneTrained(judged: readonly Judged[]): DnnError {
  const isOfRates = judged.some(({ outcome }) => outcome === 'diverged');
  return new DnnError(
    'diverged',
    `no configuration could be trained: ${lossText(judged)}`,
    isOfRates
      ? 'Try smaller learning rates.'
      : 'Change what does not go together, or train one of them with dnn train.',
  );
}

/** How to go on with a sweep that is not complete, or whose best run is not. */
function unfinished(
  place: SweepPlace,
  reporter: SweepReporter,
  { time, shard }: TuneValues,
  { digest, ownLeft }: SweepResult,
  console: Console,
): string {
  const done = `${reporter.progress} are done and kept in ${place.directory}`;
  if (console.signal !== undefined) return `Interrupted: ${done}. Go on with: ${place.resume}`;
  if (shard !== undefined && digest === undefined && ownLeft === 0)
    return `Share ${shard.text} of this rung: ${done}. ${mergeAdvice(place.directory, shard)}`;
  if (time !== undefined && performance.now() >= 1000 * time.seconds)
    return `Stopped after ${time.text}, before the end: ${done}. Go on with: ${place.resume}`;
  return `Not complete: ${done}. Go on with: ${place.resume}`;
}
