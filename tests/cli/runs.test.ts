/** Runs by name: what their directories hold, which names are taken, going on, and `dnn ls`. */

import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { TRAIN, type TrainValues } from '../../src/cli/commands/train-command.js';
import { resolveOptions } from '../../src/cli/options/resolve.js';
import { resumeRun } from '../../src/cli/run/resume.js';
import { RunRecord } from '../../src/cli/run/run-record.js';
import { loadCheckpoint } from '../../src/model/checkpoint/checkpoint-reader.js';
import { BIN, eventsOf, expectError, expectSuccess } from '../helpers/cli.js';
import { injectFaults } from '../helpers/faults.mjs';
import { InProcess } from '../helpers/in-process.js';
import { LINUX_NOTICE } from '../helpers/skips.js';

const place = new InProcess();
const MOONS = ['--data', 'moons', '--layers', '2,6,1', '--activation', 'tanh', '--lr', '0.3'];
const train = (...args: string[]) => place.dnn(['train', ...MOONS, ...args]);
const text = (path: string) => readFileSync(place.at(path), 'utf8');
const lines = (path: string) =>
  text(path)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const list = async (...args: string[]) => {
  const result = await place.dnn(['ls', '--json', ...args]);
  expectSuccess({ ...result, stderr: '' });
  return JSON.parse(result.stdout) as Record<string, unknown>[];
};

// A run starts with its process.
beforeAll(async () => {
  const started = (...args: string[]) => place.ownProcess(['train', ...MOONS, ...args]);
  expectSuccess(await started('--name', 'first', '--iterations', '40', '--log-every', '10'));
  expectSuccess(
    await started('--name', 'second', '--iterations', '400', '--optimizer', 'adam', '--lr', '0.01'),
  );
});

describe('train --name', () => {
  it('keeps configuration, events, model and report in a directory', async () => {
    expect(readdirSync(place.at('runs/first')).sort()).toEqual([
      'config.json',
      'metrics.jsonl',
      'model.json',
      'report.html',
    ]);
    const [opening, ...events] = lines('runs/first/metrics.jsonl');
    expect(opening).toMatchObject({
      event: 'run',
      dnn: expect.any(String),
      started: expect.stringMatching(/Z$/),
    });
    const again = await train(
      '--iterations',
      '40',
      '--log-every',
      '10',
      '--log-format',
      'json',
      '--out',
      'again.json',
    );
    const strip = ({ seconds, path, ...event }: Record<string, unknown>) => event;
    expect(events.map(strip)).toEqual(eventsOf(again).map(strip));
  });

  it('keeps what trains it again, to the very file', async () => {
    expectSuccess(
      await place.ownProcess(['train', '--config', 'runs/first/config.json', '--name', 'repeated']),
    );
    expect(text('runs/repeated/model.json')).toBe(text('runs/first/model.json'));
    expect(text('runs/repeated/config.json')).toBe(text('runs/first/config.json'));
    expectSuccess(await place.dnn(['train', '--config', 'runs/first/config.json', '--out', 'plain.json']));
    expect(text('plain.json')).toBe(text('runs/first/model.json'));
  });

  it('refuses a name that is taken, and leaves all as it is', async () => {
    await place.refuses(['train', ...MOONS, '--name', 'first'], 2, [
      '--name first',
      'taken',
      'Choose another name.',
    ]);
    place.write('runs/file', '');
    await place.refuses(['train', ...MOONS, '--name', 'file'], 2, ['taken']);
    rmSync(place.at('runs/file'));
  });

  it.each(['../up', '.hidden', '', 'x'.repeat(101), 'a\nb'])('refuses the name %j', async (name) => {
    await place.refuses(['train', ...MOONS, `--name=${name}`], 2, [
      '--name',
      'expected a name of at most 100',
    ]);
  });

  it('takes names of other scripts, an empty directory, and --runs elsewhere', async () => {
    mkdirSync(place.at('elsewhere/пробег-1'), { recursive: true });
    expectSuccess(await train('--name', 'пробег-1', '--runs', 'elsewhere', '--iterations', '2'));
    expect(await list('--runs', 'elsewhere')).toMatchObject([{ name: 'пробег-1', state: 'done' }]);
  });

  it('excludes --out, but the one that it stands for', async () => {
    const both = ['train', ...MOONS, '--name', 'third', '--out', 'x.json'];
    await place.refuses(both, 2, [
      '--out x.json',
      '--name third',
      'it cannot be given with --name third, whose model is',
    ]);
    const printed = await train('--name', 'third', '--print-config');
    expect(JSON.parse(printed.stdout)).toMatchObject({
      name: 'third',
      out: join('runs', 'third', 'model.json'),
    });
    place.write('printed.json', printed.stdout);
    const again = await place.dnn(['train', '--config', 'printed.json', '--print-config']);
    expect(again.stdout).toBe(printed.stdout);
  });

  it('of a run that is refused before it begins leaves no directory', async () => {
    await place.refuses(['train', '--data', 'nowhere.h5', '--name', 'none'], 3, ['nowhere.h5']);
    await place.refuses(['train', ...MOONS, '--layers', '3,1', '--name', 'none'], 2, ['--layers']);
    expectSuccess(await train('--name', 'none', '--explain'));
    expect(readdirSync(place.at('runs'))).not.toContain('none');
  });

  it('of a run that diverges says so', async () => {
    const args = [
      'train',
      '--data',
      'moons',
      '--layers',
      '2,5,1',
      '--loss',
      'mse',
      '--output-activation',
      'linear',
    ];
    expectError(await place.dnn([...args, '--lr', '1e9', '--name', 'wild']), 5, ['diverged']);
    const wild = (await list()).find(({ name }) => name === 'wild');
    expect(wild).toMatchObject({ state: 'failed', problem: expect.stringContaining('diverged') });
    rmSync(place.at('runs/wild'), { recursive: true });
  });
});

