/** Real terminals (by util-linux `script`): the bar, colours, odd widths; and what signals leave behind. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/model/checkpoint/checkpoint-reader.js';
import { loadModel } from '../../src/model/file/load.js';
import {
  BIN,
  costLines,
  ESCAPE,
  eventsOf,
  expectSuccess,
  toyArrays,
  type Variables,
  Workspace,
} from '../helpers/cli.js';
import { Screen } from '../helpers/screen.js';
import { HAS_SCRIPT, LONG, onTerminal, SCRIPT_NOTICE } from '../helpers/script.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('tested.h5', toyArrays({ test: 12_000 }));
  await place.dnn(['train', '--data', 'toy.h5', '--iterations', '2', '--quiet']);
});

describe.skipIf(!HAS_SCRIPT)(`on a terminal${SCRIPT_NOTICE}`, () => {
  it('the bar comes and goes, and no line is lost', async () => {
    const { stdout, code } = await onTerminal(place, 80, LONG);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\[[=-]+\] .*\d+\/4000/);
    const piped = await place.dnn(LONG.split(' '));
    const text = new Screen(80).write(stdout).lines();
    expect(text.filter((line) => line.startsWith('Cost after iteration'))).toEqual(costLines(piped));
    expect(text.join('\n')).not.toMatch(/\[[=-]+\]|%/);
    expect(text.at(-1)).toMatch(/^4000 iterations in \d+\.\d\d s$/);
  });

  it('draws on stderr only: results that go to a file are plain', async () => {
    const { stdout, code } = await onTerminal(place, 80, `${LONG} > lines.txt`);
    expect(code).toBe(0);
    expect(stdout).toContain('Training [');
    const lines = readFileSync(place.at('lines.txt'), 'utf8');
    expect(lines).not.toContain(ESCAPE);
    expect(lines.match(/^Cost after iteration \d+: \d\.\d{6}$/gm)).toHaveLength(9);
    const screen = new Screen(80).write(stdout).lines();
    expect(screen.join('\n')).not.toContain('Training [');
  });

  it.each<[string, number, Variables, string, number]>([
    ['TERM=dumb', 80, { TERM: 'dumb' }, '', 9],
    ['--quiet', 80, {}, ' --quiet', 0],
  ])('%s: no bar, no escape sequence', async (_, columns, env, more, costs) => {
    const { stdout, code } = await onTerminal(place, columns, LONG + more, env);
    expect(code).toBe(0);
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout.match(/Cost after iteration/g) ?? []).toHaveLength(costs);
    expect(stdout).toContain('Train accuracy: ');
  });

  it('JSON events stay whole lines beside the bar', async () => {
    const { stdout } = await onTerminal(place, 200, `${LONG} --log-format json`);
    const [note, ...events] = new Screen(1000).write(stdout).lines();
    expect(note).toBe('Note: Inputs are divided by 255 (--divisor auto): bytes.');
    expect(events.map((line) => JSON.parse(line).event)).toEqual([
      'start',
      ...new Array(9).fill('cost'),
      ...['evaluation', 'evaluation', 'saved', 'done'],
    ]);
  });

  it('an error is red, unless NO_COLOR, TERM=dumb or --no-color', async () => {
    const colourful = await onTerminal(place, 80, 'inspect none.json');
    expect(colourful.stdout).toContain(`${ESCAPE}[31mError:`);
    for (const [env, more] of [
      [{ NO_COLOR: '1' }, ''],
      [{ TERM: 'dumb' }, ''],
      [{}, ' --no-color'],
      [{ FORCE_COLOR: '0' }, ''],
    ] as const) {
      const plain = await onTerminal(place, 80, `inspect none.json${more}`, env as Variables);
      expect(plain).toMatchObject({ code: 4, stdout: expect.stringContaining('Error: cannot read model') });
      expect(plain.stdout).not.toContain(ESCAPE);
    }
  });
});

describe('off a terminal', () => {
  it('there are no escape sequences, no bar, and no line a step', async () => {
    const result = await place.dnn(LONG.split(' '));
    expectSuccess(result);
    expect(result.stdout + result.stderr).not.toContain(ESCAPE);
    expect(result.stderr.split('\n').length).toBeLessThan(6);
  });

  it('FORCE_COLOR colours, NO_COLOR and --no-color are stronger', async () => {
    const args = ['inspect', 'none.json'];
    expect((await place.dnn(args, { FORCE_COLOR: '1' })).stderr).toContain(`${ESCAPE}[31m`);
    for (const [more, env] of [
      [[], { NO_COLOR: '1' }],
      [['--no-color'], {}],
    ] as const) {
      const { stderr } = await place.dnn([...args, ...more], { FORCE_COLOR: '1', ...env });
      expect(stderr).not.toContain(ESCAPE);
      expect(stderr.match(/\n/g)).toHaveLength(2);
    }
  });
});

const ENDLESS = 'train --data toy.h5 --iterations 100000000 --log-format json --log-every'.split(' ');

/** A run in the background: what it has said so far, and how it ends. */
function start(args: readonly string[], env: Variables = {}) {
  const child = place.spawn(process.execPath, [BIN, ...args], env);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    output.stdout += text;
  });
  child.stderr.on('data', (text) => {
    output.stderr += text;
  });
  return { child, output, closed: once(child, 'close') };
}

const hiddenFiles = () => readdirSync(place.path).filter((name) => name.startsWith('.'));

