/** Real terminals (by util-linux `script`): the bar, colours, odd widths; and what signals leave behind. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  BIN,
  costLines,
  ESCAPE,
  expectSuccess,
  toyArrays,
  type Variables,
  Workspace,
} from '../helpers/cli.js';
import { Screen } from '../helpers/screen.js';

const HAS_SCRIPT = spawnSync('script', ['--version']).stdout?.includes('util-linux') ?? false;
const NOTICE = HAS_SCRIPT ? '' : ' (SKIPPED: no util-linux `script` on this machine)';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.dnn(['train', '--data', 'toy.h5', '--iterations', '2', '--quiet']);
});

/** Runs `command` (after `$DNN`) on a terminal of `columns`; stdout and stderr arrive as one. */
function onTerminal(columns: number, command: string, env: Variables = {}) {
  const inside = `stty cols ${columns}; $DNN ${command}`;
  return place.run('script', ['-qec', inside, '/dev/null'], {
    DNN: `${process.execPath} ${BIN}`,
    TERM: 'xterm',
    SHELL: '/bin/sh',
    ...env,
  });
}

const LONG = 'train --data toy.h5 --out t.json --iterations 4000 --log-every 500';

describe.skipIf(!HAS_SCRIPT)(`on a terminal${NOTICE}`, () => {
  it.each([40, 80, 200])('%d columns wide the bar comes and goes, and no line is lost', async (columns) => {
    const { stdout, code } = await onTerminal(columns, LONG);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Training \[[=-]+\] /);
    const piped = await place.dnn(LONG.split(' '));
    const text = new Screen(columns).write(stdout).lines();
    expect(text.filter((line) => line.startsWith('Cost after iteration'))).toEqual(costLines(piped));
    expect(text.join('\n')).not.toMatch(/Training \[|%/);
    expect(text.at(-1)).toMatch(/^4000 iterations in \d+\.\d\d s$/);
  });

  it('draws on stderr only: results that go to a file are plain', async () => {
    const { stdout, code } = await onTerminal(80, `${LONG} > lines.txt`);
    expect(code).toBe(0);
    expect(stdout).toContain('Training [');
    const lines = readFileSync(place.at('lines.txt'), 'utf8');
    expect(lines).not.toContain(ESCAPE);
    expect(lines.match(/^Cost after iteration \d+: \d\.\d{6}$/gm)).toHaveLength(9);
    const screen = new Screen(80).write(stdout).lines();
    expect(screen.join('\n')).not.toContain('Training [');
  });

  it.each<[string, number, Variables, string]>([
    ['TERM=dumb', 80, { TERM: 'dumb' }, ''],
    ['--quiet', 80, {}, ' --quiet'],
    ['no columns at all', 0, {}, ''],
    ['30 columns', 30, {}, ''],
    ['stderr to a file', 80, {}, ' 2> remarks.txt'],
  ])('%s: no bar, no escape sequence', async (_, columns, env, more) => {
    const { stdout, code } = await onTerminal(columns, LONG + more, env);
    expect(code).toBe(0);
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout.match(/Cost after iteration/g)).toHaveLength(9);
  });

  it('JSON events stay whole lines beside the bar', async () => {
    const { stdout } = await onTerminal(200, `${LONG} --log-format json`);
    const events = new Screen(1000).write(stdout).lines();
    expect(events.map((line) => JSON.parse(line).event)).toEqual([
      'start',
      ...new Array(9).fill('cost'),
      ...['evaluation', 'evaluation', 'saved', 'done'],
    ]);
  });

  it('an error is red, unless NO_COLOR, TERM=dumb or --no-color', async () => {
    const colourful = await onTerminal(80, 'inspect none.json');
    expect(colourful.stdout).toContain(`${ESCAPE}[31mError:`);
    for (const [env, more] of [
      [{ NO_COLOR: '1' }, ''],
      [{ TERM: 'dumb' }, ''],
      [{}, ' --no-color'],
      [{ FORCE_COLOR: '0' }, ''],
    ] as const) {
      const plain = await onTerminal(80, `inspect none.json${more}`, env as Variables);
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

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s ends a long run with %d at once, the old model as it was and nothing beside it',
    async (signal, code) => {
      const before = place.listing();
      const args = ['train', '--data', 'toy.h5', '--iterations', '100000000', '--log-every', '100000000'];
      const child = spawn(process.execPath, [BIN, ...args], { cwd: place.path });
      let stderr = '';
      child.stderr.on('data', (text) => {
        stderr += text;
      });
      await once(child.stdout, 'data');
      const sent = performance.now();
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([code, null]);
      expect(performance.now() - sent).toBeLessThan(2000);
      expect(stderr).not.toMatch(/Error| {4}at /);
      expect(stderr).toMatch(/^Interrupted at iteration \d+: no model was written\.$/m);
      expect(place.listing()).toEqual(before);
    },
  );
});
