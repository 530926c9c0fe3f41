/** Reads the checkpoint file: everything is checked before anything is made of it. */
import { constants } from 'node:buffer';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { readBytes } from '../../disk/read.js';
import { BYTES_PER_VALUE, type Dtype, type FloatArray, Matrix } from '../../engine/matrix.js';
import { DnnError } from '../../errors.js';
import type { NamedMatrix } from '../../nn/parameter.js';
import { COSTS, STATS } from '../file/record-schemas.js';
import { CHECKPOINT_FORMAT, CHECKPOINT_VERSION, type Checkpoint } from './checkpoint.js';

const DIGEST_BYTES = 32;
/** Most values of a matrix, and most matrices: far more than a run has. */
const MOST_VALUES = 2 ** 31 - 1;
const MOST_MATRICES = 100_000;

const whole = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));
const size = z.int().check(z.minimum(0), z.maximum(MOST_VALUES));
/** JSON has no Infinity: it is written as null. */
const orInfinite = z.nullable(z.number());
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
    classes: z.array(z.string()),
  }),
  iteration: whole,
  backend: z.string(),
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
  course: z.object({ iterations: whole, sums: stretches, counts: stretches }),
  costs: COSTS.check(z.minLength(1)),
  validationCosts: z.optional(COSTS),
  stats: z.optional(z.object({ added: whole, stride: z.int().check(z.minimum(1)), records: STATS })),
  /** The number of examples in the order, which follows the matrices. */
  order: z.optional(size),
  matrices: z
    .array(z.object({ name: z.string(), dtype: z.enum(['float64', 'float32']), rows: size, cols: size }))
    .check(z.maxLength(MOST_MATRICES)),
});
type Head = z.infer<typeof SCHEMA>;
const PARSING = { error: en().localeError, jitless: true };

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
  const end = bytes.indexOf(0x0a);
  const raw = parseHead(bytes.subarray(0, Math.max(end, 0)), path);
  assertWhole(bytes, path);
  const result = SCHEMA.safeParse(raw, PARSING);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw damaged(path, `${issue.path.join('.') || 'its first line'}: ${issue.message}`);
  }
  const { dnn, options, data, stopping, order: count, matrices: described, ...run } = result.data;
  const body = bytes.subarray(end + 1, bytes.length - DIGEST_BYTES);
  const expected = bodyBytes(result.data);
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
  return { dnn, options, data, snapshot: { ...run, order, matrices, stopping: waiting } };
}

function parseHead(line: Uint8Array, path: string): unknown {
  if (line.length > constants.MAX_STRING_LENGTH)
    throw damaged(path, `its first line has ${line.length} bytes`);
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8');
  let head: unknown;
  try {
    head = JSON.parse(text);
  } catch {
    // Reported below: without JSON there is no format.
  }
  const { format, version } = (head ?? {}) as Record<string, unknown>;
  if (format !== CHECKPOINT_FORMAT) {
    const isModel = text.startsWith('{"format":"dnn-model"');
    const what = isModel ? 'it is a model' : `its first line has no "format" "${CHECKPOINT_FORMAT}"`;
    const hint = 'Give the file that `dnn train --checkpoint-every` wrote.';
    throw new DnnError('model', `${path} is not a checkpoint: ${what}`, hint);
  }
  if (version === CHECKPOINT_VERSION) return head;
  throw new DnnError(
    'model',
    `${path} has version ${brief(version)}, this dnn reads version ${CHECKPOINT_VERSION}`,
    'Update dnn, or start a new run.',
  );
}

function brief(value: unknown): string {
  return typeof value === 'number' ? String(value) : 'none';
}

/** The last bytes are the digest of all others. */
function assertWhole(bytes: Uint8Array, path: string): void {
  const end = bytes.length - DIGEST_BYTES;
  const digest = createHash('sha256')
    .update(bytes.subarray(0, Math.max(end, 0)))
    .digest();
  if (!digest.equals(bytes.subarray(Math.max(end, 0)))) {
    throw damaged(path, 'its content is not what its checksum says; it may have been cut off');
  }
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
