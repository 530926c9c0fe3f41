/**
 * Runs by name: a directory each, `runs/first/` with config.json, metrics.jsonl, model.json, a model.checkpoint
 * when there is one, and report.html. Here is where they are, and what is told of them again.
 */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { fileError } from '../disk/fault.js';
import { isDead } from '../disk/process.js';
import { readBytes } from '../disk/read.js';
import { isDeviceOrPipe } from '../disk/write.js';
import { DnnError, optionError } from '../errors.js';

/** The files of a run. */
export const RUN_FILES = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  model: 'model.json',
  report: 'report.html',
} as const;

/** The first line of each process that writes a run's metrics: which it is, and when it began. */
const OPENING = z.object({
  event: z.literal('run'),
  dnn: z.string(),
  started: z.string(),
  node: z.string(),
  machine: z.string(),
  process: z.object({ pid: z.int(), began: z.optional(z.string()), place: z.string() }),
});
const CONFIG = z.looseObject({ optimizer: z.string(), learningRate: z.number() });
const START = z.object({
  dataset: z.string(),
  layers: z.string(),
  parameters: z.number(),
  resumed: z.optional(z.number()),
});
const COST = z.object({ iteration: z.number(), cost: z.number() });
const EVALUATION = z.object({
  split: z.enum(['train', 'validation', 'test']),
  accuracy: z.number(),
  cost: z.number(),
});
const DONE = z.object({ iterations: z.number(), seconds: z.number() });
const INTERRUPTED = z.object({ iteration: z.number(), seconds: z.optional(z.number()) });
const ERROR = z.object({ message: z.string() });

/** How a run stands; `interrupted` is also one whose process was killed. */
export type RunState = 'done' | 'interrupted' | 'running' | 'failed' | 'damaged';

/** What is known of a run; of a damaged one, what could be read. */
export interface RunSummary {
  readonly name: string;
  readonly path: string;
  state: RunState;
  /** Why it failed, or what is damaged. */
  problem?: string;
  /** ISO 8601. */
  started?: string;
  dnn?: string;
  /** Node.js's version, and the machine, of the last of its processes. */
  node?: string;
  machine?: string;
  data?: string;
  layers?: string;
  parameters?: number;
  optimizer?: string;
  learningRate?: number;
  /** Updates made, as far as the log tells. */
  iterations?: number;
  /** The last that was logged. */
  cost?: number;
  evaluations: Partial<Record<'train' | 'validation' | 'test', { accuracy: number; cost: number }>>;
  /** Of all its processes together that ended by themselves. */
  seconds?: number;
}

/** Whether `directory` is one of a named run. */
export function isRun(directory: string): boolean {
  return existsSync(join(directory, RUN_FILES.config)) && existsSync(join(directory, RUN_FILES.metrics));
}

/** The name of the run whose directory the model stands in; undefined when it is in none. */
export function runName(modelPath: string): string | undefined {
  const directory = dirname(modelPath);
  const isIts = basename(modelPath) === RUN_FILES.model && isRun(directory);
  return isIts ? basename(resolve(directory)) : undefined;
}

/** What is known of that run. */
export async function runOf(modelPath: string): Promise<RunSummary | undefined> {
  const name = runName(modelPath);
  return name === undefined ? undefined : readRun(name, dirname(modelPath));
}

/**
 * @throws DnnError (usage) when something stands at `directory`, but what the checkpoint `resume` stands in: a
 * run's files are those of one run. What begins with a dot, such as a lock, is none of them.
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
    `the name is taken, ${directory} is there already`,
    `Choose another name${next}.`,
  );
}

/**
 * The runs in `directory`, in the order of their names; each that is damaged says so.
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
  const run: RunSummary = { name, path, state: 'interrupted', evaluations: {} };
  try {
    readConfig(run);
    await readMetrics(run);
  } catch (error) {
    run.state = 'damaged';
    run.problem = error instanceof DnnError ? error.message : `${path}: ${(error as Error).message}`;
  }
  return run;
}

function readConfig(run: RunSummary): void {
  const path = join(run.path, RUN_FILES.config);
  const text = readBytes(path, 'config', 'usage').toString('utf8');
  const { optimizer, learningRate } = parsed(CONFIG, json(text, path), path);
  Object.assign(run, { optimizer, learningRate });
}

async function readMetrics(run: RunSummary): Promise<void> {
  const path = join(run.path, RUN_FILES.metrics);
  if (!existsSync(path)) throw new DnnError('usage', `${path} is missing`);
  if (isDeviceOrPipe(path)) throw new DnnError('usage', `${path} is no file`);
  let [number, writer] = [0, undefined as z.infer<typeof OPENING>['process'] | undefined];
  let broken: string | undefined;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number++;
    // What was being written when the process was killed, or the disk was full, is the last line or stands alone.
    if (broken !== undefined) throw new DnnError('usage', broken);
    const where = `${path}, line ${number}`;
    const event = isJson(line) ? json(line, where) : undefined;
    if (event === undefined) broken = `${where}: not JSON`;
    else writer = take(run, event as { event?: unknown }, where) ?? writer;
  }
  if (writer === undefined) throw new DnnError('usage', `${path} has no event "run"`);
  if (run.state === 'running' && isDead(writer)) run.state = 'interrupted';
}

/** Has `run` know what an event tells; the process, of an opening. */
function take(run: RunSummary, event: { event?: unknown }, where: string) {
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
      const { split, accuracy, cost } = parsed(EVALUATION, event, where);
      run.evaluations[split] = { accuracy, cost };
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
      // A condition that was not met comes behind the end of a run that is whole.
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
