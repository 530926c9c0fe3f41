/** The checkpoints of trials: only what is whole and of the trial's own run is gone on from. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeToy } from '../../src/data/toys/toys.js';
import type { Snapshot } from '../../src/train/state/snapshot.js';
import { TrialCheckpoints, trialCheckpointPath } from '../../src/tune/trial-checkpoints.js';
import { Trials } from '../helpers/trials.js';

const directory = mkdtempSync(join(tmpdir(), 'dnn-trials-'));
afterAll(() => rmSync(directory, { recursive: true }));

const trials = new Trials(makeToy('moons', { examples: 60 }));
const OPTIONS = { layers: 'auto,6,auto', iterations: 27, learningRate: 0.1, batchSize: 8 };
const [first, second] = trials.inParts(OPTIONS, [3, 1]);
const checkpoints = new TrialCheckpoints(directory, trials.data, '1.2.3');
const { snapshots } = await trials.run(first);
const snapshot = snapshots.get(9) as Snapshot;

it('a trial goes on from its own checkpoint, or that of the trial before it', async () => {
  expect(checkpoints.find(second)).toBeUndefined();
  checkpoints.save(first, snapshot, 0);
  expect(readdirSync(directory)).toEqual([`${first.id}.checkpoint`]);
  expect(checkpoints.find(first)).toEqual({ snapshot, begun: 0 });
  expect(checkpoints.find(second)).toEqual({ snapshot, begun: 9 });
  let updates = 9;
  const { snapshots: later } = await trials.run(second, {
    from: checkpoints.find(second),
    isDue: () => ++updates === 12,
  });
  checkpoints.save(second, later.get(12) as Snapshot, 9);
  expect(checkpoints.find(second)).toEqual({ snapshot: later.get(12), begun: 9 });
  checkpoints.forget(second.id);
  checkpoints.forget(second.id);
  expect(readdirSync(directory)).toEqual([`${first.id}.checkpoint`]);
});

it('one that is cut off, changed anywhere or of another run counts as none', async () => {
  checkpoints.save(first, snapshot, 0);
  const path = trialCheckpointPath(directory, first.id);
  const bytes = readFileSync(path);
  for (const length of [0, 1, 100, bytes.length - 1]) {
    writeFileSync(path, bytes.subarray(0, length));
    expect(checkpoints.find(second), `${length} bytes`).toBeUndefined();
  }
  for (let at = 0; at < bytes.length; at += 97) {
    const changed = Buffer.from(bytes);
    changed[at] ^= 1;
    writeFileSync(path, changed);
    expect(checkpoints.find(second), `byte ${at}`).toBeUndefined();
  }
  writeFileSync(path, bytes);
  expect(checkpoints.find(second)).toBeDefined();
  const others = [
    trials.of({ ...OPTIONS, seed: 2 }, {}, first),
    trials.of(OPTIONS, { fold: { fold: 0, folds: 2 } }, first),
    trials.of(OPTIONS, { kernels: 'js:1' }, first),
    trials.of(OPTIONS, { data: 'another' }, first),
  ];
  for (const other of others) expect(checkpoints.find(other)).toBeUndefined();
});

it('a snapshot that does not fit costs time only', async () => {
  const whole = await trials.result(first);
  const unfit = [
    { ...snapshot, iteration: 12 },
    { ...snapshot, matrices: snapshot.matrices.slice(1) },
    { ...snapshot, order: undefined },
  ];
  for (const each of unfit) {
    expect(await trials.result(first, { from: { snapshot: each, begun: 0 } })).toEqual(whole);
  }
});
