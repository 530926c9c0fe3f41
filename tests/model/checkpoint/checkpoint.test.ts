import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { TRAIN } from '../../../src/cli/commands/train-command.js';
import { resolveOptions } from '../../../src/cli/options/resolve.js';
import { resumeRun } from '../../../src/cli/run/resume.js';
import { DnnError } from '../../../src/errors.js';
import {
  type Checkpoint,
  checkpointChunks,
  checkpointPath,
  identify,
  saveCheckpoint,
} from '../../../src/model/checkpoint/checkpoint.js';
import { loadCheckpoint, parseCheckpoint } from '../../../src/model/checkpoint/checkpoint-reader.js';
import type { TrainingOptions } from '../../../src/train/options/options.js';
import type { Snapshot } from '../../../src/train/state/snapshot.js';
import { dnnError } from '../../helpers/errors.js';
import { syntheticDataset } from '../../helpers/runs.js';
import { watchTraining } from '../../helpers/snapshots.js';

const directory = mkdtempSync(join(tmpdir(), 'dnn-checkpoint-'));
afterAll(() => rmSync(directory, { recursive: true }));

const dataset = syntheticDataset(17, 40);
const options: Partial<TrainingOptions> = {
  layers: 'auto,6,auto',
  iterations: 9,
  batchSize: 5,
  optimizer: 'adam',
  dtype: 'float32',
  keepProb: [0.9],
  earlyStopping: 100,
};
const { snapshots } = await watchTraining(dataset, options, { checkpointEvery: 1 });
const checkpoint: Checkpoint = {
  dnn: '1.2.3',
  options: { ...options },
  data: identify(dataset),
  snapshot: snapshots.get(6) as Snapshot,
};
const bytes = Buffer.concat([...checkpointChunks(checkpoint)]);
const HEAD_END = bytes.indexOf('\n');

/** The file with another first line, and a checksum that is right again. */
function withHead(change: (head: Record<string, unknown>) => unknown): Buffer {
  const head = change(JSON.parse(bytes.subarray(0, HEAD_END).toString('utf8')));
  const text = typeof head === 'string' ? head : JSON.stringify(head);
  return sealed(Buffer.concat([Buffer.from(text), bytes.subarray(HEAD_END, bytes.length - 32)]));
}

function sealed(content: Uint8Array): Buffer {
  return Buffer.concat([content, createHash('sha256').update(content).digest()]);
}

