/**
 * The disk fails, or the process is killed, at file-system calls that a run makes where its model stands, each in
 * turn: afterwards the old or the new file loads, and what was trained is kept where it can be. `npm test` tries some
 * of the calls, `npm run test:all` all.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keeper } from '../../src/cli/run/keeper.js';
import { DnnError } from '../../src/errors.js';
import { identify } from '../../src/model/checkpoint/checkpoint.js';
import { loadCheckpoint } from '../../src/model/checkpoint/checkpoint-reader.js';
import { loadModel } from '../../src/model/file/load.js';
import { areParametersIntact, createModel } from '../../src/model/model.js';
import type { RunEvent } from '../../src/train/events.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import type { Snapshot } from '../../src/train/state/snapshot.js';
import { BIN, expectNoTrace, type Result, Workspace } from '../helpers/cli.js';
import { injectFaults } from '../helpers/faults.mjs';
import { syntheticDataset } from '../helpers/runs.js';
import { watchTraining } from '../helpers/snapshots.js';

const FAULTS = resolve('tests/helpers/faults.mjs');
export const CODES = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE', 'EROFS'] as const;
const OLD = ['train', '--data', 'moons', '--layers', '2,3,1', '--iterations', '3', '--checkpoint-every', '3'];
const NEW = [...OLD, '--seed', '2', '--log-format', 'json'];
const AT_ONCE = Math.max(2, cpus().length);

const place = new Workspace();
let [oldSha, newSha] = ['', ''];
let calls: string[] = [];

/** Runs the new training in folder `name`, where the old model stands, with a fault at call `at`. */
async function runWithFault(
  name: string,
  at: number,
  how: string,
): Promise<Result & { readonly calls: string[] }> {
  await trainOld(name);
  mkdirSync(place.at(`${name}-tmp`));
  const log = place.at(`${name}.log`);
  const script = `cd ${name} && exec ${process.execPath} --import ${FAULTS} ${BIN} ${NEW.join(' ')}`;
  const variables = { FAULT_AT: String(at), FAULT_HOW: how, FAULT_LOG: log, TMPDIR: place.at(`${name}-tmp`) };
  const result = await place.run('bash', ['-c', script], variables);
  return { ...result, calls: readFileSync(log, 'utf8').split('\n') };
}

async function trainOld(name: string): Promise<void> {
  mkdirSync(place.at(name));
  for (const file of ['model.json', 'model.checkpoint']) {
    if (existsSync(place.at(`old/${file}`)))
      place.write(`${name}/${file}`, readFileSync(place.at(`old/${file}`)));
  }
}

const shaOf = (path: string) => loadModel(path).training.sha256 as string;
const events = ({ stdout }: Result) =>
  stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

async function trainBoth(): Promise<void> {
  mkdirSync(place.at('old'));
  const old = await place.shell(`cd old && $DNN ${OLD.join(' ')}`);
  expect(old.code).toBe(0);
  oldSha = shaOf(place.at('old/model.json'));
  const whole = await runWithFault('whole', 0, 'none');
  expect(whole.code).toBe(0);
  newSha = shaOf(place.at('whole/model.json'));
  calls = whole.calls;
  expect(readdirSync(place.at('whole')).sort()).toEqual(['model.checkpoint', 'model.json']);
}

/** Both files are the old or the new ones, whole. */
function expectLoadable(name: string): void {
  const model = loadModel(place.at(`${name}/model.json`));
  expect(areParametersIntact(model)).toBe(true);
  expect([oldSha, newSha]).toContain(model.training.sha256);
  expect([1, 2]).toContain(loadCheckpoint(place.at(`${name}/model.checkpoint`)).options.seed);
}

function expectKept(name: string, result: Result, how: string): void {
  const told = events(result);
  if (result.code === 0) {
    expect(shaOf(place.at(`${name}/model.json`))).toBe(newSha);
    return;
  }
  expect(result.code, result.stderr).toBe(7);
  expectNoTrace(result.stderr);
  expect(result.stderr.match(/^Error: cannot (read dataset|write) /gm), result.stderr).toHaveLength(1);
  expect(told.at(-1)).toMatchObject({ event: 'error', code: 'io' });
  const trained = told.some(({ event }) => event === 'evaluation');
  const saved = told.find(({ event }) => event === 'saved');
  // what has been trained is somewhere, and the run says where
  if (trained) expect(saved, `${how}: ${result.stdout}`).toBeDefined();
  else expect(shaOf(place.at(`${name}/model.json`))).toBe(oldSha);
  if (saved) expect(shaOf(resolve(place.at(name), saved.path))).toBe(newSha);
}

export interface Faults {
  /** Every so many calls of a run, one goes wrong. */
  readonly every: number;
  /** Errors at each call of a save. */
  readonly codes: readonly (typeof CODES)[number][];
}

export function describeFaults({ every, codes }: Faults): void {
  beforeAll(trainBoth);
  describe(`a fault at file-system calls of a run, 1 of ${every}`, () => inRuns(every));
  describe('a fault at every file-system call of a save', () => inSaves(codes));
}