describe('a run that is killed', () => {
  it('is running, then interrupted, and goes on in its directory to the same bits', async () => {
    const args = [
      'train',
      ...MOONS,
      '--iterations',
      '100000000',
      '--checkpoint-every',
      '200',
      '--log-every',
      '200',
    ];
    const child = place.spawn(process.execPath, [BIN, ...args, '--name', 'killed']);
    const ended = once(child, 'exit');
    await new Promise<void>((resolve) => {
      let seen = '';
      child.stdout.on('data', (chunk) => {
        seen += chunk;
        if (seen.includes('iteration 400:')) resolve();
      });
      child.stdout.on('close', resolve);
    });
    child.kill('SIGSTOP');
    const found = async () => (await list()).find(({ name }) => name === 'killed');
    expect(await found()).toMatchObject({ state: 'running' });
    child.kill('SIGKILL');
    await ended;
    expect(await found()).toMatchObject({ state: 'interrupted' });
    const checkpoint = 'runs/killed/model.checkpoint';
    const iterations = loadCheckpoint(place.at(checkpoint)).snapshot.iteration + 300;
    await place.refuses(['train', ...MOONS, '--name', 'killed'], 2, [
      `go on with it: dnn train --resume ${checkpoint}`,
    ]);
    expectSuccess(
      await place
        .dnn(['train', '--resume', checkpoint, '--iterations', String(iterations)])
        .then(({ code, stderr, stdout, signal }) => ({ code, stderr, stdout, signal })),
    );
    expect(await found()).toMatchObject({ state: 'done', iterations });
    expect(lines('runs/killed/metrics.jsonl').filter(({ event }) => event === 'run')).toHaveLength(2);
    expectSuccess(await place.dnn([...args, '--iterations', String(iterations), '--out', 'whole.json']));
    expect(text('runs/killed/model.json')).toBe(text('whole.json'));
  });
});

describe('metrics.jsonl', () => {
  it('on a disk that takes no more is warned of once, keeps whole lines, and ends nothing', () => {
    const runs = place.at('faults');
    /** Ten events with the fault at call `at`: the warnings, and the calls in all and of the beginning. */
    const tenEvents = (at: number) => {
      rmSync(runs, { recursive: true, force: true });
      const options = { name: 'run', runs, out: join(runs, 'run', 'model.json') } as unknown as TrainValues;
      const warnings: string[] = [];
      const { calls, restore } = injectFaults(runs, at, 'ENOSPC');
      try {
        const record = RunRecord.of(options, (line) => warnings.push(line)) as RunRecord;
        record.begin({});
        const begun = calls.length;
        for (let iteration = 0; iteration < 10; iteration++)
          record.add({ event: 'cost', iteration, cost: 0.5 });
        record.close();
        return { warnings, calls: calls.length, begun };
      } finally {
        restore();
      }
    };
    const { warnings, calls, begun } = tenEvents(0);
    expect(warnings).toEqual([]);
    expect(calls - begun).toBeGreaterThanOrEqual(21);
    for (let at = begun + 1; at <= calls; at++) {
      expect(tenEvents(at).warnings).toEqual([expect.stringContaining('the training goes on')]);
      const kept = lines('faults/run/metrics.jsonl');
      expect(kept.length).toBe(at === calls ? 11 : 10);
    }
  });

  it('is where a report has the time and the machine of the training from', async () => {
    const [opening, ...events] = lines('runs/first/metrics.jsonl');
    const seconds = events.find(({ event }) => event === 'done')?.seconds;
    const page = readFileSync(place.at('runs/first/report.html'), 'utf8');
    expect(page).toContain(`Node.js ${process.versions.node} on ${opening.machine}`);
    expect(page).toContain(`${Number(seconds).toFixed(2)} s`);
    const told = await place.dnn(['report', 'runs/first/model.json', '--json']);
    const { started, machine, node } = opening;
    expect(JSON.parse(told.stdout).models).toMatchObject([
      { name: 'first', trained: { started, machine, node, seconds } },
    ]);
  });

  it.skipIf(LINUX_NOTICE !== '')(`that is no file is not read${LINUX_NOTICE}`, async () => {
    mkdirSync(place.at('devices/run'), { recursive: true });
    cpSync(place.at('runs/first/config.json'), place.at('devices/run/config.json'));
    symlinkSync('/dev/zero', place.at('devices/run/metrics.jsonl'));
    const listed = await place.dnn(['ls', '--runs', 'devices', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { state: 'damaged', problem: expect.stringContaining('is not a file') },
    ]);
  });

  it.skipIf(LINUX_NOTICE !== '')(
    `that cannot be written to at all costs one warning${LINUX_NOTICE}`,
    async () => {
      mkdirSync(place.at('full/run'), { recursive: true });
      cpSync(place.at('runs/first/model.json'), place.at('full/seed.json'));
      const begun = await train(
        '--name',
        'run',
        '--runs',
        'full',
        '--iterations',
        '20',
        '--checkpoint-every',
        '10',
      );
      expectSuccess(begun);
      rmSync(place.at('full/run/metrics.jsonl'));
      symlinkSync('/dev/full', place.at('full/run/metrics.jsonl'));
      const result = await place.dnn([
        'train',
        '--resume',
        'full/run/model.checkpoint',
        '--iterations',
        '60',
        '--log-every',
        '5',
      ]);
      expect(result.code).toBe(0);
      expect(result.stderr.match(/Warning: cannot write .*metrics\.jsonl: the disk is full/g)).toHaveLength(
        1,
      );
      expect(result.stdout).toContain('Saved');
    },
  );
});

