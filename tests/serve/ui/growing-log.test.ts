/** Logs that other processes write: whole lines once each, whatever happens to the file meanwhile. */
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Grown, type Place, readOn, START } from '../../../src/serve/ui/growing-log.js';
import { parsePlaces, placesText } from '../../../src/serve/ui/places.js';

const directory = mkdtempSync(join(tmpdir(), 'dnn-log-'));
const path = join(directory, 'metrics.jsonl');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function grown(place: Place): Promise<Grown> {
  const file = await open(path).catch(() => undefined);
  try {
    return await readOn(file, place);
  } finally {
    await file?.close();
  }
}

describe('a log that grows', () => {
  beforeEach(() => writeFileSync(path, 'first\nsecond\n'));

  it('gives whole lines, and half a line when its rest has come', async () => {
    const start = await grown(START);
    expect(start).toMatchObject({ lines: ['first', 'second'], isOther: false, hasMore: false });
    appendFileSync(path, 'thi');
    const half = await grown(start.place);
    expect(half.lines).toEqual([]);
    appendFileSync(path, 'rd\nfourth\n');
    expect((await grown(half.place)).lines).toEqual(['third', 'fourth']);
  });

  it('begins anew when it was cut, or another has its place', async () => {
    const { place } = await grown(START);
    truncateSync(path, 6);
    expect(await grown(place)).toMatchObject({ lines: ['first'], isOther: true });
    writeFileSync(`${path}.new`, 'other\nsecond\nthird\n');
    renameSync(`${path}.new`, path);
    expect(await grown(place)).toMatchObject({ lines: ['other', 'second', 'third'], isOther: true });
  });

  it('is none when it was removed, and begins anew when it is back', async () => {
    const { place } = await grown(START);
    rmSync(path);
    const gone = await grown(place);
    expect(gone).toMatchObject({ lines: [], isOther: true, place: START });
    writeFileSync(path, 'back\n');
    expect(await grown(gone.place)).toMatchObject({ lines: ['back'], isOther: false });
  });

  it('comes in pieces, none of them in the middle of a line', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `line ${i}`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    const pieces: string[][] = [];
    for (let place = START, more = true; more; ) {
      const next = await grown(place);
      pieces.push([...next.lines]);
      [place, more] = [next.place, next.hasMore];
    }
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.flat()).toEqual(lines);
  });

  it('has lines longer than a piece', async () => {
    const long = 'x'.repeat(300_000);
    writeFileSync(path, `short\n${long}\nend\n`);
    const start = await grown(START);
    expect(start.lines).toEqual(['short']);
    expect((await grown(start.place)).lines).toEqual([long, 'end']);
  });
});

describe('places', () => {
  it('go to a reader and back', () => {
    const places = new Map([
      ['first run & more', { offset: 123, mark: '0123456789ab' }],
      ['second', START],
    ]);
    expect(parsePlaces(placesText(places), [...places.keys()])).toEqual(places);
  });

  it('are the start where a reader says nothing, or nonsense', () => {
    for (const text of ['', 'first=', 'first=-1.0123456789ab', 'first=1e9.0123456789ab', 'first=1.<script>'])
      expect(parsePlaces(text, ['first'])).toEqual(new Map([['first', START]]));
  });
});
