/** The summary of a named run, read from its config.json and the events in its metrics.jsonl. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { noteFile } from '../disk/inputs.js';
import { readLines } from '../disk/lines.js';
import { isDead, type ProcessIdentity } from '../disk/process.js';
import { readBytes } from '../disk/read.js';
import { isDeviceOrPipe } from '../disk/write.js';
import { KERNELS, type KernelsName } from '../engine/backend.js';
import { DnnError } from '../errors.js';
import { LIMITS } from '../limits.js';
import type { MeanScores } from '../train/class-scores.js';
import type {
  ClassEvaluationEvent,
  CostEvent,
  DoneEvent,
  ErrorEvent,
  FoldsEvent,
  InterruptedEvent,
  SavedEvent,
} from '../train/events.js';
import type { ClassRecord, Diagnosis, MeasuredSplit, NumberRecord } from '../train/records.js';
import { checked } from './file/checked.js';
import { CONFIG, DIAGNOSIS, evaluationSchema, type RecordedOptions, SCORES } from './file/record-schemas.js';

/** The files of a run. */
export const RUN_FILES = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  model: 'model.json',
  rejected: 'model.rejected.json',
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
const START = z.object({
  dataset: z.string(),
  layers: z.string(),
  parameters: z.number(),
  kernels: z.optional(z.enum(KERNELS)),
  plan: z.optional(z.object({ iterations: z.optional(z.number()) })),
  resumed: z.optional(z.number()),
});
const COST = z.object({ iteration: z.number(), cost: z.number() } satisfies FieldsOf<CostEvent>);
const EVALUATION = evaluationSchema({
  split: z.enum(['train', 'validation', 'test']),
  precision: z.optional(z.number()),
  recall: z.optional(z.number()),
  f1: z.optional(z.number()),
  auc: z.optional(z.number()),
} satisfies FieldsOf<ClassEvaluationEvent>);
const FOLDS = z.object({ folds: z.number(), mean: SCORES, sd: SCORES } satisfies FieldsOf<FoldsEvent>);
const SAVED = z.object({ sha256: z.string() } satisfies FieldsOf<SavedEvent>);
const DONE = z.object({ iterations: z.number(), seconds: z.number() } satisfies FieldsOf<DoneEvent>);
const INTERRUPTED = z.object({
  iteration: z.number(),
  seconds: z.optional(z.number()),
} satisfies FieldsOf<InterruptedEvent>);
const ERROR = z.object({
  message: z.string(),
  code: z.optional(z.string()),
} satisfies FieldsOf<ErrorEvent>);

/** `rejected`: complete, but an --expect was not met; `interrupted` includes runs whose process was killed. */
type RunStatus = 'done' | 'rejected' | 'interrupted' | 'running' | 'failed' | 'damaged';

/** The state of a named run, from its config and log; of a damaged one as much as could be read. */
export interface RunSummary extends Partial<Omit<OpeningEvent, 'event' | 'process'>> {
  readonly name: string;
  readonly path: string;
  readonly state: RunStatus;
  /** Why it failed or was rejected, or what is damaged. */
  readonly problem?: string;
  readonly data?: string;
  readonly layers?: string;
  readonly parameters?: number;
  /** The kernels that computed it. */
  readonly kernels?: KernelsName;
  readonly optimizer?: string;
  readonly learningRate?: number;
  /** The options that the trained numbers depend on, and how long it trains. */
  readonly options?: RecordedOptions;
  /** Updates that it makes if nothing ends it before. */
  readonly planned?: number;
  /** Seconds until then, of a run that is training and has logged a cost after its first. */
  readonly secondsLeft?: number;
  /** Updates made, as far as logged. */
  readonly iterations?: number;
  /** The last logged cost; of a run that a signal ended, the cost on its training examples after the last update. */
  readonly cost?: number;
  readonly evaluations: Readonly<
    Partial<Record<MeasuredSplit, (ClassRecord & Partial<MeanScores>) | NumberRecord>>
  >;
  /** With --folds: the mean and standard deviation of their results. */
  readonly folds?: Omit<FoldsEvent, 'event'>;
  /** Over the parameters of its model, once that is saved. */
  readonly sha256?: string;
  /** The findings about a run that went badly; undefined where there are none. */
  readonly diagnosis?: readonly Diagnosis[];
  /** The sum over its processes that ended by themselves. */
  readonly seconds?: number;
  /** Set for a sweep, whose other facts are those of its best run. */
  readonly sweep?: SweepFacts;
}

/** Facts of a sweep. */
export interface SweepFacts {
  readonly search: string;
  /** The metric that it goes by. */
  readonly metric: string;
  /** Results of trials so far. */
  readonly trials: number;
  /** SHA-256 of all of them, once it is complete. */
  readonly digest?: string | undefined;
  /** The share of it that this is, `1/3`, until it is complete. */
  readonly shard?: string | undefined;
}

/** The time, place and duration of a named run. */
export interface TrainingLog extends Pick<OpeningEvent, 'started' | 'machine' | 'node'> {
  /** Undefined when none of its processes ended by itself. */
  readonly seconds: number | undefined;
}

/** A summary while its log is being read, and the process that wrote the last lines. */
type Draft = { -readonly [Key in keyof RunSummary]: RunSummary[Key] } & {
  writer?: ProcessIdentity;
  /** When its last process began, and from how many updates on. */
  begun?: string;
  from?: number;
};

/** Fields that an event sets, or takes away. */
type Changed = { readonly [Key in keyof Draft]?: Draft[Key] | undefined };