describe('dnn ls', () => {
  it('shows the runs in a table, oldest first', async () => {
    const { stdout, code } = await place.dnn(['ls']);
    expect(code).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head.split(/ +/).slice(0, 8)).toEqual([
      'name',
      'date',
      'data',
      'layers',
      'optimizer',
      'rate',
      'seed',
      'iterations',
    ]);
    expect(rows[0]).toMatch(
      /^first +\d{4}-\d\d-\d\d \d\d:\d\d +moons +2,6,1 +gd +0\.3 +1 +40 +0\.\d{6} +0\.\d{4} +\d+\.\d\d +done +-$/,
    );
    expect(rows[1]).toMatch(/^second .* adam +0\.01 +1 +400 /);
  });

  it('a directory of a run is taken for its model, other directories are not', async () => {
    const inspected = await place.dnn(['inspect', 'runs/first', '--json']);
    expect(JSON.parse(inspected.stdout)).toMatchObject({ path: join('runs', 'first', 'model.json') });
    const reported = await place.dnn(['report', 'runs/first', 'runs/second', '--json']);
    expect(JSON.parse(reported.stdout).models).toMatchObject([{ name: 'first' }, { name: 'second' }]);
    await place.refuses(['inspect', 'runs'], 4, [
      'Give the name of a file, or of the directory of a run: dnn ls',
    ]);
  });

  it('a checkpoint is inspected: how far, of what network, with which options', async () => {
    const stopped = ['--name', 'stopped', '--iterations', '30', '--checkpoint-every', '10'];
    expectSuccess(await train(...stopped));
    const { stdout } = await place.dnn(['inspect', 'runs/stopped/model.checkpoint']);
    expect(stdout).toContain('checkpoint after 30 of 30 updates');
    expect(stdout).toContain('2-layer network, 25 parameters');
    expect(stdout).toContain('Training on moons (300 examples): gd, learning rate 0.3, 30 iterations');
    rmSync(place.at('runs/stopped/model.json'));
    const { stdout: json } = await place.dnn(['inspect', 'runs/stopped', '--json']);
    expect(JSON.parse(json)).toMatchObject({
      path: join('runs', 'stopped', 'model.checkpoint'),
      checkpoint: { iteration: 30, iterations: 30 },
      parameters: 25,
      options: { seed: 1 },
    });
    const source = { describe: () => '', values: { resume: place.at('runs/stopped') } };
    const resumed = resumeRun({ options: resolveOptions(TRAIN.options, [source]), sources: [source] });
    expect(resumed.resolved.options.resume).toBe(place.at('runs/stopped/model.checkpoint'));
    const resume = `dnn train --resume ${join('runs', 'stopped', 'model.checkpoint')}`;
    await place.refuses(['report', 'runs/stopped'], 4, [resume]);
    const removed = await place.dnn(['ls', '--rm', 'stopped', '--json']);
    expect(JSON.parse(removed.stdout)).toEqual([
      { name: 'stopped', path: join('runs', 'stopped'), left: [] },
    ]);
    expect(readdirSync(place.at('runs'))).not.toContain('stopped');
  });

  it('groups, filters and names the best', async () => {
    const args = ['--filter', 'name~s', '--by', 'optimizer', '--best', 'cost'];
    const { stdout } = await place.dnn(['ls', ...args, '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ by: { optimizer: 'adam' }, runs: ['second'] }]);
    const watched = await place.dnn(['ls', '--watch', '--best', 'train']);
    expect(watched.stdout).toMatch(/^second /m);
  });

  it('sorts by any column, the best accuracy first', async () => {
    const names = async (...args: string[]) =>
      (await list(...args)).map(({ name }) => name).filter((name) => /^(first|second)$/.test(String(name)));
    expect(await names('--sort', 'name')).toEqual(['first', 'second']);
    expect(await names('--sort', 'train')).toEqual(['second', 'first']);
    expect(await names('--sort', 'cost')).toEqual(['second', 'first']);
    expect(await names('--sort', 'iterations')).toEqual(['first', 'second']);
    await place.refuses(['ls', '--sort', 'tset'], 2, ['Did you mean test?']);
  });

  it('--json tells what the model says', async () => {
    const [first] = await list('--sort', 'date');
    const { training } = JSON.parse(text('runs/first/model.json'));
    expect(first).toMatchObject({
      name: 'first',
      path: join('runs', 'first'),
      state: 'done',
      data: 'moons',
      layers: '2,6,1',
      optimizer: 'gd',
      learningRate: 0.3,
      iterations: 40,
      seconds: expect.any(Number),
    });
    expect(first.cost).toBe(training.costs.at(-1)[1]);
    expect(first).toMatchObject({ evaluations: training.evaluations, options: { seed: 1 }, planned: 40 });
  });

  it('names what is damaged, and shows the others', async () => {
    const damage: [name: string, problem: string, change: (path: string) => void][] = [
      ['no-config', 'no such file', (path) => rmSync(join(path, 'config.json'))],
      ['no-metrics', 'metrics.jsonl is missing', (path) => rmSync(join(path, 'metrics.jsonl'))],
      ['huge', 'the limit is 16777216', (path) => truncateSync(join(path, 'config.json'), 2 ** 31)],
      ['config', 'not JSON', (path) => writeFileSync(join(path, 'config.json'), '{')],
      ['types', 'learningRate', (path) => writeFileSync(join(path, 'config.json'), '{"optimizer":"gd"}')],
      [
        'middle',
        'line 2: not JSON',
        (path) =>
          writeFileSync(
            join(path, 'metrics.jsonl'),
            `${text('runs/first/metrics.jsonl').replace('{"event":"start"', '{"ev')}`,
          ),
      ],
      [
        'event',
        'cost: ',
        (path) => appendFileSync(join(path, 'metrics.jsonl'), '{"event":"cost","iteration":1}\n'),
      ],
      ['empty', 'no event "run"', (path) => writeFileSync(join(path, 'metrics.jsonl'), '')],
    ];
    for (const [name, , change] of damage) {
      cpSync(place.at('runs/first'), place.at(`hurt/${name}`), { recursive: true });
      change(place.at(`hurt/${name}`));
    }
    cpSync(place.at('runs/first'), place.at('hurt/sound'), { recursive: true });
    // What a process that was killed has left of its last line.
    cpSync(place.at('runs/first'), place.at('hurt/torn'), { recursive: true });
    appendFileSync(place.at('hurt/torn/metrics.jsonl'), '{"event":"co');
    const runs = await list('--runs', 'hurt');
    for (const [name, problem] of damage)
      expect(runs.find((run) => run.name === name)).toMatchObject({
        state: 'damaged',
        problem: expect.stringContaining(problem),
      });
    for (const name of ['sound', 'torn'])
      expect(runs.find((run) => run.name === name)).toMatchObject({ state: 'done' });
    const { stdout, stderr, code } = await place.dnn(['ls', '--runs', 'hurt']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^no-config .* damaged$/m);
    expect(stderr).toContain('Warning: 8 runs of hurt cannot be read completely.');
  });

  it('without runs says how to make one', async () => {
    await place.refuses(['ls', '--runs', 'nowhere'], 2, [
      'there are no named runs: no directory nowhere',
      'dnn train --name first --runs nowhere',
    ]);
    place.write('file', '');
    await place.refuses(['ls', '--runs', 'file'], 2, ['--runs file: it is a file, expected a directory']);
    mkdirSync(place.at('none'));
    const { stdout, stderr, code } = await place.dnn(['ls', '--runs', 'none']);
    expect({ stdout, code }).toEqual({ stdout: '', code: 0 });
    expect(stderr).toContain('There are no runs in none');
    expect(await list('--runs', 'none')).toEqual([]);
  });
});
