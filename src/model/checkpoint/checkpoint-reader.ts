/** Reads the checkpoint file: everything is checked before anything is made of it. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { recogniseFile } from '../../disk/file-kind.js';
import { readBytes } from '../../disk/read.js';
import { KERNELS } from '../../engine/backend.js';
import { BYTES_PER_VALUE, type Dtype, type FloatArray, Matrix } from '../../engine/matrix.js';
import { DnnError, withinMemory } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import type { NamedMatrix } from '../../nn/parameter.js';
import { checked, shown } from '../file/checked.js';
import { CLASSES, COLUMNS, COSTS, DECIMAL, FOLDS, STATS } from '../file/record-schemas.js';
import { CHECKPOINT_FORMAT, CHECKPOINT_VERSION, type Checkpoint, DIGEST_BYTES } from './checkpoint.js';

/** Most rows, or columns, of a matrix. */
const MOST_VALUES = 2 ** 31 - 1;

const whole = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));
const size = z.int().check(z.minimum(0), z.maximum(MOST_VALUES));
/** JSON has no Infinity: it is written as null. */
const orInfinite = z.nullable(z.number());
const least1 = z.int().check(z.minimum(1));
const stretches = z.array(z.number()).check(z.maxLength(1000));

/** Everything but the numbers of the matrices. */
const SCHEMA = z.object({
  dnn: z.string(),
  options: z.record(z.string(), z.unknown()),
  data: z.object({
    name: z.string(),
    sha256: z.string(),
    examples: whole,
    shape: z.array(whole).check(z.minLength(1), z.maxLength(8)),
    divisor: z.number(),
    classes: CLASSES,
    columns: z.optional(COLUMNS),
    targetDecimal: z.optional(DECIMAL),
    target: z.optional(z.string().check(z.maxLength(LIMITS.nameCharacters))),
  }),
  folds: z.optional(FOLDS),
  iteration: whole,
  backend: z.enum(KERNELS),
  firstLayer: z.enum(['dual', 'direct']),
  generator: z.object({
    key: z.array(z.number()).check(z.maxLength(624)),
    position: z.number(),
    gaussian: z.nullable(z.number()),
  }),
  divergence: z.object({ reference: z.number(), recent: z.array(z.number()).check(z.maxLength(1000)) }),
  stopping: z.optional(
    z.object({
      best: z.object({ iteration: whole, cost: orInfinite }),
      reference: orInfinite,
      waited: whole,
    }),
  ),
  epochSum: z.number(),
  course: z
    .object({ iterations: least1, width: least1, sums: stretches, counts: stretches })
    .check(z.refine(({ sums, counts }) => sums.length === counts.length, { error: 'a count is missing' })),
  costs: COSTS.check(z.minLength(1)),
  validationCosts: z.optional(COSTS),
  stats: z.optional(z.object({ added: whole, stride: z.int().check(z.minimum(1)), records: STATS })),
  /** The number of examples in the order, which follows the matrices. */
  order: z.optional(size),
  matrices: z
    .array(z.object({ name: z.string(), dtype: z.enum(['float64', 'float32']), rows: size, cols: size }))
    .check(z.maxLength(LIMITS.matrices)),
});
type Head = z.infer<typeof SCHEMA>;

/**
 * The checkpoint in the file at `path`.
 * @throws DnnError: model when the file is missing, damaged or of another version; io when it cannot be read.
 */
export function loadCheckpoint(path: string): Checkpoint {
  return parseCheckpoint(readBytes(path, 'checkpoint', 'model'), path);
}

/**
 * The checkpoint in the bytes of the file `path`.
 * @throws DnnError (model) that says what is wrong.
 */
export function parseCheckpoint(bytes: Uint8Array, path: string): Checkpoint {
  return withinMemory(path, () => checkpointIn(bytes, path));
}