function inRuns(every: number): void {
  it('there are calls of every kind', () => {
    for (const name of [
      'openSync',
      'writeSync',
      'fsyncSync',
      'closeSync',
      'renameSync',
      'linkSync',
      'rmSync',
    ]) {
      expect(calls).toContain(name);
    }
    expect(calls.filter((name) => name === 'renameSync')).toHaveLength(2);
  });

  it.each(['failing', 'killing'])(
    '%s it: the old or the new files load',
    { timeout: 400_000 },
    async (way) => {
      const ends: Record<string, number> = {};
      const one = async (at: number) => {
        // Every code at every call is tried in the process, below.
        const how = way === 'killing' ? 'kill' : CODES[at % CODES.length];
        const name = `${way}-${at}`;
        const result = await runWithFault(name, at, how);
        const where = `${how} at call ${at}, ${result.calls.at(at - 1)}`;
        expect(result.calls.length, where).toBeGreaterThanOrEqual(at);
        expectLoadable(name);
        if (how === 'kill') await expectRepeatable(name, result);
        else expectKept(name, result, where);
        if (!mayLeave(result.calls[at - 1])) expectClean(name);
        const end = String(result.code ?? result.signal);
        ends[end] = (ends[end] ?? 0) + 1;
      };
      const left = calls.map((_, i) => i + 1).filter((at) => at % every === 0);
      const tried = left.length;
      const worker = async () => {
        for (let at = left.shift(); at !== undefined; at = left.shift()) await one(at);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      if (way === 'killing') expect(ends).toEqual({ SIGKILL: tried });
      else expect((ends[0] ?? 0) + (ends[7] ?? 0)).toBe(tried);
    },
  );
}

/** Files that could not be examined or removed may stay; the next run removes them. */
const mayLeave = (call: string) => /^(rm|unlink|lstat|readFile)Sync$/.test(call);

async function inSaves(codes: Faults['codes']): Promise<void> {
  const watched = await watchTraining(
    syntheticDataset(12, 5),
    { layers: 'auto,3,1', iterations: 4 },
    { checkpointEvery: 4 },
  );
  const snapshot = watched.snapshots.get(4) as Snapshot;
  const dataset = syntheticDataset(12, 5);
  const model = createModel(dataset, defaultTrainingOptions(), watched.trained);

  const { TMPDIR } = process.env;
  beforeAll(() => {
    mkdirSync(place.at('rescued'));
    process.env.TMPDIR = place.at('rescued');
  });
  afterAll(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });

  /** Saves a checkpoint and the model in `folder` with a fault; what was told, and the error. */
  function save(folder: string, at: number, how: string) {
    const events: RunEvent[] = [];
    const description = () => ({ dnn: '1', options: {}, data: identify(dataset) });
    const faults = injectFaults(place.at(folder), at, how);
    let keeper: Keeper | undefined;
    try {
      const report = (event: RunEvent) => void events.push(event);
      const out = place.at(`${folder}/model.json`);
      keeper = new Keeper({ out, describe: description, report, warn: () => {} }, true);
      keeper.keep(snapshot, true);
      keeper.save(out, model);
      keeper.finish(true);
      return { events, calls: faults.calls };
    } catch (error) {
      return { events, calls: faults.calls, error };
    } finally {
      keeper?.release();
      faults.restore();
    }
  }

  it.each(codes)('%s: the old or the new files load, and the new ones are kept', async (code) => {
    await trainOld(`none-${code}`);
    const { calls: all, error: none } = save(`none-${code}`, 0, code);
    expect(none).toBeUndefined();
    expect(all.length).toBeGreaterThan(40);
    const kept = { model: 0, checkpoint: 0 };
    for (let at = 1; at <= all.length; at++) {
      const folder = `${code}-${at}`;
      await trainOld(folder);
      const { events, calls: made, error } = save(folder, at, code);
      const where = `${code} at call ${at}, ${made[at - 1]}`;
      const stands = loadModel(place.at(`${folder}/model.json`)).training.sha256;
      expect([oldSha, model.training.sha256], where).toContain(stands);
      loadCheckpoint(place.at(`${folder}/model.checkpoint`));
      if (!mayLeave(made[at - 1])) expectClean(folder);
      if (error === undefined) {
        expect(stands, where).toBe(model.training.sha256);
        continue;
      }
      expect(error, where).toBeInstanceOf(DnnError);
      expect((error as DnnError).code, where).toBe('io');
      for (const event of events) {
        if (event.event === 'saved')
          kept.model += Number(loadModel(event.path).training.sha256 === event.sha256);
        if (event.event === 'checkpoint')
          kept.checkpoint += loadCheckpoint(event.path).snapshot.iteration / 4;
      }
      // Once it is proven that files can be written here, what there is to save is saved somewhere.
      if (events.length > 0)
        expect(
          events.map(({ event }) => event),
          where,
        ).toEqual(['checkpoint', 'saved']);
    }
    expect(kept.model).toBeGreaterThan(15);
    expect(kept.checkpoint).toBe(kept.model);
  });
}

/** Files that a killed run has left block no other run, which removes them. */
async function expectRepeatable(name: string, { signal }: Result): Promise<void> {
  expect(signal).toBe('SIGKILL');
  const again = await place.shell(`cd ${name} && $DNN ${NEW.join(' ')}`);
  expect(again.code, again.stderr).toBe(0);
  expect(shaOf(place.at(`${name}/model.json`))).toBe(newSha);
}

function expectClean(name: string): void {
  const names = readdirSync(place.at(name)).sort();
  expect(names).toEqual(['model.checkpoint', 'model.json']);
}
