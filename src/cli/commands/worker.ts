/** `dnn worker`: takes trials from a queue until it is told to stop. The trials are child processes. */

import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { DnnError, optionError } from '../../errors.js';
import { jobsThatFit } from '../../tune/executors/jobs.js';
import { TrialPools } from '../../tune/queue/trial-pools.js';
import { type WorkerEvent, work } from '../../tune/queue/worker.js';
import { parseQueueUrl, type QueueUrl } from '../../tune/queue-url.js';
import type { DataRequest } from '../../tune/trial-data.js';
import type { Invocation } from '../command.js';
import { machine } from '../inputs/machine.js';
import { hiddenAddress, URL_VARIABLE } from '../inputs/queue-address.js';
import type { Console } from '../terminal/console.js';
import { packageVersion } from '../version.js';
import type { WORKER } from './worker-command.js';

/** A worker is taken for lost only after several renewals of its locks. */
const SHORTEST_LOSS = 1;

export async function run({ console, options, words }: Invocation<typeof WORKER.options>): Promise<void> {
  const { maxMemory, dataDir, lostAfter, idle, once, logFormat } = options;
  if (lostAfter.seconds < SHORTEST_LOSS)
    throw optionError('lostAfter', lostAfter.text, 'expected at least 1s');
  const url = hiddenAddress(addressFrom(words[0]), 'dnn worker');
  // What data and matrices take is known with the first trial only.
  const { jobs, bytes } = jobsThatFit(machine(options), 0, 0, options.jobs);
  const name = `${hostname()}:${process.pid}`;
  const pools = new TrialPools({
    jobs,
    machine: name,
    memory: { bytes, text: maxMemory.text, among: jobs },
    locate: (data) => located(data, dataDir),
  });
  const stop = new AbortController();
  console.onSignal((signal) => {
    console.remark(`${signal}: the worker ends; its trials go back to the queue.`);
    stop.abort();
  });
  const emit = logFormat === 'json' ? jsonLog(console) : prettyLog(console);
  await work(
    {
      url,
      dnn: packageVersion(),
      machine: name,
      jobs,
      lostAfter: 1000 * lostAfter.seconds,
      once,
      idle: idle && 1000 * idle.seconds,
      emit,
    },
    pools,
    stop.signal,
  );
}

/** The address that is given, or that of the environment. @throws DnnError (usage) */
function addressFrom(word: string | undefined): QueueUrl {
  const text = word ?? process.env[URL_VARIABLE];
  if (!text) {
    const hint = `Give the address of dnn tune --queue, here or as ${URL_VARIABLE}: dnn worker redis://host:6379`;
    throw new DnnError('usage', 'dnn worker: no queue is named', hint);
  }
  try {
    return parseQueueUrl(text);
  } catch (error) {
    const { message, hint } = error as DnnError;
    throw new DnnError('usage', `dnn worker …: ${message}`, hint);
  }
}

/** The data where they are here: at the same path, else by their path or name in `directory`. */
function located(data: DataRequest, directory: string | undefined): DataRequest {
  const { source } = data;
  if (source === undefined || directory === undefined) return data;
  const places = isAbsolute(source) ? [source] : [join(directory, source)];
  const place = [...places, join(directory, basename(source))].find((path) => existsSync(path));
  return place === undefined ? data : { ...data, source: place };
}

/** Results on stdout, everything else on stderr. */
function prettyLog(console: Console): (event: WorkerEvent) => void {
  return (event) => {
    switch (event.event) {
      case 'start': {
        const trials = event.jobs === 1 ? '1 trial' : `${event.jobs} trials`;
        return console.remark(
          `${event.machine} takes trials of dnn ${event.dnn} from ${event.queue}, ${trials} at a time.`,
        );
      }
      case 'take':
      case 'process':
        return undefined;
      case 'died':
        return console.warn(
          `the process of ${short(event.trial.id)} ${event.problem}: attempt ${event.times}.`,
        );
      case 'result':
        return console.say(resultLine(event));
      case 'back':
        return console.remark(`${short(event.trial.id)} goes back to the queue.`);
      case 'refuse':
        return console.warn(`${short(event.trial.id)} is left to other workers: ${sentence(event.reason)}`);
      case 'conflict':
        return console.warn(conflictSentence(event));
      case 'too-large':
        return console.note(
          `checkpoints of ${megabytes(event.bytes)} are not kept by the queue's server: a trial whose worker is lost begins again.`,
        );
      case 'away':
        return console.warn(awaySentence(event));
      case 'here':
        return console.remark("The queue's server is back.");
      case 'fault':
        return console.warn(`the queue: ${event.message}`);
    }
  };
}

function resultLine({ trial, result }: Extract<WorkerEvent, { event: 'result' }>): string {
  const { outcome, measures, seconds, problem } = result;
  const place = `${short(trial.id)} (configuration ${trial.index + 1}, rung ${trial.rung + 1})`;
  const end = outcome === 'done' ? `cost ${measures.cost?.toPrecision(6)}` : `${outcome}: ${problem}`;
  return `${place}: ${end}, ${seconds.toFixed(2)} s`;
}

function conflictSentence({
  conflict: [first, second],
}: Extract<WorkerEvent, { event: 'conflict' }>): string {
  return `trial ${short(first.id)} has two results: ${short(first.sha256)} of ${first.machine}, and ${short(second.sha256)} of ${second.machine}. One of the two machines computes wrongly.`;
}

function awaySentence({ reason, hint }: Extract<WorkerEvent, { event: 'away' }>): string {
  const advice = hint === undefined ? '' : ` ${hint}`;
  return `the queue's server cannot be used: ${reason}.${advice} Trials go on; trying again.`;
}

function sentence({ message, hint }: DnnError): string {
  return hint === undefined ? `${message}.` : `${message}. ${hint}`;
}

function short(digest: string): string {
  return digest.slice(0, 12);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}

/** One event a line on stdout; trials by their ids. */
function jsonLog(console: Console): (event: WorkerEvent) => void {
  return (event) => {
    const { trial, reason, ...rest } = event as WorkerEvent & { trial?: { id: string }; reason?: unknown };
    const why = reason instanceof DnnError ? reason.message : reason;
    console.print(
      JSON.stringify({ ...rest, ...(trial && { id: trial.id }), ...(why !== undefined && { reason: why }) }),
    );
  };
}
