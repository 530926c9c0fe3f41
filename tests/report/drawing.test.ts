/** Colours, curves, pictures and the progress line. */
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { allowsAnimation, allowsColour, styled } from '../../src/report/colour.js';
import { pictureLines } from '../../src/report/picture.js';
import { Progress } from '../../src/report/progress.js';
import { sparkline } from '../../src/report/sparkline.js';
import { ESCAPE } from '../helpers/cli.js';
import { Screen } from '../helpers/screen.js';

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

describe('a picture', () => {
  it('is two rows of pixels a line: shades without colour', () => {
    const white = new Uint8Array(4 * 2 * 3).fill(255);
    expect(pictureLines(white, [4, 2, 3], false)).toEqual(['@@', '@@']);
    expect(pictureLines(new Uint8Array(3), [3, 1, 1], false)).toEqual(['', '']);
  });

  it('is half blocks in true colour, reset at each end of line', () => {
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(pictureLines(pixels, [2, 1, 3], true)).toEqual([
      `${ESCAPE}[38;2;1;2;3m${ESCAPE}[48;2;4;5;6m▀${ESCAPE}[0m`,
    ]);
  });
});

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
    const progress = new Progress(end, 'Training', 'updates', false);
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

  it.each([40, 80, 200])(
    'on a terminal of %d columns is a bar below the lines, gone at the end',
    async (columns) => {
      const { end, written } = stream({ isTTY: true, columns });
      const progress = new Progress(end, 'Training', 'updates', true);
      const lines = Array.from({ length: 5 }, (_, i) => `Cost after iteration ${i}: 0.${i}`);
      for (const [i, line] of lines.entries()) {
        progress.update(i, 5, 'cost 0.123456');
        progress.above(() => end.write(`${line}\n`));
      }
      const drawn = new Screen(columns).write(written.text).lines();
      expect(drawn.slice(0, 5)).toEqual(lines);
      expect(drawn[5]).toMatch(/^Training \[=+-+\] 80%/);
      expect(drawn).toHaveLength(6);
      expect(drawn[5].length).toBeLessThanOrEqual(columns - 4);
      progress.stop();
      expect(new Screen(columns).write(written.text).lines()).toEqual(lines);
    },
  );

  it('that never began leaves nothing, and may be stopped twice', () => {
    const { end, written } = stream({ isTTY: true, columns: 80 });
    const progress = new Progress(end, 'Training', 'updates', true);
    progress.above(() => {});
    progress.stop();
    progress.stop();
    expect(written.text).toBe('');
  });
});
