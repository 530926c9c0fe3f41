/** The listing of runs: fields, filters, groups, progress, and the removal of a run. */
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run as ls } from '../../src/cli/commands/ls.js';
import { FACTS, parseBest, parseField } from '../../src/cli/listing/fields.js';
import { meets, parseFilter } from '../../src/cli/listing/filter.js';
import { groupJson, groupsOf, mixedOptions, spreadOf } from '../../src/cli/listing/groups.js';
import { removeRuns } from '../../src/cli/listing/removal.js';
import { groupTable, runTable, stateText } from '../../src/cli/listing/run-table.js';
import { follow } from '../../src/cli/listing/watch.js';
import type { Console } from '../../src/cli/terminal/console.js';
import { thisProcess } from '../../src/disk/process.js';
import { type RunSummary, readRun } from '../../src/model/run-summary.js';
import { listRuns } from '../../src/model/runs.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { dnnError } from '../helpers/errors.js';

const place = mkdtempSync(join(tmpdir(), 'dnn-listing-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

function summary(
  name: string,
  accuracy: number,
  options: object = {},
  state: RunSummary['state'] = 'done',
): RunSummary {
  const all = { ...defaultTrainingOptions(), ...options };
  const { optimizer, learningRate } = all;
  const test = { examples: 100, accuracy, cost: 1 - accuracy, f1: accuracy };
  const facts = { data: 'moons', layers: '2,6,1', iterations: 10, cost: 0.1, optimizer, learningRate };
  return { name, path: `runs/${name}`, state, ...facts, options: all, evaluations: { test } };
}

const RUNS = [
  summary('a', 0.9, { seed: 1 }),
  summary('b', 0.94, { seed: 2 }),
  summary('c', 0.98, { seed: 1, optimizer: 'adam', batchSize: 32 }),
  summary('d', 0.5, { seed: 3 }, 'interrupted'),
];

/** Lines that a command prints, whatever the stream. */
function recorder(): { readonly lines: string[]; readonly console: Console } {
  const lines: string[] = [];
  const add = (line: string) => lines.push(line);
  const console = { print: add, say: add, remark: add, draw: add, watched: false, isClosed: false };
  return { lines, console: console as unknown as Console };
}

describe('fields of runs', () => {
  it.each([
    ['test', 0.9],
    ['test_f1', 0.9],
    ['test-cost', 1 - 0.9],
    ['cost', 0.1],
    ['seed', 1],
    ['learning-rate', 0.0075],
    ['lr', 0.0075],
    ['learningRate', 0.0075],
    ['batch-size', undefined],
    ['batch-norm', 'false'],
    ['keep-prob', '1'],
    ['test_auc', undefined],
  ])('%s is %s', (name, value) => {
    expect(parseField(name).value(RUNS[0])).toBe(value);
  });

  it('suggest the nearest, and know what has a best', () => {
    expect(dnnError('usage', () => parseField('optimzer')).hint).toBe('Did you mean optimizer?');
    const names = dnnError('usage', () => parseField('zzz')).hint?.match(/[\w-]+(?=[,.])/g) ?? [];
    expect(names).toContain('optimizer');
    expect(new Set(names.map((name) => name.replaceAll('_', '-'))).size).toBe(names.length);
    expect(parseBest('test_accuracy').down).toBe(true);
    expect(parseBest('validation_cost').down).toBeUndefined();
    expect(dnnError('usage', () => parseBest('layers')).message).toBe('it has no best');
    for (const [text, meant] of [
      ['acc', 'test_accuracy'],
      ['val_loss', 'validation_cost'],
      ['test_f2', 'test_f1'],
    ])
      expect(dnnError('usage', () => parseBest(text)).hint).toContain(`Did you mean ${meant}?`);
    expect(dnnError('usage', () => parseBest('test_f1[cat]')).hint).toBe(
      'Use test_f1, the mean over the classes.',
    );
    expect(dnnError('usage', () => parseBest('foo')).hint).toMatch(/^Metrics are accuracy, cost, /);
  });
});

describe('--filter', () => {
  it.each([
    ['optimizer=adam', 'c'],
    ['optimizer!=adam', 'abd'],
    ['seed=1', 'ac'],
    ['seed==1.0', 'ac'],
    ['seed>1', 'bd'],
    ['learning-rate<=0.0075', 'abcd'],
    ['test_accuracy>=0.94', 'bc'],
    ['state=done', 'abc'],
    ['name~A', 'a'],
    ['layers=2,6,1', 'abcd'],
    ['batch-size=', 'abd'],
    ['batch-size!=', 'c'],
    ['batch-size>1', 'c'],
    ['data>=moons', 'abcd'],
    ['cost~0.1', 'abcd'],
    [' seed = 2 ', 'b'],
  ])('%s: %s', (text, names) => {
    const filter = parseFilter(text);
    expect(
      RUNS.filter((run) => meets(run, filter))
        .map(({ name }) => name)
        .join(''),
    ).toBe(names);
  });

  it.each(['', 'seed', '=3', 'zebra=1'])('refuses "%s"', (text) => {
    dnnError('usage', () => parseFilter(text));
  });

  it.each(['cost<abc', 'seed>zebra', 'rate=fast', 'test_f1>=80%', 'iterations!=x', 'l2<', 'seconds>1.2.3'])(
    'refuses "%s": it compares a number with none',
    (text) => {
      expect(dnnError('usage', () => parseFilter(text)).message).toContain(' is a number, ');
    },
  );
});

describe('a run whose --expect was not met', () => {
  const LINES = [
    '{"event":"run","dnn":"0","started":"2026-01-01T00:00:00Z","node":"20","machine":"m","process":{"pid":1,"place":"elsewhere"}}',
    '{"event":"cost","iteration":0,"cost":2.5}',
    '{"event":"evaluation","split":"train","examples":9,"accuracy":0.5,"cost":1.5}',
  ];
  const made = (name: string, ...ends: string[]) => {
    const path = join(place, 'ended', name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'config.json'), '{"optimizer":"gd","learningRate":0.1}');
    writeFileSync(join(path, 'metrics.jsonl'), `${[...LINES, ...ends].join('\n')}\n`);
    return readRun(name, path);
  };
  const DONE = '{"event":"done","iterations":9,"seconds":1}';
  const UNMET = '{"event":"error","code":"expectation","message":"not as expected"}';

  it('is rejected; one that failed otherwise behind its end is not', async () => {
    expect(await made('unmet', DONE, UNMET)).toMatchObject({ state: 'rejected', problem: 'not as expected' });
    expect(await made('overflow', DONE, '{"event":"error","code":"data","message":"m"}')).toMatchObject({
      state: 'done',
      cost: 2.5,
    });
  });

  it('counts in the means of its group, and is never the best run', async () => {
    const rejected = summary('e', 0.99, { seed: 4 }, 'rejected');
    const [, group] = groupsOf([...RUNS, rejected], [parseField('optimizer')]);
    expect(group.runs.map(({ name }) => name)).toEqual(['a', 'b', 'e']);
    await made('unmet', DONE, UNMET);
    const best = parseBest('train');
    const { lines, console } = recorder();
    const options = { runs: join(place, 'ended'), filter: [parseFilter('name=unmet')], best, json: true };
    const all = { ...options, sort: parseField('date'), rm: [], by: undefined, watch: false };
    await ls({ console, options: all, words: [], isGiven: () => true, isFlag: () => true });
    expect(lines).toEqual(['[]']);
  });

  it('a run that a signal ended has the cost of the network as it was then', async () => {
    const ended = await made('hup', '{"event":"interrupted","iteration":7,"seconds":1}');
    expect(ended).toMatchObject({ state: 'interrupted', iterations: 7, cost: 1.5 });
    const killed = await made('killed');
    expect(killed).toMatchObject({ cost: 2.5 });
  });

  it('a directory without a file of a run is no run', async () => {
    const runs = join(place, 'left');
    mkdirSync(join(runs, 'foreign'), { recursive: true });
    writeFileSync(join(runs, 'foreign', 'notes.txt'), 'mine');
    mkdirSync(join(runs, 'hurt'));
    writeFileSync(join(runs, 'hurt', 'metrics.jsonl'), '');
    expect((await listRuns(runs)).map(({ name, state }) => [name, state])).toEqual([['hurt', 'damaged']]);
  });
});

describe('--by', () => {
  const by = [parseField('optimizer')];

  it('gives the mean and standard deviation of each group of finished runs', () => {
    const groups = groupsOf(RUNS, by);
    expect(groups.map(({ values, runs }) => [values, runs.length])).toEqual([
      [['adam'], 1],
      [['gd'], 2],
    ]);
    // statistics.stdev([0.9, 0.94]) of Python
    expect(spreadOf(FACTS.test, groups[1].runs)).toEqual({
      n: 2,
      mean: 0.9199999999999999,
      sd: expect.closeTo(0.0282842712474619, 15),
    });
    expect(spreadOf(FACTS.test, groups[0].runs)).toEqual({ n: 1, mean: 0.98, sd: undefined });
    expect(spreadOf(FACTS.train, groups[0].runs)).toBeUndefined();
    expect(groupTable(groups, by, undefined, 200).lines).toEqual([
      'optimizer  runs  test             test cost            cost',
      'adam       1     0.9800           0.020000             0.100000',
      'gd         2     0.9200 ± 0.0283  0.080000 ± 0.028284  0.100000 ± 0.000000',
    ]);
    expect(groupJson(groups[1], by)).toMatchObject({
      by: { optimizer: 'gd' },
      runs: ['a', 'b'],
      metrics: { test_accuracy: { n: 2 } },
    });
  });

  it('names other options that differ within a group', () => {
    expect(mixedOptions(groupsOf(RUNS, by), by)).toEqual([]);
    const data = [parseField('data')];
    expect(mixedOptions(groupsOf(RUNS, data), data)).toEqual(['optimizer', 'batch-size']);
  });
});

describe('the table of runs', () => {
  it('shows the options in which runs differ, as far as there is room', () => {
    const { lines, missing } = runTable(RUNS, parseField('date'), 200);
    expect(lines[0].split(/ {2,}/)).toEqual(
      expect.arrayContaining(['name', 'optimizer', 'seed', 'batch-size', 'test', 'test cost', 'state']),
    );
    expect(lines[0]).not.toContain('l2');
    expect(missing).toEqual([]);
    const test = { examples: 9, rmse: 2, mae: 1, r2: 0.7112, cost: 0.3 };
    const numbers = { ...RUNS[0], evaluations: { test } };
    expect(runTable([numbers], parseField('date'), 200).lines[1]).toContain(' R² 0.7112 ');
    const narrow = runTable(RUNS, parseField('date'), 40);
    for (const line of narrow.lines) expect(line.length).toBeLessThanOrEqual(40);
    expect(narrow.lines[0]).toContain('test');
    expect(narrow.missing).toContain('layers');
    expect(runTable(RUNS, parseField('test_f1'), 40).lines[0]).toContain('test_f1');
  });
});

/** Writes a run of `this` process that has made 100 of 400 updates in 10 s, its last line 2 s ago. */
function training(name: string): string {
  const path = join(place, name);
  mkdirSync(path, { recursive: true });
  const now = Date.now();
  const started = new Date(now - 12_000).toISOString();
  writeFileSync(join(path, 'config.json'), JSON.stringify({ optimizer: 'gd', learningRate: 0.1, seed: 5 }));
  const events = [
    { event: 'run', dnn: '0', started, node: '20', machine: 'm', process: thisProcess() },
    { event: 'start', dataset: 'moons', layers: '2,1', parameters: 3, plan: { iterations: 400 } },
    { event: 'cost', iteration: 100, cost: 0.5 },
  ];
  const metrics = join(path, 'metrics.jsonl');
  writeFileSync(metrics, `${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
  utimesSync(metrics, new Date(now - 2000), new Date(now - 2000));
  return path;
}

describe('a run that is training', () => {
  it('has its progress and the time that is left', async () => {
    const run = await readRun('now', training('now'));
    expect(run).toMatchObject({ state: 'running', iterations: 100, planned: 400, options: { seed: 5 } });
    // 300 updates at 0.1 s each, less the 2 s since the last line
    expect(run.secondsLeft).toBeGreaterThan(26);
    expect(run.secondsLeft).toBeLessThan(28.1);
    expect(stateText(run)).toMatch(/^running 25 %, 3?2?\d s left$/);
    expect(Object.keys(run)).not.toContain('begun');
  });

  it('is watched until it ends', async () => {
    const run = await readRun('now', training('now'));
    const looks = [[run], [{ ...run, state: 'done' as const }]];
    const { lines, console } = recorder();
    const view = { runs: (found: RunSummary[]) => found, lines: () => [] };
    const last = await follow(async () => looks.shift() as RunSummary[], { ...view, pause: 1 }, console);
    expect(last[0].state).toBe('done');
    expect(lines).toEqual([
      expect.stringMatching(/^now: running 25 %, .* left; 100 of 400 updates, cost 0\.500000$/),
    ]);
  });
});

describe('--rm', () => {
  it.each([
    ['best', { best: parseBest('cost') }],
    ['filter', { filter: [parseFilter('seed=1')] }],
    ['by', { by: [parseField('seed')] }],
    ['watch', { watch: true }],
  ])('with --%s is refused, and removes nothing', async (flag, given) => {
    const none = { sort: parseField('date'), filter: [], by: undefined, best: undefined, watch: false };
    const options = { ...none, runs: place, rm: ['none'], json: false, ...given };
    const refused = ls({
      console: recorder().console,
      options,
      words: [],
      isGiven: () => true,
      isFlag: () => true,
    });
    await expect(refused).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(new RegExp(`^--${flag}.*: it cannot be given with --rm$`)),
    });
  });

  const runs = join(place, 'runs');
  const MODEL = '{"format":"dnn-model","version":1}';
  const PAGE = '<!doctype html><meta name="generator" content="dnn 0.1.0">';
  const EVENT =
    '{"event":"run","dnn":"0","started":"2026-01-01T00:00:00Z","node":"20","machine":"m","process":{"pid":1,"place":"elsewhere"}}\n{"event":"done","iterations":1,"seconds":1}\n';

  function make(name: string): string {
    const path = join(runs, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'config.json'), '{"optimizer":"gd","learningRate":0.1}');
    writeFileSync(join(path, 'metrics.jsonl'), EVENT);
    writeFileSync(join(path, 'model.json'), MODEL);
    writeFileSync(join(path, 'report.html'), PAGE);
    for (const name of ['model.checkpoint', 'model.previous.checkpoint'])
      writeFileSync(join(path, name), '{"format":"dnn-checkpoint"');
    return path;
  }
  const remove = async (...names: string[]) => {
    const { lines, console } = recorder();
    await removeRuns(runs, names, false, console);
    return lines;
  };

  it('removes a run with its directory', async () => {
    const path = make('one');
    expect(await remove('one')).toEqual([`Removed ${path}.`]);
    expect(existsSync(path)).toBe(false);
  });

  it('leaves every file that dnn did not write, and what links lead to', async () => {
    const path = make('two');
    const outside = join(place, 'outside.json');
    writeFileSync(outside, MODEL);
    rmSync(join(path, 'model.json'));
    symlinkSync(outside, join(path, 'model.json'));
    writeFileSync(join(path, 'report.html'), '<p>my own');
    writeFileSync(join(path, 'notes.txt'), 'mine');
    mkdirSync(join(path, 'model.checkpoint.old'));
    const [line] = await remove('two');
    expect(line).toContain(
      'Left there, as dnn did not write it: model.checkpoint.old, model.json, notes.txt, report.html.',
    );
    expect(readdirSync(path).sort()).toEqual([
      'model.checkpoint.old',
      'model.json',
      'notes.txt',
      'report.html',
    ]);
    expect(existsSync(outside)).toBe(true);
  });

  it('keeps the other name of a file', async () => {
    const path = make('three');
    linkSync(join(path, 'model.json'), join(place, 'kept.json'));
    await remove('three');
    expect(existsSync(join(place, 'kept.json'))).toBe(true);
  });

  it('removes none where one cannot be', async () => {
    const path = make('four');
    symlinkSync(path, join(runs, 'link'));
    mkdirSync(join(runs, 'other'));
    writeFileSync(join(runs, 'other', 'config.json'), '{}');
    writeFileSync(join(runs, 'other', 'metrics.jsonl'), '{"step":1}');
    writeFileSync(join(runs, 'file'), '');
    mkdirSync(join(runs, 'linked'));
    symlinkSync(join(path, 'config.json'), join(runs, 'linked', 'config.json'));
    symlinkSync(join(path, 'metrics.jsonl'), join(runs, 'linked', 'metrics.jsonl'));
    training('runs/busy');
    const refusals: [name: string, problem: string][] = [
      ['link', 'is a link'],
      ['other', 'is not the directory of a run'],
      ['file', 'is not the directory of a run'],
      ['linked', 'is not the directory of a run'],
      ['busy', 'the run is still training'],
      ['none', 'there is no run'],
      ['../runs/four', 'it is a path'],
      ['..', 'it is a path'],
      ['.', 'it is a path'],
      [path, 'it is a path'],
      ['four/', 'it is a path'],
    ];
    for (const [name, problem] of refusals) {
      await expect(remove('four', name)).rejects.toThrow(problem);
      expect(readdirSync(path)).toHaveLength(6);
    }
    await expect(remove('fuor')).rejects.toMatchObject({ hint: 'Did you mean four?' });
    const empty = mkdtempSync(join(place, 'empty-'));
    const hint = 'Name a run as dnn ls lists it.';
    await expect(removeRuns(empty, ['four'], false, recorder().console)).rejects.toMatchObject({ hint });
  });
});
