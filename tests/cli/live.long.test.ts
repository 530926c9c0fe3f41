/** Screens as people see them, captured from a real terminal multiplexer, of several widths and colours. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture } from '../../src/data/pictures/image.js';
import { toValues } from '../../src/data/pictures/resize.js';
import { displayWidth } from '../../src/report/terminal/width.js';
import { costLines, ESCAPE, expectSuccess, toyArrays, type Variables, Workspace } from '../helpers/cli.js';
import { HAS_TMUX, isDone, Terminal } from '../helpers/terminal.js';

const NOTICE = HAS_TMUX ? '' : ' (SKIPPED: no tmux on this machine)';
const TIME = 240_000;
const WIDTHS = [40, 80, 200];
const NAMES = ['猫', 'cafe\u0301', '🐱'];

const place = new Workspace();
let terminal: Terminal | undefined;
afterEach(() => terminal?.close());

async function open(columns: number, env: Variables = {}, rows?: number): Promise<Terminal> {
  terminal = await Terminal.open(place.path, columns, env, rows);
  return terminal;
}

beforeAll(async () => {
  if (!HAS_TMUX) return;
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('three.h5', toyArrays({ train: 60, test: 30, classes: NAMES }));
  place.write('cat.png', readFileSync(resolve('datasets/samples/cat.png')));
  expectSuccess(await place.dnn(['train', '--iterations', '2', '--quiet', '--out', 'cats.json']));
});

const BAR = /\[=*-*\] .*\d+\/\d+/;
/** A bar that is far enough to know its rate and what remains. */
const FULL_BAR = /\[=*-*\] (?:\d+% \| )?\d+\/\d+.*cost 0\.\d+.*[\d.]+k?\/s.*\d+[sm]( left)?$/;
/** A slow run: plain loops. `$$` is the shell's number: no two runs have the same output. */
const LONG = 'dnn train --backend js --iterations 90000 --log-every 20 --out l$$.json';