/** How an event changes the summary. */
type Change = (event: unknown, run: RunSummary, where: string) => Changed;

const CHANGES: Readonly<Record<string, Change>> = {
  run: on(OPENING, ({ started, process: writer, dnn, node, machine }, run) => {
    const first = run.started ?? started;
    const fresh = { problem: undefined, diagnosis: undefined, sha256: undefined };
    return { dnn, node, machine, started: first, state: 'running', ...fresh, writer, begun: started };
  }),
  start: on(START, ({ dataset: data, layers, parameters, kernels, plan, resumed = 0 }) => {
    const planned = plan?.iterations;
    return { data, layers, parameters, kernels, planned, iterations: resumed, from: resumed };
  }),
  cost: on(COST, ({ iteration: iterations, cost }) => ({ iterations, cost })),
  evaluation: on(EVALUATION, ({ split, ...record }, { evaluations }) => {
    return { evaluations: { ...evaluations, [split]: record } };
  }),
  folds: on(FOLDS, (folds) => ({ folds })),
  diagnosis: on(DIAGNOSIS, (found, { diagnosis = [] }) => ({ diagnosis: [...diagnosis, found] })),
  saved: on(SAVED, ({ sha256 }) => ({ sha256 })),
  done: on(DONE, ({ iterations, seconds }, run) => {
    return { state: 'done', iterations, seconds: (run.seconds ?? 0) + seconds };
  }),
  interrupted: on(INTERRUPTED, ({ iteration: iterations, seconds = 0 }, run) => {
    // The last line may be from long before.
    const cost = run.evaluations.train?.cost ?? run.cost;
    return { state: 'interrupted', iterations, cost, seconds: (run.seconds ?? 0) + seconds };
  }),
  // A condition that was not met comes after the end of a complete run.
  error: on(ERROR, ({ message: problem, code }, { state }) => {
    const isRejected = state === 'done' && code === 'expectation';
    return { problem, state: isRejected ? 'rejected' : state === 'running' ? 'failed' : state };
  }),
};

/** A change by an event that the schema checks. */
function on<S extends z.ZodMiniType>(
  schema: S,
  change: (event: z.infer<S>, run: RunSummary) => Changed,
): Change {
  return (event, run, where) => change(parsed(schema, event, where), run);
}

/** The summary of the run in the directory `path`; a damaged one has its `problem`. */
export async function readRun(name: string, path: string): Promise<RunSummary> {
  const run = { name, path, state: 'interrupted', evaluations: {} } as Draft;
  try {
    readConfig(run);
    await readMetrics(run);
  } catch (error) {
    run.state = 'damaged';
    run.problem = error instanceof DnnError ? error.message : `${path}: ${(error as Error).message}`;
  }
  const { writer: _, begun: __, from: ___, ...summary } = run;
  return summary;
}

function readConfig(run: Draft): void {
  const path = join(run.path, RUN_FILES.config);
  const text = readBytes(path, 'config', 'usage', undefined, LIMITS.configBytes).toString('utf8');
  const options = parsed(CONFIG, parseJson(text), path);
  const { optimizer, learningRate } = options;
  const lost =
    optimizer === undefined ? 'optimizer' : learningRate === undefined ? 'learningRate' : undefined;
  if (lost !== undefined) throw new DnnError('usage', `${path}: ${lost}: none that this dnn knows`);
  Object.assign(run, { optimizer, learningRate, options });
}

async function readMetrics(run: Draft): Promise<void> {
  const path = join(run.path, RUN_FILES.metrics);
  if (!existsSync(path)) throw new DnnError('usage', `${path} is missing`);
  if (isDeviceOrPipe(path)) throw new DnnError('usage', `${path} is not a file`);
  noteFile(path, 'metrics');
  let [number, broken] = [0, undefined as string | undefined];
  for await (const line of readLines(path, 'usage')) {
    number++;
    // A process that was killed, or a full disk, may leave one torn line at the end; elsewhere it is damage.
    if (broken !== undefined) throw new DnnError('usage', broken);
    const where = `${path}, line ${number}`;
    const event = parseJson(line) as { readonly event: string } | null | undefined;
    if (typeof event !== 'object' || event === null) broken = `${where}: not JSON`;
    else if (Object.hasOwn(CHANGES, event.event)) Object.assign(run, CHANGES[event.event](event, run, where));
  }
  if (run.writer === undefined) throw new DnnError('usage', `${path} has no event "run"`);
  if (run.state !== 'running') return;
  if (isDead(run.writer)) run.state = 'interrupted';
  else Object.assign(run, secondsLeft(run, statSync(path).mtimeMs / 1000, Date.now() / 1000));
}

/** The time that is left at the pace of the run so far, whose last line was `logged`. */
function secondsLeft({ begun, from, planned, iterations }: Draft, logged: number, now: number): Changed {
  const made = (iterations ?? 0) - (from ?? 0);
  if (begun === undefined || planned === undefined || made <= 0) return {};
  const pace = (logged - Date.parse(begun) / 1000) / made;
  return { secondsLeft: Math.max(0, (planned - (iterations ?? 0)) * pace - (now - logged)) };
}

/** The value in the text; undefined where it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsed<S extends z.ZodMiniType>(schema: S, value: unknown, where: string): z.infer<S> {
  if (value === undefined) throw new DnnError('usage', `${where}: not JSON`);
  return checked(schema, value, (problem) => new DnnError('usage', `${where}: ${problem}`));
}