function checkpointIn(bytes: Uint8Array, path: string): Checkpoint {
  const raw = parseHead(bytes, path);
  assertWhole(bytes, path);
  const head = checked(SCHEMA, raw, (problem) => damaged(path, problem));
  const { dnn, options, data, folds, stopping, order: count, matrices: described, ...run } = head;
  const body = bytes.subarray(bytes.indexOf(0x0a) + 1, bytes.length - DIGEST_BYTES);
  const expected = bodyBytes(head);
  if (body.length !== expected) {
    throw damaged(path, `its matrices have ${body.length} bytes, expected ${expected}`);
  }
  const [matrices, rest] = readMatrices(described, body);
  const order = count === undefined ? undefined : new Int32Array(aligned(rest));
  const waiting = stopping && {
    best: { iteration: stopping.best.iteration, cost: stopping.best.cost ?? Number.POSITIVE_INFINITY },
    reference: stopping.reference ?? Number.POSITIVE_INFINITY,
    waited: stopping.waited,
  };
  return {
    dnn,
    options,
    data,
    ...(folds && { folds }),
    snapshot: { ...run, order, matrices, stopping: waiting },
  };
}

function parseHead(bytes: Uint8Array, path: string): unknown {
  const other = recogniseFile(bytes, path, 'checkpoint');
  if (other !== undefined)
    throw new DnnError('model', `${path} is not a checkpoint: it is ${other.name}`, other.hint);
  const head = readHead(bytes, path);
  const { format, version } = (head ?? {}) as Record<string, unknown>;
  if (format !== CHECKPOINT_FORMAT) {
    const problem = `the "format" in its first line is ${shown(format)}, expected "${CHECKPOINT_FORMAT}"`;
    throw isSealed(bytes) ? notOne(path, problem) : damaged(path, problem);
  }
  if (version === CHECKPOINT_VERSION) return head;
  throw new DnnError(
    'model',
    `${path} has version ${shown(version)}, this dnn reads version ${CHECKPOINT_VERSION}`,
    'Update dnn, or start a new run.',
  );
}

/** The JSON of the first line. @throws DnnError (model) that tells a damaged checkpoint from what is none. */
function readHead(bytes: Uint8Array, path: string): unknown {
  const end = bytes.indexOf(0x0a);
  const line = bytes.subarray(0, end < 0 ? bytes.length : end);
  if (line.length > LIMITS.textBytes) throw damaged(path, `its first line has ${line.length} bytes`);
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    if (text.trim() === '')
      throw notOne(path, bytes.length === 0 ? 'it is empty' : 'its first line is blank');
    // A few damaged characters leave enough of what every checkpoint begins with.
    if (!text.startsWith('{') || !/format|checkpoint/.test(text.slice(0, 40)))
      throw notOne(path, 'its first line is not JSON');
    throw damaged(path, end < 0 ? 'it was cut off in its first line' : 'its first line is not JSON');
  }
}

function notOne(path: string, problem: string): DnnError {
  const hint = 'Give the file that `dnn train --checkpoint-every` wrote.';
  return new DnnError('model', `${path} is not a checkpoint: ${problem}`, hint);
}

function assertWhole(bytes: Uint8Array, path: string): void {
  if (isSealed(bytes)) return;
  throw damaged(path, 'its content is not what its checksum says; it may have been cut off');
}

/** True if the last bytes are the digest of all others. */
function isSealed(bytes: Uint8Array): boolean {
  const end = Math.max(0, bytes.length - DIGEST_BYTES);
  const digest = createHash('sha256').update(bytes.subarray(0, end)).digest();
  return digest.equals(bytes.subarray(end));
}

function bodyBytes({ matrices, order = 0 }: Head): number {
  return matrices.reduce(
    (sum, { dtype, rows, cols }) => sum + rows * cols * BYTES_PER_VALUE[dtype],
    order * 4,
  );
}

/** The matrices in `bytes`, and the remaining bytes. */
function readMatrices(described: Head['matrices'], bytes: Uint8Array): [NamedMatrix[], Uint8Array] {
  let rest = bytes;
  const matrices = described.map(({ name, dtype, rows, cols }) => {
    const length = rows * cols * BYTES_PER_VALUE[dtype];
    const value = new Matrix(rows, cols, valuesOf(rest.subarray(0, length), dtype));
    rest = rest.subarray(length);
    return { name, value };
  });
  return [matrices, rest];
}

function valuesOf(bytes: Uint8Array, dtype: Dtype): FloatArray {
  return dtype === 'float64' ? new Float64Array(aligned(bytes)) : new Float32Array(aligned(bytes));
}

/** A copy of `bytes` in a buffer of its own. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function damaged(path: string, problem: string): DnnError {
  return new DnnError(
    'model',
    `${path} is a damaged checkpoint: ${problem}`,
    'Restore the file, or start a new run.',
  );
}
