/** Colours, curves, pictures and the progress line. */
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Bar } from '../../../src/report/terminal/bar.js';
import {
  allowsAnimation,
  allowsColour,
  colourDepth,
  isLight,
  styled,
} from '../../../src/report/terminal/colour.js';
import { pictureLines } from '../../../src/report/terminal/picture.js';
import { Progress } from '../../../src/report/terminal/progress.js';
import { sparkline } from '../../../src/report/terminal/sparkline.js';
import { ESCAPE } from '../../helpers/cli.js';
import { Screen } from '../../helpers/screen.js';

const TERMINAL = { isTTY: true, columns: 80 };

describe('colour', () => {
  it.each([
    [TERMINAL, {}, false, true],
    [{}, {}, false, false],
    [TERMINAL, { NO_COLOR: '1' }, false, false],
    [TERMINAL, { NO_COLOR: '' }, false, true],
    [TERMINAL, { TERM: 'dumb' }, false, false],
    [TERMINAL, {}, true, false],
    [{}, { FORCE_COLOR: '1' }, false, true],
    [{}, { FORCE_COLOR: '' }, false, true],
    [TERMINAL, { FORCE_COLOR: '0' }, false, false],
    [TERMINAL, { FORCE_COLOR: 'false' }, false, false],
    [{}, { FORCE_COLOR: '1', NO_COLOR: '1' }, false, false],
    [{}, { FORCE_COLOR: '1' }, true, false],
  ] as const)('on %j with %j, forbidden %j: %j', (stream, environment, forbidden, allowed) => {
    expect(allowsColour(stream, environment, forbidden)).toBe(allowed);
  });

  it('styles text or leaves it', () => {
    expect(styled('red', 'x', true)).toBe(`${ESCAPE}[31mx${ESCAPE}[39m`);
    expect(styled('red', 'x', false)).toBe('x');
  });
});

describe('animation', () => {
  it('needs a terminal that is wide enough and not dumb', () => {
    expect(allowsAnimation(TERMINAL, {})).toBe(true);
    expect(allowsAnimation({ isTTY: true }, {})).toBe(true);
    for (const columns of [0, 39]) expect(allowsAnimation({ isTTY: true, columns }, {})).toBe(false);
    expect(allowsAnimation(TERMINAL, { TERM: 'dumb' })).toBe(false);
    expect(allowsAnimation({ columns: 80 }, { FORCE_COLOR: '1' })).toBe(false);
  });
});

describe('a sparkline', () => {
  it('goes from the largest to the smallest', () => {
    expect(sparkline([8, 7, 6, 5, 4, 3, 2, 1])).toBe('█▇▆▅▄▃▂▁');
  });

  it('is no wider than asked, flat for equal values, one block for one', () => {
    expect(
      sparkline(
        Array.from({ length: 1000 }, (_, i) => i),
        60,
      ),
    ).toHaveLength(60);
    expect(sparkline([3, 3, 3])).toBe('▁▁▁');
    expect(sparkline([3])).toBe('▁');
    expect(sparkline([])).toBe('');
  });
});

