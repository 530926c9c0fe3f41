/**
 * Named runs: a directory each, `runs/first/` with config.json, metrics.jsonl, model.json, report.html, and perhaps
 * model.checkpoint. Finds them and reads their logs; src/cli/run/run-record.ts writes them.
 */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { fileError } from '../disk/fault.js';
import { isDead, type ProcessIdentity } from '../disk/process.js';
import { readBytes } from '../disk/read.js';
import { isDeviceOrPipe } from '../disk/write.js';
import { DnnError, optionError } from '../errors.js';
import type {
  CostEvent,
  DoneEvent,
  ErrorEvent,
  EvaluationEvent,
  InterruptedEvent,
  StartEvent,
} from '../train/events.js';
import type { EvaluationRecord, MeasuredSplit } from '../train/records.js';
import { EVALUATION as RECORD } from './file/record-schemas.js';

/** The files of a run. */
export const RUN_FILES = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  model: 'model.json',
  report: 'report.html',
} as const;

/** The first line of each process that writes a run's metrics. */
export interface OpeningEvent {
  readonly event: 'run';
  readonly dnn: string;
  /** ISO 8601. */
  readonly started: string;
  /** The version of Node.js. */
  readonly node: string;
  readonly machine: string;
  readonly process: ProcessIdentity;
}

/** Schemas of fields that the event E has. */
type FieldsOf<E> = { readonly [Key in keyof E]?: z.ZodMiniType<E[Key] | undefined> };

const OPENING = z.object({
  event: z.literal('run'),
  dnn: z.string(),
  started: z.string(),
  node: z.string(),
  machine: z.string(),
  process: z.object({ pid: z.int(), began: z.optional(z.string()), place: z.string() }),
}) satisfies z.ZodMiniType<OpeningEvent>;
const CONFIG = z.looseObject({ optimizer: z.string(), learningRate: z.number() });
const START = z.object({
  dataset: z.string(),
  layers: z.string(),
  parameters: z.number(),
  resumed: z.optional(z.number()),
} satisfies FieldsOf<StartEvent>);
const COST = z.object({ iteration: z.number(), cost: z.number() } satisfies FieldsOf<CostEvent>);
const EVALUATION = z.extend(RECORD, {
  split: z.enum(['train', 'validation', 'test']),
} satisfies FieldsOf<EvaluationEvent>);
const DONE = z.object({ iterations: z.number(), seconds: z.number() } satisfies FieldsOf<DoneEvent>);
const INTERRUPTED = z.object({
  iteration: z.number(),
  seconds: z.optional(z.number()),
} satisfies FieldsOf<InterruptedEvent>);
const ERROR = z.object({ message: z.string() } satisfies FieldsOf<ErrorEvent>);

/** `interrupted` includes runs whose process was killed. */
type RunStatus = 'done' | 'interrupted' | 'running' | 'failed' | 'damaged';

/** The state of a named run, from its config and log; of a damaged one as much as could be read. */
export interface RunSummary extends Partial<Omit<OpeningEvent, 'event' | 'process'>> {
  readonly name: string;
  readonly path: string;
  readonly state: RunStatus;
  /** Why it failed, or what is damaged. */
  readonly problem?: string;
  readonly data?: string;
  readonly layers?: string;
  readonly parameters?: number;
  readonly optimizer?: string;
  readonly learningRate?: number;
  /** Updates made, as far as logged. */
  readonly iterations?: number;
  /** The last logged cost. */
  readonly cost?: number;
  readonly evaluations: Readonly<Partial<Record<MeasuredSplit, EvaluationRecord>>>;
  /** The sum over its processes that ended by themselves. */
  readonly seconds?: number;
}

/** A summary while its log is being read. */
type Draft = { -readonly [Key in keyof RunSummary]: RunSummary[Key] };

/** The time, place and duration of a named run. */
export interface TrainingLog extends Pick<OpeningEvent, 'started' | 'machine' | 'node'> {
  /** Undefined when none of its processes ended by itself. */
  readonly seconds: number | undefined;
}

/** Whether `directory` is one of a named run. */
export function isRun(directory: string): boolean {
  return existsSync(join(directory, RUN_FILES.config)) && existsSync(join(directory, RUN_FILES.metrics));
}

/** The name of the run whose directory holds the model; undefined for models elsewhere. */
export function runName(modelPath: string): string | undefined {
  const directory = dirname(modelPath);
  const isIts = basename(modelPath) === RUN_FILES.model && isRun(directory);
  return isIts ? basename(resolve(directory)) : undefined;
}

/** The log of the named run whose model this is; undefined when it is none, or its log does not say. */
export async function trainingLog(modelPath: string): Promise<TrainingLog | undefined> {
  const name = runName(modelPath);
  if (name === undefined) return undefined;
  const { started, machine, node, seconds } = await readRun(name, dirname(modelPath));
  if (started === undefined || machine === undefined || node === undefined) return undefined;
  return { started, machine, node, seconds };
}

/**
 * Refuses a directory that has files already, unless it is that of the checkpoint `resume`: a directory holds one
 * run. Names that begin with a dot, such as a lock, do not count.
 * @throws DnnError (usage)
 */