describe('a checkpoint file', () => {
  it('reads back as what was written, bit for bit', () => {
    const path = join(directory, 'a.checkpoint');
    saveCheckpoint(path, checkpoint);
    expect(loadCheckpoint(path)).toEqual(checkpoint);
    expect(checkpoint.snapshot.order).toHaveLength(17);
    expect(checkpoint.snapshot.matrices.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['W1', 'mean of W1', 'square of b2', 'powers', 'best W1']),
    );
  });

  it('keeps −0, tiny and infinite values, and costs of early stopping that are infinite yet', () => {
    const [first, ...rest] = checkpoint.snapshot.matrices;
    const data = first.value.data.slice();
    data.set([-0, 1e-45, Number.POSITIVE_INFINITY, 3.4e38]);
    const value = Object.assign(Object.create(Object.getPrototypeOf(first.value)), first.value, { data });
    const stopping = {
      best: { iteration: 0, cost: Number.POSITIVE_INFINITY },
      reference: Number.POSITIVE_INFINITY,
      waited: 3,
    };
    const snapshot = { ...checkpoint.snapshot, stopping, matrices: [{ ...first, value }, ...rest] };
    const back = parseCheckpoint(
      Buffer.concat([...checkpointChunks({ ...checkpoint, snapshot })]),
      'x',
    ).snapshot;
    expect(Object.is(back.matrices[0].value.data[0], -0)).toBe(true);
    expect(back.matrices[0].value.data).toEqual(data);
    expect(back.stopping).toEqual(stopping);
  });

  it.each([
    ['model.json', 'model.checkpoint'],
    ['a/b/model', 'a/b/model.checkpoint'],
    ['x.npz', 'x.npz.checkpoint'],
    ['.json', '.json.checkpoint'],
    ['./-rf.json', './-rf.checkpoint'],
  ])('of %s is %s', (out, expected) => {
    expect(checkpointPath(out)).toBe(expected);
  });

  it('any one byte changed, or cut off anywhere: refused as damaged, never read', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] ^= change;
        dnnError('model', () => parseCheckpoint(changed, 'x'));
        dnnError('model', () => parseCheckpoint(bytes.subarray(0, at), 'x'));
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, Buffer, string]>([
    ['empty', Buffer.alloc(0), 'x is not a checkpoint: it is empty'],
    ['a blank line', Buffer.from('\n\0'), 'x is not a checkpoint: its first line is blank'],
    ['a text', Buffer.from('hello'), 'x is not a checkpoint: its first line is not JSON'],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'x is not a checkpoint: it is a picture'],
    ['a JPEG', Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'x is not a checkpoint: it is a picture'],
    ['HDF5', Buffer.from('\x89HDF\r\n', 'latin1'), 'x is not a checkpoint: it is an HDF5 file'],
    ['cut off', bytes.subarray(0, 500), 'x is a damaged checkpoint: it was cut off in its first line'],
    ['cut off early', bytes.subarray(0, 15), 'x is a damaged checkpoint: it was cut off in its first line'],
    [
      'another format',
      withHead((head) => ({ ...head, format: 'other' })),
      'x is not a checkpoint: the "format" in its first line is "other", expected "dnn-checkpoint"',
    ],
    ['a model', Buffer.from('{"format":"dnn-model","version":1,\n'), 'x is not a checkpoint: it is a model'],
    [
      'of another version',
      withHead((head) => ({ ...head, version: 2 })),
      'x has version 2, this dnn reads version 1',
    ],
    ['without a generator', withHead(({ generator: _, ...head }) => head), 'damaged checkpoint: generator'],
    ['without costs', withHead((head) => ({ ...head, costs: [] })), 'damaged checkpoint: costs'],
    [
      'with a matrix of 2^60 values',
      withHead((head) => ({
        ...head,
        matrices: [{ name: 'W1', dtype: 'float64', rows: 2 ** 30, cols: 2 ** 30 }],
      })),
      'its matrices have',
    ],
    [
      'with negative rows',
      withHead((head) => ({ ...head, matrices: [{ name: 'W1', dtype: 'float64', rows: -1, cols: 8 }] })),
      'matrices.0.rows',
    ],
    ['with a list of 10^9 in its place', withHead((head) => ({ ...head, order: 1e9 })), 'its matrices have'],
    [
      'nested too deep',
      withHead(
        () => `{"format":"dnn-checkpoint","version":1,"options":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
      ),
      'x is a damaged checkpoint',
    ],
  ])('%s is refused before anything is made of it', (_, content, words) => {
    expect(dnnError('model', () => parseCheckpoint(content, 'x')).message).toContain(words);
  });

  it('any first line with a right checksum is refused or read, and never fails otherwise', () => {
    const keys = Object.keys(JSON.parse(bytes.subarray(0, HEAD_END).toString('utf8')));
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        try {
          parseCheckpoint(
            withHead((head) => ({ ...head, [key]: value })),
            'x',
          );
        } catch (error) {
          expect(error).toBeInstanceOf(DnnError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('an option nested too deep to be told is refused all the same', () => {
    const path = join(directory, 'deep.checkpoint');
    const deep = '['.repeat(20000) + ']'.repeat(20000);
    const head = (text: string) => text.replace('"learningRate":', `"learningRate":${deep},"seed":`);
    writeFileSync(
      path,
      withHead((content) => head(JSON.stringify({ ...content, options: { learningRate: 1 } }))),
    );
    const source = { describe: () => '--resume', values: { resume: path } };
    const given = { options: resolveOptions(TRAIN.options, [source]), sources: [source] };
    const { message } = dnnError('model', () => resumeRun(given));
    expect(message).toContain('deep.checkpoint');
  });

  it('that is missing: exit 4', () => {
    writeFileSync(join(directory, 'here'), bytes);
    const error = dnnError('model', () => loadCheckpoint(join(directory, 'none')));
    expect(error.message).toContain('cannot read checkpoint');
    expect(error.exitCode).toBe(4);
  });
});

describe('damage in the first line', () => {
  it('of one character anywhere is called damage', () => {
    for (let at = 0; at < HEAD_END; at += at < 60 ? 1 : 97) {
      const changed = Buffer.from(bytes);
      changed[at] = 0;
      expect(dnnError('model', () => parseCheckpoint(changed, 'x')).message, `byte ${at}`).toMatch(
        at === 0 ? /not a checkpoint: its first line is not JSON/ : /^x is a damaged checkpoint/,
      );
    }
  });

  it('is said by its place, in plain words', () => {
    const messageOf = (change: (head: Record<string, unknown>) => unknown) =>
      dnnError('model', () => parseCheckpoint(withHead(change), 'x')).message;
    expect(messageOf((head) => ({ ...head, iteration: -1 }))).toContain('iteration: -1, expected at least 0');
    expect(messageOf((head) => ({ ...head, backend: ['wasm'] }))).toContain(
      'backend: a list, expected one of wasm, js',
    );
    expect(messageOf((head) => ({ ...head, firstLayer: 'x' }))).toContain('expected one of dual, direct');
  });
});
