/** The messages of a run whose disk fails. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Keeper } from '../../src/cli/run/keeper.js';
import { identify } from '../../src/model/checkpoint/checkpoint.js';
import type { RunEvent } from '../../src/train/events.js';
import type { Snapshot } from '../../src/train/state/snapshot.js';
import { syntheticDataset } from '../helpers/runs.js';
import { watchTraining } from '../helpers/snapshots.js';

const directory = mkdtempSync(join(tmpdir(), 'dnn-keeper-'));
afterAll(() => rmSync(directory, { recursive: true }));

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
  expect(() => keeper.finish()).toThrow('cannot write');
});
