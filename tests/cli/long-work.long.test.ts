/** Work that would take hours: counted before it starts, and ended by signals. */
import { describe, expect, it } from 'vitest';
import { BIN, greyPng, type Result, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** Far more than a piece of work takes on a busy machine, far less than all of it. */
const PATIENCE = 15_000;

/** A file of a few hundred kilobytes: one filter of `kernel` over `side`² values. */
function convolution(side: number, kernel: number): string {
  const zeros = (n: number) => new Array<number>(n).fill(0);
  return JSON.stringify({
    ...{
      format: 'dnn-model',
      version: 1,
      input: { shape: [side, side, 1], divisor: 255 },
      classes: ['a', 'b'],
    },
    layers: [
      { type: 'conv', kernel: [kernel, kernel], filters: 1, stride: 1, padding: 'same', activation: 'relu' },
      { type: 'pool', size: side / 2 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
    parameters: {
      W1: { shape: [1, kernel ** 2], data: zeros(kernel ** 2) },
      b1: { shape: [1, 1], data: [0] },
      W2: { shape: [1, 4], data: zeros(4) },
      b2: { shape: [1, 1], data: [0] },
    },
    training: { config: {}, costs: [], evaluations: {}, dataset: { name: 'k', sha256: '0' } },
  });
}

/** Runs a command until it has said what it will take, and sends it `signal`. */
async function ended(
  words: string,
  signal: keyof typeof CODES,
): Promise<Pick<Result, 'code' | 'stderr'> & { after: number }> {
  const child = place.spawn(process.execPath, [BIN, ...words.split(' ')]);
  let [stderr, sent] = ['', 0];
  child.stderr.on('data', (text) => {
    stderr += text;
    if (sent > 0 || !/Ctrl-C ends it/.test(stderr)) return;
    // So that the signal comes in mid-pass.
    setTimeout(() => {
      sent = performance.now();
      child.kill(signal);
    }, 500);
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, stderr, after: performance.now() - sent };
}

describe('a model of 320 kB that would take hours', () => {
  it('is refused before it starts: exit 2, with the work and the flag that allows it', async () => {
    place.write('hours.json', convolution(4000, 400));
    place.write('any.png', greyPng(9));
    const { code, stderr } = await place.dnn(['predict', 'any.png', '--model', 'hours.json']);
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(/one example takes 5\.12 TFLOP, about .*--max-work 1T allows 1\.00 TFLOP/);
    expect(stderr).toMatch(/allow it: --max-work 6T\./);
  });

  it.each(Object.keys(CODES) as (keyof typeof CODES)[])(
    'ends at once by %s where it was allowed',
    async (signal) => {
      place.write('hours.json', convolution(4000, 400));
      place.write('any.png', greyPng(9));
      const { code, stderr, after } = await ended('predict any.png --model hours.json --max-work 6T', signal);
      expect(stderr).toMatch(/^Note: .* 5\.12 TFLOP, about .*Ctrl-C ends it\.$/m);
      expect(code).toBe(CODES[signal]);
      expect(after).toBeLessThan(PATIENCE);
    },
  );

  it('gradcheck says what it will take, and ends at once by a signal', async () => {
    const words = 'gradcheck --layers 1000x1000x1,conv100:1,pool500,1 --examples 2';
    const { code, after } = await ended(words, 'SIGTERM');
    expect(code).toBe(143);
    expect(after).toBeLessThan(PATIENCE);
  });
});

describe('an update of minutes', () => {
  it('ends by a signal before the first is over: nothing is lost', async () => {
    const words = 'train --data digits --layers 8x8x1,conv8:60,conv8:60,conv8:60,auto --iterations 2';
    const child = place.spawn(process.execPath, [BIN, ...words.split(' ')]);
    let sent = 0;
    child.stderr.on('data', (text) => {
      if (sent > 0 || !/Training /.test(String(text))) return;
      setTimeout(() => {
        sent = performance.now();
        child.kill('SIGTERM');
      }, 2000);
    });
    const code = await new Promise<number | null>((done) => child.on('close', done));
    expect(code).toBe(143);
    expect(performance.now() - sent).toBeLessThan(PATIENCE);
  });
});
