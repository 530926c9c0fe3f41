/**
 * The checkpoint file, version 1: a line of JSON, the matrices as little-endian bytes, and the SHA-256 of both;
 * written in pieces. checkpoint-reader.ts reads it.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import { type Dataset, datasetDigest } from '../../data/dataset.js';
import type { DecimalSign } from '../../data/tables/cell.js';
import type { Column } from '../../data/tables/column.js';
import type { FileEnds } from '../../disk/file-ends.js';
import { readWhole } from '../../disk/read.js';
import { writeAtomically } from '../../disk/write.js';
import type { FloatArray } from '../../engine/matrix.js';
import type { FoldRecord } from '../../train/fold-results.js';
import type { Snapshot } from '../../train/state/snapshot.js';

/** The beginning of a checkpoint file. */
export const CHECKPOINT_FORMAT = 'dnn-checkpoint';
export const CHECKPOINT_VERSION = 1;

/** Bytes of the SHA-256 at the end of the file. */
export const DIGEST_BYTES = 32;

/** Bytes a chunk: bounds the memory that writing takes in addition to the matrices. */
const CHUNK = 2 ** 20;

/** The identity of a run's data: any difference from other data can be named. */
export interface DataIdentity {
  readonly name: string;
  readonly sha256: string;
  /** Training examples. */
  readonly examples: number;
  readonly shape: readonly number[];
  readonly divisor: number;
  readonly classes: readonly string[];
  /** A table's columns, which are found again by their names. */
  readonly columns?: readonly Column[] | undefined;
  readonly target?: string | undefined;
  readonly targetDecimal?: DecimalSign | undefined;
}

/** A run on the disk: everything but its data. */
export interface Checkpoint {
  /** The version of dnn that wrote it. */
  readonly dnn: string;
  /** The resolved options. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: DataIdentity;
  /** With --folds: their results, which came before the run. */
  readonly folds?: readonly FoldRecord[] | undefined;
  readonly snapshot: Snapshot;
}

/** The identity of `dataset`; reads all of the data. */
export function identify(dataset: Dataset): DataIdentity {
  const { name, shape, divisor, classes, columns, target, targetDecimal, train } = dataset;
  const sha256 = datasetDigest(dataset);
  const table = { columns, target, targetDecimal };
  return { name, sha256, examples: train.examples, shape, divisor, classes, ...table };
}

/** The path of the checkpoint of the model `out`: `model.checkpoint` next to `model.json`. */
export function checkpointPath(out: string): string {
  return beside(out, '.checkpoint');
}

/** The path of the checkpoint before the one at `path`: `model.previous.checkpoint`. */
export function previousPath(path: string): string {
  return `${path.replace(/\.checkpoint$/, '')}.previous.checkpoint`;
}

/** The path of a model that did not meet --expect: `model.rejected.json` next to `model.json`. */
export function rejectedPath(out: string): string {
  return beside(out, '.rejected.json');
}

/** The path of the trace of an iteration: `model.trace-0.npz` next to `model.json`. */
export function tracePath(out: string, iteration: number): string {
  return beside(out, `.trace-${iteration}.npz`);
}

function beside(out: string, ending: string): string {
  const name = basename(out).replace(/(?<=.)\.json$/, '');
  return `${out.slice(0, out.length - basename(out).length)}${name}${ending}`;
}

/** Recognises a checkpoint file. */
export function isCheckpointFile({ start }: FileEnds): boolean {
  return start.slice(0, 200).startsWith(`{"format":"${CHECKPOINT_FORMAT}"`);
}

/**
 * Writes the checkpoint, whole or not at all.
 * @throws DnnError (io); what stood at `path` is then untouched.
 */
export function saveCheckpoint(path: string, checkpoint: Checkpoint): void {
  writeAtomically(path, checkpointChunks(checkpoint), 'checkpoint');
}

/** The file's bytes, in pieces for `writeAtomically`. */
export function* checkpointChunks(checkpoint: Checkpoint): Generator<Uint8Array> {
  const hash = createHash('sha256');
  for (const piece of contentChunks(checkpoint)) {
    hash.update(piece);
    yield piece;
  }
  yield hash.digest();
}

function* contentChunks({ snapshot, ...rest }: Checkpoint): Generator<Uint8Array> {
  const { matrices, order, ...run } = snapshot;
  const head = {
    format: CHECKPOINT_FORMAT,
    version: CHECKPOINT_VERSION,
    ...rest,
    ...run,
    order: order?.length,
    matrices: matrices.map(({ name, value: { dtype, rows, cols } }) => ({ name, dtype, rows, cols })),
  };
  yield Buffer.from(`${JSON.stringify(head)}\n`);
  for (const { value } of matrices) yield* pieces(value.data);
  if (order) yield* pieces(order);
}

function* pieces({ buffer, byteOffset, byteLength }: FloatArray | Int32Array): Generator<Uint8Array> {
  for (let start = 0; start < byteLength; start += CHUNK) {
    yield new Uint8Array(buffer, byteOffset + start, Math.min(CHUNK, byteLength - start));
  }
}

/** True if the file at `path` can be read to its end, and its last bytes are the digest of all others. */
export function isIntact(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    try {
      const end = fstatSync(file).size - DIGEST_BYTES;
      const hash = createHash('sha256');
      for (let at = 0; at < end; at += CHUNK) hash.update(readWhole(file, Math.min(CHUNK, end - at), at));
      return hash.digest().equals(readWhole(file, DIGEST_BYTES, end));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