describe('the depth of colours', () => {
  it.each([
    [TERMINAL, { TERM: 'xterm', COLORTERM: 'truecolor' }, 24],
    [TERMINAL, { TERM: 'screen', COLORTERM: '24bit', TMUX: '/tmp/x', CI: '1' }, 24],
    [TERMINAL, { TERM: 'xterm-direct' }, 24],
    [TERMINAL, { TERM: 'xterm-256color' }, 8],
    [TERMINAL, { TERM: 'tmux-256color' }, 8],
    [TERMINAL, { TERM: 'xterm' }, 4],
    [TERMINAL, { TERM: 'dumb', COLORTERM: 'truecolor' }, 1],
    [TERMINAL, { TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }, 1],
    [TERMINAL, { TERM: 'xterm-256color', NO_COLOR: '' }, 8],
    [TERMINAL, { TERM: 'xterm', COLORTERM: 'truecolor', FORCE_COLOR: '2' }, 8],
    [{}, { TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 1],
    [{}, { FORCE_COLOR: '0' }, 1],
    [{}, { FORCE_COLOR: '' }, 4],
    [{}, { FORCE_COLOR: '1' }, 4],
    [{}, { FORCE_COLOR: '2' }, 8],
    [{}, { FORCE_COLOR: '3' }, 24],
    [{}, { FORCE_COLOR: '3', NO_COLOR: '1' }, 1],
  ] as const)('on %j with %j is %d bits', (stream, environment, depth) => {
    expect(colourDepth(stream, environment, false)).toBe(depth);
    expect(colourDepth(stream, environment, true)).toBe(1);
  });

  it('a light ground is told by COLORFGBG', () => {
    for (const light of ['0;15', '0;default;15', '0;7']) expect(isLight({ COLORFGBG: light })).toBe(true);
    for (const dark of ['15;0', '15;default;0', '7;8', '', undefined, '15']) {
      expect(isLight({ COLORFGBG: dark })).toBe(false);
    }
  });
});

describe('a picture', () => {
  it('is two rows of pixels a line: shades without colour, the other way round on a light ground', () => {
    const white = new Uint8Array(4 * 2 * 3).fill(255);
    for (const depth of [1, 4] as const) {
      expect(pictureLines(white, [4, 2, 3], { depth })).toEqual(['@@', '@@']);
      expect(pictureLines(white, [4, 2, 3], { depth, light: true })).toEqual(['', '']);
      expect(pictureLines(new Uint8Array(3), [3, 1, 1], { depth })).toEqual(['', '']);
      expect(pictureLines(new Uint8Array(3), [3, 1, 1], { depth, light: true })).toEqual(['@', '@']);
    }
  });

  it('is half blocks in true colour, reset at each end of line', () => {
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(pictureLines(pixels, [2, 1, 3], { depth: 24 })).toEqual([
      `${ESCAPE}[38;2;1;2;3m${ESCAPE}[48;2;4;5;6m▀${ESCAPE}[0m`,
    ]);
  });

  it('takes the nearest of 256 colours: of the cube, or of the greys', () => {
    const index = (...rgb: number[]) => {
      const [line] = pictureLines(Uint8Array.from(rgb), [1, 1, 3], { depth: 8 });
      return Number(line.slice(`${ESCAPE}[38;5;`.length).split('m')[0]);
    };
    expect([index(0, 0, 0), index(255, 255, 255), index(255, 0, 0), index(95, 135, 175)]).toEqual([
      16, 231, 196, 67,
    ]);
    expect([index(8, 8, 8), index(128, 128, 128), index(238, 238, 238), index(50, 49, 51)]).toEqual([
      232, 244, 255, 236,
    ]);
    fc.assert(
      fc.property(fc.tuple(...[0, 1, 2].map(() => fc.nat(255))), (rgb) => {
        const distance = (other: readonly number[]) =>
          other.reduce((sum, v, c) => sum + (v - rgb[c]) ** 2, 0);
        const least = Math.min(...PALETTE.map(distance));
        expect(distance(PALETTE[index(...rgb) - 16])).toBe(least);
      }),
    );
  });

  it('wider than the terminal is made smaller in its proportions', () => {
    const grey = new Uint8Array(64 * 64).fill(200);
    for (const [columns, rows] of [
      [40, 20],
      [64, 32],
      [1, 1],
    ]) {
      const lines = pictureLines(grey, [64, 64, 1], { depth: 1, columns });
      expect(lines).toEqual(new Array(rows).fill(SHADE_OF_200.repeat(columns)));
    }
  });
});

/** By xterm's own rule: the cube, then the greys. */
const CUBE = [0, 95, 135, 175, 215, 255];
const PALETTE = [
  ...CUBE.flatMap((r) => CUBE.flatMap((g) => CUBE.map((b) => [r, g, b]))),
  ...Array.from({ length: 24 }, (_, i) => new Array<number>(3).fill(8 + 10 * i)),
];

/** 200 of 256 on ten shades. */
const SHADE_OF_200 = '#';

describe('progress', () => {
  afterEach(() => vi.useRealTimers());

  /** A stream that keeps what is written, as a terminal or not. */
  function stream(traits: object) {
    const written = { text: '' };
    const end = Object.assign(new PassThrough(), traits);
    end.on('data', (chunk) => {
      written.text += chunk;
    });
    return { end, written };
  }

  it('off a terminal is a plain line every five seconds', () => {
    vi.useFakeTimers();
    const { end, written } = stream({});
    const progress = new Progress(end, 'Training', 'updates');
    for (let i = 1; i <= 120; i++) {
      vi.advanceTimersByTime(100);
      progress.update(i, 1000, 'cost 0.5');
    }
    progress.above(() => {});
    progress.stop();
    expect(written.text).toBe(
      'Training: 50 of 1000 updates, cost 0.5\nTraining: 100 of 1000 updates, cost 0.5\n',
    );
  });

  const LINES = Array.from({ length: 5 }, (_, i) => `Cost after iteration ${i}: 0.${i}`);

  it.each([40, 80, 200])(
    'on a terminal of %d columns is a bar below the lines, gone at the end',
    (columns) => {
      const { end, written } = stream({ isTTY: true, columns });
      const progress = new Progress(end, 'Training', 'updates', new Bar(end));
      for (const [i, line] of LINES.entries()) {
        progress.update(i, 5, 'cost 0.123456', 'cost 0.1235');
        progress.above(() => end.write(`${line}\n`));
      }
      const drawn = new Screen(columns).write(written.text).lines();
      expect(drawn.slice(0, 5)).toEqual(LINES);
      expect(drawn[5]).toMatch(/\[=+-+\] .*4\/5.*cost 0\.123/);
      expect(drawn).toHaveLength(6);
      expect(drawn[5].length).toBeLessThan(columns);
      progress.stop();
      expect(new Screen(columns).write(written.text).lines()).toEqual(LINES);
    },
  );

  it.each([
    [200, /^Training \[=+-+\] 45% \| 1350\/3000 updates \| cost 0\.483551 \| 1350\/s \| 2s left$/],
    [80, /^Training \[=+-+\] 45% \| 1350\/3000 updates \| cost 0\.483551 \| 1350\/s \| 2s left$/],
    [70, /^Training \[=+-+\] 45% \| 1350\/3000 \| cost 0\.483551 \| 1350\/s \| 2s left$/],
    [60, /^Training \[=+-+\] 1350\/3000 \| cost 0\.4836 \| 1350\/s \| 2s$/],
    [40, /^\[=+-+\] 1350\/3000 cost 0\.4836 1350\/s 2s$/],
  ])('in %d columns tells iteration, cost, rate and what remains in one row', (columns, expected) => {
    vi.useFakeTimers();
    const { end, written } = stream({ isTTY: true, columns });
    const progress = new Progress(end, 'Training', 'updates', new Bar(end));
    progress.update(0, 3000, 'cost 0.693147', 'cost 0.6931');
    vi.advanceTimersByTime(1000);
    progress.update(1350, 3000, 'cost 0.483551', 'cost 0.4836');
    vi.advanceTimersByTime(100);
    const row = new Screen(columns).write(written.text).lines().at(-1) as string;
    // The frame is drawn a little after the update: the rate is that of its own time.
    expect(row.replace(/\d+\/s/, '1350/s')).toMatch(expected);
    expect(row.length).toBeLessThan(columns);
    progress.stop();
  });

  it('fits any terminal in one row', () => {
    const sizes = fc.record({ columns: fc.integer({ min: 1, max: 250 }), total: fc.nat(1e12) });
    fc.assert(
      fc.property(sizes, ({ columns, total }) => {
        const { end, written } = stream({ isTTY: true, columns });
        const progress = new Progress(end, 'Downloading mnist', 'bytes', new Bar(end));
        progress.update(Math.floor(total / 3), total);
        const lines = new Screen(columns).write(written.text).lines();
        progress.stop();
        expect(lines.length).toBeLessThanOrEqual(1);
        expect((lines[0] ?? '').length).toBeLessThan(columns);
      }),
    );
  });

  it('leaves the cursor in the first column, where a terminal that gets narrower takes the whole row with it', () => {
    const { end, written } = stream({ isTTY: true, columns: 80 });
    const progress = new Progress(end, 'Training', 'updates', new Bar(end));
    progress.update(1, 5);
    expect(new Screen(80).write(written.text).column).toBe(0);
    expect(written.text).not.toContain(`${ESCAPE}[?25l`);
    progress.stop();
    const screen = new Screen(80).write(written.text);
    expect([screen.column, screen.lines()]).toEqual([0, []]);
  });

  it('that never began leaves nothing, and may be stopped twice', () => {
    const { end, written } = stream({ isTTY: true, columns: 80 });
    const progress = new Progress(end, 'Training', 'updates', new Bar(end));
    progress.above(() => {});
    progress.stop();
    progress.stop();
    expect(written.text).toBe('');
  });
});
