/** `sweep.json`: what a sweep is of, written at its start; with it and its results, it goes on anywhere. */
import { join } from 'node:path';
import * as z from 'zod/mini';
import { readBytes } from '../disk/read.js';
import { writeAtomically } from '../disk/write.js';
import { DnnError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { checked } from '../model/file/checked.js';
import { shell } from '../shell.js';
import { brief } from '../visible.js';
import { SWEEP_FILES } from './sweep-files.js';
import { canonicalJson } from './trial.js';

const FORMAT = 'dnn-sweep';
const VERSION = 1;
/** The noun of the file in messages: read as such, it may be written again. */
const NOUN = 'sweep';

/** The data of a sweep. */
export interface SweepData {
  readonly name: string;
  /** SHA-256, as its trials have it. */
  readonly digest: string;
  /** Training examples. */
  readonly examples: number;
  /** True if they are a table: its runs have defaults of their own. */
  readonly isTable?: boolean | undefined;
}

/** A sweep as its file has it. */
export interface SweepRecord {
  /** The version of dnn that began it. */
  readonly dnn: string;
  /** When, in ISO 8601. */
  readonly started: string;
  /** The options as they are written, spaces among them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: SweepData;
  /** The identity of the kernels. */
  readonly kernels: string;
  /** The share of the configurations that this directory has: `3/10`. */
  readonly shard?: string | undefined;
  /** True for a share that has trained its part of the rung at which it ended. */
  readonly isShareDone?: boolean | undefined;
  /** The digest of the sweep, written when it is complete. */
  readonly digest?: string | undefined;
}

const TEXT = z.string().check(z.maxLength(10_000));
const RECORD = z.object({
  dnn: TEXT,
  started: TEXT,
  options: z.record(z.string(), z.unknown()),
  data: z.object({
    name: TEXT,
    digest: TEXT,
    examples: z.int().check(z.minimum(0)),
    isTable: z.optional(z.boolean()),
  }),
  kernels: TEXT,
  shard: z.optional(TEXT),
  isShareDone: z.optional(z.boolean()),
  digest: z.optional(TEXT),
}) satisfies z.ZodMiniType<SweepRecord>;

/** @throws DnnError (io) */
export function writeSweepRecord(directory: string, record: SweepRecord): void {
  const content = { format: FORMAT, version: VERSION, ...record };
  writeAtomically(join(directory, SWEEP_FILES.sweep), [`${JSON.stringify(content, null, 2)}\n`], NOUN);
}

/** The record of the sweep in `directory`. @throws DnnError (model) when there is none, or it is damaged or newer. */
export function readSweepRecord(directory: string): SweepRecord {
  const path = join(directory, SWEEP_FILES.sweep);
  const hint = `Name the directory of a sweep, as dnn ls lists it: ${shell`runs/sweep-1`}`;
  const text = readBytes(path, NOUN, 'model', hint, LIMITS.configBytes).toString('utf8');
  const refuse = (problem: string) => new DnnError('model', `${path}: ${problem}`, hint);
  let content: { readonly format?: unknown; readonly version?: unknown } | null;
  try {
    content = JSON.parse(text);
  } catch {
    throw refuse('not JSON');
  }
  if (content?.format !== FORMAT) throw refuse('it is not the sweep.json of a sweep');
  if (content.version !== VERSION) {
    const problem = `it has version ${brief(String(content.version))}, this dnn reads version ${VERSION}`;
    throw new DnnError('model', `${path}: ${problem}`, 'Go on with the dnn that wrote it.');
  }
  return checked(RECORD, content, refuse);
}

/**
 * The option that says where the data are. It may be another one on another machine, or when a sweep goes on: the digest
 * of the data decides whether they are the same.
 */
export const DATA_PLACE = 'data';

/** The first way in which two records are of different sweeps; undefined where they are shares of one. */
export function differenceOf(a: SweepRecord, b: SweepRecord): string | undefined {
  const names = new Set([...Object.keys(a.options), ...Object.keys(b.options)]);
  names.delete(DATA_PLACE);
  const name = [...names].find((each) => textOf(a.options[each]) !== textOf(b.options[each]));
  if (name !== undefined)
    return `${brief(name)} is ${textOf(a.options[name])} and ${textOf(b.options[name])}`;
  if (a.data.digest !== b.data.digest)
    return `the data are ${brief(a.data.name)} and ${brief(b.data.name)}, of other values`;
  if (a.kernels !== b.kernels) return 'the kernels are others, of another version of dnn';
  return a.dnn === b.dnn ? undefined : `they are of dnn ${brief(a.dnn)} and ${brief(b.dnn)}`;
}

function textOf(value: unknown): string {
  return value === undefined ? 'none' : brief(canonicalJson(value));
}
