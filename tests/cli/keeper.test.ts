/** The messages of a run whose disk fails. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keeper } from '../../src/cli/run/keeper.js';
import { identify } from '../../src/model/checkpoint/checkpoint.js';
import { loadCheckpoint } from '../../src/model/checkpoint/checkpoint-reader.js';
import type { RunEvent } from '../../src/train/events.js';
import type { Snapshot } from '../../src/train/state/snapshot.js';
import { syntheticDataset } from '../helpers/runs.js';
import { watchTraining } from '../helpers/snapshots.js';

const directory = mkdtempSync(join(tmpdir(), 'dnn-keeper-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('the checkpoint before the last', () => {
  const dataset = syntheticDataset(12, 5);
  const [path, previous] = ['model.checkpoint', 'model.previous.checkpoint'].map((name) =>
    join(directory, name),
  );
  let snapshots: Snapshot[];
  beforeAll(async () => {
    const options = { layers: 'auto,3,1', iterations: 6 };
    const watched = await watchTraining(dataset, options, { checkpointEvery: 2 });
    snapshots = [2, 4, 6].map((iteration) => watched.snapshots.get(iteration) as Snapshot);
  });

  function keeperOf(resume?: string): Keeper {
    const describe = () => ({ dnn: '1', options: {}, data: identify(dataset) });
    return new Keeper(
      { out: join(directory, 'model.json'), resume, describe, report: () => {}, warn: () => {} },
      true,
    );
  }
  const iterationOf = (file: string) => loadCheckpoint(file).snapshot.iteration;
  const stand = () => [path, previous].map((file) => (existsSync(file) ? iterationOf(file) : undefined));

  it('is kept until the run is done and the last is proven', () => {
    const keeper = keeperOf();
    const seen = snapshots.map((snapshot) => {
      keeper.keep(snapshot, false);
      return stand();
    });
    expect(seen).toEqual([
      [2, undefined],
      [4, 2],
      [6, 4],
    ]);
    keeper.finish(true);
    expect(stand()).toEqual([6, undefined]);
  });

  it('stays when the run was interrupted; one that goes on from the last keeps that, another run takes both away', () => {
    const interrupted = keeperOf();
    for (const snapshot of snapshots.slice(0, 2)) interrupted.keep(snapshot, false);
    interrupted.finish(false);
    expect(stand()).toEqual([4, 2]);
    const resumed = keeperOf(path);
    resumed.keep(snapshots[2], false);
    expect(stand()).toEqual([6, 4]);
    resumed.finish(false);
    const other = keeperOf(join(directory, 'elsewhere.checkpoint'));
    other.keep(snapshots[0], false);
    expect(stand()).toEqual([2, undefined]);
    other.finish(true);
  });

  it('is not replaced by a damaged one when the run goes on from it', () => {
    const first = keeperOf();
    for (const snapshot of snapshots.slice(0, 2)) first.keep(snapshot, false);
    first.finish(false);
    writeFileSync(path, '{"format":"dnn-checkpoint" rotten');
    const second = keeperOf(previous);
    second.keep(snapshots[1], false);
    expect(stand()).toEqual([4, 2]);
    // It rots while the run is at its end: the one before is all that there is.
    second.keep(snapshots[2], false);
    writeFileSync(path, readFileSync(path).fill(0, 100, 101));
    second.finish(true);
    expect(iterationOf(previous)).toBe(4);
  });
});

it('a checkpoint that cannot be written is told once, and again when it fails after one that could be', async () => {
  const dataset = syntheticDataset(12, 5);
  const watched = await watchTraining(dataset, { layers: 'auto,3,1', iterations: 4 }, { checkpointEvery: 4 });
  const snapshot = watched.snapshots.get(4) as Snapshot;
  const [warnings, events]: [string[], RunEvent[]] = [[], []];
  const folder = join(directory, 'gone');
  mkdirSync(folder);
  const keeper = new Keeper(
    {
      out: join(folder, 'model.json'),
      describe: () => ({ dnn: '1', options: {}, data: identify(dataset) }),
      report: (event) => void events.push(event),
      warn: (line) => void warnings.push(line),
    },
    true,
  );
  const fails = (times: number) => {
    rmSync(folder, { recursive: true });
    for (let i = 0; i < times; i++) keeper.keep(snapshot, false);
  };
  fails(3);
  expect(warnings).toEqual([expect.stringContaining('cannot write')]);
  mkdirSync(folder);
  keeper.keep(snapshot, false);
  expect(events).toHaveLength(1);
  fails(2);
  expect(warnings).toHaveLength(2);
  expect(() => keeper.finish(true)).toThrow('cannot write');
});