describe.skipIf(!HAS_TMUX)(`the live view${NOTICE}`, () => {
  it.each(WIDTHS)(
    'of %d columns has iteration, cost, rate and what remains in one row below the costs',
    async (columns) => {
      const screen = await open(columns);
      await screen.type(LONG);
      const rows = await screen.until((seen) => FULL_BAR.test(seen.at(-1) ?? ''));
      expect(rows.at(-2)).toMatch(/^Cost after iteration \d+: 0\.\d{6}$/);
      expect(rows.filter((row) => BAR.test(row))).toHaveLength(1);
      expect((await screen.cursor()).column).toBe(0);
    },
    TIME,
  );

  it('of a sweep is a table of its rungs, the best so far and the time, which its lines replace at the end', async () => {
    const screen = await open(100);
    const space = '--lr log:0.01..1 --layers auto,4..16,auto --trials 12 --prune halving';
    await screen.type(`dnn tune --data moons ${space} --iterations 9000 --name live`);
    const rows = await screen.until((seen) => seen.some((row) => /^best so far .+: .+/.test(row)));
    const head = rows.findIndex((row) => /^rung +trials +each for +best$/.test(row));
    expect(rows[head + 1]).toMatch(/^1 of \d +\d+ of 12 +1\/\d+ of a run/);
    expect(rows.at(-1)).toMatch(/^\d+ of \d+ trials.*(left|elapsed|\ds)/);
    const end = await screen.until(isDone);
    expect(end.join('\n')).toMatch(/^Sweep digest: [0-9a-f]{12}/m);
    expect(end.join('\n')).not.toMatch(/each for|best so far/);
  }, 240_000);

  it.each<[number, Variables]>([
    [40, {}],
    [80, {}],
    [200, {}],
    [40, { NO_COLOR: '1' }],
    [80, { NO_COLOR: '1' }],
    [200, { NO_COLOR: '1' }],
  ])(
    'of %d columns with %j leaves costs, accuracies, chart and matrix, broken nowhere by the terminal',
    async (columns, env) => {
      const command = 'train --data three.h5 --out three.json --iterations 600 --validation-split 0.2';
      const screen = await open(columns, env, 80);
      const rows = await screen.run(`clear; dnn ${command}`);
      // What the terminal broke, joining its rows would change.
      expect(await screen.lines()).toEqual(rows);
      const piped = await place.dnn(command.split(' '));
      expectSuccess(piped);
      const words = rows.join(' ').replaceAll(/\s+/g, ' ');
      for (const line of piped.stdout.trimEnd().split('\n')) expect(words).toContain(line);
      for (const split of ['Train', 'Validation', 'Test']) expect(words).toContain(`${split} accuracy: `);
      expect(rows.filter((row) => /[┼┤]/.test(row))).toHaveLength(9);
      expect(words).toContain('Confusion (rows: actual, columns: predicted)');
      for (const name of NAMES) expect(rows.filter((row) => row.startsWith(name))).toHaveLength(1);
      expect(rows.join('\n')).not.toMatch(BAR);
      expect(rows.at(-2)).toMatch(/^600 iterations in \d+\.\d\d s$/);
      // Colours are the theme's own, so that light and dark grounds do; none with NO_COLOR.
      const codes = (await screen.colours()).join('').match(SEQUENCES) ?? [];
      const allowed = env.NO_COLOR ? [] : [33, 35, 36, 39].map((code) => `${ESCAPE}[${code}m`);
      expect(codes.filter((code) => !allowed.includes(code))).toEqual([]);
      expect(codes.length > 0).toBe(env.NO_COLOR === undefined);
    },
    TIME,
  );

  it(
    'that is resized while it runs breaks no line and leaves nothing behind',
    async () => {
      const screen = await open(120);
      await screen.type(LONG);
      await screen.until((seen) => FULL_BAR.test(seen.at(-1) ?? ''));
      for (const columns of [60, 45, 100, 40, 41, 200, 50]) {
        await screen.resize(columns);
        // A frame drawn for this width: the one before may have been cut, or be shorter than it could be.
        const before = (await screen.rows()).at(-1);
        const rows = await screen.until((seen) => seen.at(-1) !== before && FULL_BAR.test(seen.at(-1) ?? ''));
        expect(
          rows.filter((row) => row.includes('[')),
          `${columns} columns`,
        ).toEqual(rows.slice(-1));
      }
      await screen.press('C-c');
      const rows = (await screen.until(isDone)).map((row) => row.replace(/^\^C/, ''));
      const costs = rows.filter((row) => row.startsWith('Cost'));
      expect(costs).toEqual(costs.filter((row) => /^Cost after iteration \d+: 0\.\d{6}$/.test(row)));
      const iterations = costs.map((row) => Number(/\d+/.exec(row)?.[0]));
      // The last is that at which it was interrupted.
      expect(iterations.slice(0, -1)).toEqual(iterations.slice(0, -1).map((_, i) => i * 20));
      expect(rows.join('\n')).not.toMatch(/[[|]| left/);
    },
    TIME,
  );

  it.each([40, 80])(
    'of %d columns that is interrupted leaves no bar, a cursor, and its own line alone',
    async (columns) => {
      const screen = await open(columns);
      await screen.type(LONG);
      await screen.until((seen) => FULL_BAR.test(seen.at(-1) ?? ''));
      await screen.press('C-c');
      // The terminal's own echo is drawn over, unless it comes between two lines: then it stands before the second.
      const rows = (await screen.until(isDone)).map((row) => row.replace(/^\^C/, ''));
      expect(rows.join('\n')).not.toMatch(BAR);
      expect(rows.filter((row) => row.includes('^C'))).toEqual([]);
      const told = rows.findIndex((row) => row.startsWith('Interrupted'));
      expect(rows.slice(told, -1).join(' ').replaceAll(/\s+/g, ' ')).toMatch(
        /^Interrupted at iteration \d+ of 90000\. Go on with: dnn train --resume l\d+\.checkpoint$/,
      );
      const command = rows.filter((row) => /^ {2}dnn train --resume l\d+\.checkpoint$/.test(row));
      expect(command).toHaveLength(1);
      expect(rows[told - 1]).toMatch(/^Saved l\d+\.json|^ {2}[0-9a-f]+…\)$/);
      expect(await screen.cursor()).toMatchObject({ visible: true, column: 2 });
    },
    TIME,
  );

  it(
    'is off with --quiet, with JSON events, and where stdout is a file',
    async () => {
      const screen = await open(80);
      const command = 'dnn train --data three.h5 --out three.json --iterations 300';
      for (const more of [' --quiet', ' --log-format json', ' > lines.txt', ' | cat']) {
        const rows = await screen.run(`clear; ${command}${more}`);
        expect(rows.join('\n'), more).not.toMatch(/[┼┤]|Confusion/);
      }
      const lines = readFileSync(place.at('lines.txt'), 'utf8');
      expect(lines).toMatch(/^(Cost .*\n){4}Train accuracy.*\nTest accuracy.*\nSaved .*\n$/);
      expect(costLines({ code: 0, signal: null, stdout: lines, stderr: '' })).toHaveLength(4);
    },
    TIME,
  );
});

const SEQUENCES = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');
/** A cell of a picture's row, and the sequences that come before it. */
const CELLS = new RegExp(`((?:${ESCAPE}\\[[0-9;]*m)*)▀`, 'g');
const COLOURS = /([34])8;(2;\d+;\d+;\d+|5;\d+)/g;

/** The colours of each row's half blocks, [upper, lower] as in the sequences; a colour lasts until the next. */
function pictureOf(rows: readonly string[]): string[][][] {
  const current = ['', ''];
  return rows.filter((row) => row.includes('▀')).map((row) => cellsOf(row, current));
}

function cellsOf(row: string, current: string[]): string[][] {
  return [...row.matchAll(CELLS)].map(([, sequences]) => {
    for (const [, ground, colour] of sequences.matchAll(COLOURS)) current[ground === '3' ? 0 : 1] = colour;
    return [...current];
  });
}

