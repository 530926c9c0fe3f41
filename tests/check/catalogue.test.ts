/** The number of mistakes, as docs/CHECK.md and CHANGELOG.md say it, is counted. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MISTAKES } from '../../src/check/mistakes/mistakes.js';
import { SLIPS } from './slips.js';

const STARTS = JSON.parse(
  readFileSync(new URL('goldens/starts/starts.json', import.meta.url), 'utf8'),
) as readonly { id: string }[];

function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

it('the catalogue has as many entries as the documents say, and as many with a program of Python', () => {
  const run = new Set([...SLIPS, ...STARTS].map(({ id }) => id));
  const counts = [MISTAKES.length, MISTAKES.filter(({ id }) => run.has(id)).length];
  const said = /The catalogue has (\d+) entries .*? (\d+) of them are slips of Python programs/.exec(
    textOf('docs/CHECK.md'),
  );
  expect(said?.slice(1).map(Number)).toEqual(counts);
  expect(textOf('CHANGELOG.md')).toContain(`the mistake, of ${MISTAKES.length} known ones,`);
});

it('every program of Python is of a mistake in the catalogue', () => {
  const known = new Set(MISTAKES.map(({ id }) => id));
  expect([...new Set([...SLIPS, ...STARTS].map(({ id }) => id))].filter((id) => !known.has(id))).toEqual([]);
});