describe('a signal', () => {
  it.each([
    ['SIGINT', 130, 1],
    ['SIGTERM', 143, 2],
    ['SIGHUP', 129, 1],
  ] as const)(
    '%s ends a long run with %d, the model and a checkpoint saved, %d threads gone, nothing beside them',
    async (signal, code, threads) => {
      const args = [...ENDLESS, '1000', '--out', 's.json', '--threads', String(threads)];
      const { child, output, closed } = start(args);
      await untilSaid(child, output, '"iteration":1000,');
      child.kill(signal);
      expect(await closed).toEqual([code, null]);
      const events = eventsOf({ ...output, code, signal: null });
      const told = events.map(({ event }) => event).filter((event) => event !== 'cost');
      expect(told).toEqual(['start', 'checkpoint', 'evaluation', 'evaluation', 'saved', 'interrupted']);
      const { iteration } = loadCheckpoint(place.at('s.checkpoint')).snapshot;
      const resume = 'dnn train --resume s.checkpoint';
      expect(events.at(-1)).toMatchObject({ signal, iteration, iterations: 100000000, resume });
      const { sha256, config } = loadModel(place.at('s.json')).training;
      expect([sha256, config.iterations]).toEqual([events.at(-2)?.sha256, iteration]);
      expect(output.stderr.split('\n')).toEqual([
        'Note: Inputs are divided by 255 (--divisor auto): bytes.',
        'Evaluating and saving what has been trained; press Ctrl-C again to quit at once.',
        `Interrupted at iteration ${iteration} of 100000000. Go on with: ${resume}`,
        '',
      ]);
      expect(hiddenFiles()).toEqual([]);
    },
  );

  it('resumed, the run ends in the model of one never stopped', async () => {
    const { iteration } = loadCheckpoint(place.at('s.checkpoint')).snapshot;
    const length = ['--iterations', String(iteration + 7)];
    expectSuccess(await place.dnn(['train', '--resume', 's.checkpoint', ...length]));
    expectSuccess(await place.dnn(['train', '--data', 'toy.h5', '--out', 'n.json', ...length]));
    const shaOf = (name: string) => loadModel(place.at(name)).training.sha256;
    expect(shaOf('s.json')).toBe(shaOf('n.json'));
  });

  it.skipIf(!HAS_SCRIPT)(`of a terminal that is closed saves too${SCRIPT_NOTICE}`, async () => {
    const env = { TERM: 'xterm', SHELL: '/bin/sh' };
    const words = [BIN, 'train', '--data', 'toy.h5', '--iterations', '100000000', '--out', 'gone.json'];
    const inside = `exec ${process.execPath} ${words.join(' ')} --log-every 1000`;
    const child = place.spawn('script', ['-qec', inside, '/dev/null'], env);
    const output = { stdout: '' };
    child.stdout.on('data', (text) => {
      output.stdout += text;
    });
    await untilSaid(child, output, 'iteration 1000:');
    child.kill('SIGKILL');
    // The run has no way left to tell that it is over but its lock, which it gives free last.
    const isOver = () => existsSync(place.at('gone.json')) && hiddenFiles().length === 0;
    while (!isOver()) await pause(5);
    expect(loadModel(place.at('gone.json')).training.config.iterations).toBeGreaterThan(1000);
    expect(loadCheckpoint(place.at('gone.checkpoint')).snapshot.iteration).toBeGreaterThan(1000);
  });

  it('passed on by npm right behind the one of the terminal is no second one', async () => {
    const { child, output, closed } = start([...ENDLESS, '1000', '--out', 's.json']);
    await untilSaid(child, output, '"iteration":1000,');
    // A stopped process gets all signals at once when it goes on; which of them a thread takes first is open.
    for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM', 'SIGCONT'] as const) child.kill(signal);
    const [code, signal] = await closed;
    expect([130, 143]).toContain(code);
    expect(signal).toBeNull();
    expect(output.stdout).toContain('"event":"saved"');
  });

  it('a second one ends the process at once, with what the first has saved', async () => {
    // The reference kernels take a second for the test examples: the process is stopped meanwhile.
    const slow = `--backend js --layers auto,${'100,'.repeat(8)}auto --out second.json`.split(' ');
    const { child, output, closed } = start([...ENDLESS, '1', ...slow, '--data', 'tested.h5']);
    await untilSaid(child, output, '"iteration":1,');
    child.kill('SIGINT');
    await untilSaid(child, output, '"checkpoint"');
    child.kill('SIGSTOP');
    // Within half a second of the first it would be none.
    await pause(600);
    child.kill('SIGTERM');
    child.kill('SIGCONT');
    expect(await closed).toEqual([143, null]);
    expect(output.stderr).toMatch(
      /^Interrupted at iteration \d+: no model was written. Go on with: dnn train --resume second.checkpoint$/m,
    );
    expect(loadCheckpoint(place.at('second.checkpoint')).snapshot.iteration).toBeGreaterThan(0);
    expect(existsSync(place.at('second.json'))).toBe(false);
    expect(hiddenFiles()).toEqual([]);
  });
});

/**
 * Waits until stdout has said `word`. A signal before the first update would end the run at once, with nothing to
 * save: what is waited for comes after it.
 */
async function untilSaid(child: ChildProcess, output: { stdout: string }, word: string): Promise<void> {
  const stdout = child.stdout as Readable;
  while (!output.stdout.includes(word)) {
    await Promise.race([once(stdout, 'data'), once(stdout, 'end')]);
    if (stdout.readableEnded && !output.stdout.includes(word))
      throw new Error(`ended without ${word}: ${output.stdout}`);
  }
}
