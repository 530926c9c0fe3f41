/** Turns of one predictor: in order, one at a time, with pauses for other work. */
import { expect, it } from 'vitest';
import { Turns } from '../../src/serve/turns.js';

/** Milliseconds of work in pieces. */
function* working(milliseconds: number, name: string, log: string[]): Generator<number, string, void> {
  log.push(`${name} begins`);
  for (let piece = 0; piece < milliseconds; piece++) {
    const end = performance.now() + 1;
    while (performance.now() < end);
    yield piece;
  }
  log.push(`${name} ends`);
  return name;
}

it('does short work at once', () => {
  expect(new Turns().take(working(2, 'short', []))).toBe('short');
});

it('lets other work have its turn during long work, and no other pass of this predictor', async () => {
  const [turns, log]: [Turns, string[]] = [new Turns(), []];
  const long = turns.take(working(60, 'long', log));
  const next = turns.take(working(1, 'next', log));
  const last = turns.take(working(1, 'last', log));
  setTimeout(() => log.push('a timer'), 25);
  expect(await Promise.all([long, next, last])).toEqual(['long', 'next', 'last']);
  expect(log).toEqual([
    ...['long begins', 'a timer', 'long ends'],
    ...['next begins', 'next ends', 'last begins', 'last ends'],
  ]);
});

it('passes the turn on from work that fails', async () => {
  const turns = new Turns();
  // biome-ignore lint/correctness/useYield: it fails before
  const failing = function* (): Generator<number, string, void> {
    throw new Error('failed');
  };
  expect(() => turns.take(failing())).toThrow('failed');
  const long = turns.take(working(60, 'long', []));
  const failed = turns.take(failing());
  await expect(failed).rejects.toThrow('failed');
  expect(await long).toBe('long');
  expect(turns.take(working(1, 'after', []))).toBe('after');
});