async function seenByNetwork(size: number): Promise<(y: number, x: number) => string> {
  const picture = await decodePicture(readFileSync(resolve('datasets/samples/cat.png')), 'cat.png');
  const pixels = toValues(picture, [64, 64, 3]);
  const shown = size === 64 ? pixels : toValues({ width: 64, height: 64, pixels }, [size, size, 3]);
  return (y, x) => `2;${shown.subarray((y * size + x) * 3, (y * size + x) * 3 + 3).join(';')}`;
}

describe.skipIf(!HAS_TMUX)(`predict --show${NOTICE}`, () => {
  const SHOW = 'dnn predict --model cats.json --show cat.png';

  it.each([
    [40, 40],
    [80, 64],
    [200, 64],
  ])(
    'in %d columns draws the picture that the network sees %d pixels wide, in true colour',
    async (columns, size) => {
      const screen = await open(columns, { COLORTERM: 'truecolor' });
      const rows = await screen.run(`clear; ${SHOW}`);
      expect(await screen.lines()).toEqual(rows);
      expect(rows.filter((row) => row === '▀'.repeat(size))).toHaveLength(size / 2);
      const drawn = pictureOf(await screen.colours());
      const at = await seenByNetwork(size);
      for (const [y, cells] of drawn.entries()) {
        expect(cells).toEqual(cells.map((_, x) => [at(2 * y, x), at(2 * y + 1, x)]));
      }
    },
    TIME,
  );

  it(
    'has 256 colours or shades where the terminal has no more, on a light ground the other way round',
    async () => {
      const screen = await open(80);
      await screen.run(`clear; ${SHOW}`);
      const palette = pictureOf(await screen.colours()).flat();
      expect(palette).toHaveLength(64 * 32);
      for (const colours of palette) for (const colour of colours) expect(colour).toMatch(/^5;\d+$/);
      const shades: string[][] = [];
      for (const env of ['TERM=xterm', 'NO_COLOR=1', 'NO_COLOR=1 COLORFGBG="0;15"']) {
        const rows = await screen.run(`clear; export ${env}; ${SHOW}`);
        expect((await screen.colours()).join('')).not.toContain(ESCAPE);
        shades.push(rows.slice(-33, -1));
      }
      const [few, none, light] = shades.map((rows) => rows.map((row) => row.padEnd(64)));
      expect(none).toEqual(few);
      const scale = ' .:-=+*#%@';
      const inverse = none.map((row) =>
        Array.from(row, (shade) => scale[scale.length - 1 - scale.indexOf(shade)]).join(''),
      );
      expect(light).toEqual(inverse);
    },
    TIME,
  );
});

describe.skipIf(!HAS_TMUX)(`what commands print${NOTICE}`, () => {
  it(
    'is broken between words in 40 columns, and by no terminal',
    async () => {
      const screen = await open(40, {}, 200);
      for (const command of [
        ...['data ls', 'data info digits', 'inspect three.json', 'evaluate --model three.json --mislabeled'],
        ...['train --data three.h5 --explain', 'gradcheck --layers 4,5,3,1', 'inspect none.json'],
        'train --data three.h5 --init zeros --iterations 300 --out zeros.json',
      ]) {
        const rows = await screen.run(`clear; dnn ${command}`);
        expect(await screen.lines(), command).toEqual(rows);
      }
    },
    TIME,
  );

  it.each([
    [
      40,
      'name train test state',
      'date, data, layers, optimizer, rate, seed, iterations, cost, test cost, seconds',
    ],
    [
      80,
      'name data optimizer rate cost train test state',
      'date, layers, seed, iterations, test cost, seconds',
    ],
    [200, 'name date data layers optimizer rate seed iterations cost train test test cost seconds state', ''],
  ])(
    'of runs has the columns that %d have room for, and says what it left out',
    async (columns, heads, left) => {
      const options = ['--data', 'three.h5', '--optimizer', 'adam', '--iterations', '20'];
      const name = ['--runs', `of-${columns}`, '--name', 'the-first-of-all'];
      expectSuccess(await place.dnn(['train', ...options, ...name]));
      const screen = await open(columns);
      const rows = await screen.run(`clear; dnn ls --runs of-${columns}`);
      expect(await screen.lines()).toEqual(rows);
      expect(rows[0].split(/ +/).join(' ')).toBe(heads);
      const said = rows.slice(2, -1).map((row) => row.trim());
      expect(said.join(' ')).toBe(left && `Columns left out: ${left}. Use a wider terminal or --json.`);
    },
    TIME,
  );

  it(
    'takes the columns that were counted, whatever the script',
    async () => {
      const screen = await open(80);
      for (const name of [...NAMES, 'ネコ', '고양이', 'кошка', 'non-cat', 'naïve', '🐶🐱']) {
        // The cursor behind the text says how wide the terminal made it.
        await screen.type(`clear; printf '%s' '${name}'; sleep 100`);
        await screen.until((rows) => rows.length === 1 && rows[0] === name);
        expect((await screen.cursor()).column, name).toBe(displayWidth(name));
        await screen.press('C-c');
        await screen.until((rows) => rows.at(-1)?.endsWith('$') === true);
      }
    },
    TIME,
  );
});