export function assertFree(directory: string, resume: string | undefined): void {
  if (resume !== undefined && resolve(dirname(resume)) === resolve(directory)) return;
  if (!existsSync(directory)) return;
  const isEmpty =
    statSync(directory).isDirectory() && readdirSync(directory).every((name) => name.startsWith('.'));
  if (isEmpty) return;
  const checkpoint = join(directory, 'model.checkpoint');
  const next = existsSync(checkpoint) ? `, or go on with it: dnn train --resume ${checkpoint}` : '';
  throw optionError(
    'name',
    basename(directory),
    `the name is taken, ${directory} exists`,
    `Choose another name${next}.`,
  );
}

/**
 * The runs in `directory`, in the order of their names, damaged ones included.
 * @throws DnnError io when the directory cannot be read, usage when there is none.
 */
export async function listRuns(directory: string): Promise<RunSummary[]> {
  const names = namesIn(directory).sort((a, b) => (a < b ? -1 : 1));
  const runs: RunSummary[] = [];
  for (const name of names) runs.push(await readRun(name, join(directory, name)));
  return runs;
}

function namesIn(directory: string): string[] {
  try {
    const isFolder = (name: string) =>
      statSync(join(directory, name), { throwIfNoEntry: false })?.isDirectory();
    return readdirSync(directory).filter((name) => !name.startsWith('.') && isFolder(name));
  } catch (error) {
    throw fileError(error, 'read', directory, 'runs', 'usage', 'Train one first: dnn train --name first');
  }
}

async function readRun(name: string, path: string): Promise<RunSummary> {
  const run: Draft = { name, path, state: 'interrupted', evaluations: {} };
  try {
    readConfig(run);
    await readMetrics(run);
  } catch (error) {
    run.state = 'damaged';
    run.problem = error instanceof DnnError ? error.message : `${path}: ${(error as Error).message}`;
  }
  return run;
}

function readConfig(run: Draft): void {
  const path = join(run.path, RUN_FILES.config);
  const text = readBytes(path, 'config', 'usage').toString('utf8');
  const { optimizer, learningRate } = parsed(CONFIG, json(text, path), path);
  Object.assign(run, { optimizer, learningRate });
}

async function readMetrics(run: Draft): Promise<void> {
  const path = join(run.path, RUN_FILES.metrics);
  if (!existsSync(path)) throw new DnnError('usage', `${path} is missing`);
  if (isDeviceOrPipe(path)) throw new DnnError('usage', `${path} is no file`);
  let [number, writer] = [0, undefined as ProcessIdentity | undefined];
  let broken: string | undefined;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number++;
    // A process that was killed, or a full disk, may leave one torn line; more of them are damage.
    if (broken !== undefined) throw new DnnError('usage', broken);
    const where = `${path}, line ${number}`;
    const event = isJson(line) ? json(line, where) : undefined;
    if (event === undefined) broken = `${where}: not JSON`;
    else writer = apply(run, event as { event?: unknown }, where) ?? writer;
  }
  if (writer === undefined) throw new DnnError('usage', `${path} has no event "run"`);
  if (run.state === 'running' && isDead(writer)) run.state = 'interrupted';
}

/** Updates `run` by an event, and returns the process of an opening one. */
function apply(run: Draft, event: { event?: unknown }, where: string): ProcessIdentity | undefined {
  switch (event.event) {
    case 'run': {
      const { started, process, dnn, node, machine } = parsed(OPENING, event, where);
      Object.assign(run, { dnn, node, machine, started: run.started ?? started, state: 'running' });
      delete run.problem;
      return process;
    }
    case 'start': {
      const { dataset, layers, parameters, resumed } = parsed(START, event, where);
      Object.assign(run, { data: dataset, layers, parameters, iterations: resumed ?? 0 });
      break;
    }
    case 'cost': {
      const { iteration, cost } = parsed(COST, event, where);
      Object.assign(run, { iterations: iteration, cost });
      break;
    }
    case 'evaluation': {
      const { split, ...record } = parsed(EVALUATION, event, where);
      run.evaluations = { ...run.evaluations, [split]: record };
      break;
    }
    case 'done': {
      const { iterations, seconds } = parsed(DONE, event, where);
      Object.assign(run, { state: 'done', iterations, seconds: (run.seconds ?? 0) + seconds });
      break;
    }
    case 'interrupted': {
      const { iteration, seconds = 0 } = parsed(INTERRUPTED, event, where);
      Object.assign(run, {
        state: 'interrupted',
        iterations: iteration,
        seconds: (run.seconds ?? 0) + seconds,
      });
      break;
    }
    case 'error':
      // A condition that was not met comes after the end of a complete run.
      if (run.state === 'running') run.state = 'failed';
      run.problem = parsed(ERROR, event, where).message;
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

function json(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DnnError('usage', `${where}: not JSON`);
  }
}

function parsed<S extends z.ZodMiniType>(schema: S, value: unknown, where: string): z.infer<S> {
  const result = schema.safeParse(value, { error: z.locales.en().localeError, jitless: true });
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  throw new DnnError('usage', `${where}: ${path.join('.') || 'it'}: ${message}`);
}
