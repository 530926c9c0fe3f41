/** Lines of files: the same as splitting the whole text, and none of them without bound. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readLines } from '../../src/disk/lines.js';
import { LIMITS } from '../../src/limits.js';
import '../helpers/seed.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-lines-'));
afterAll(() => rmSync(root, { recursive: true }));
const path = join(root, 'log');

async function linesOf(content: string): Promise<string[]> {
  writeFileSync(path, content);
  const lines: string[] = [];
  for await (const line of readLines(path, 'usage')) lines.push(line);
  return lines;
}

describe('lines of a file', () => {
  it('are those of its text, the last one with or without an end (property)', async () => {
    const line = fc
      .string({ unit: fc.constantFrom('a', 'é', '🐱', ' ', '\r'), maxLength: 5 })
      .map((text) => text.trim());
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        async (lines, end) => {
          const texts = lines.map((each) => each.replaceAll('\r', ''));
          expect(await linesOf(texts.map((each) => each + end).join(''))).toEqual(texts);
          expect(await linesOf(`${texts.map((each) => each + end).join('')}x`)).toEqual([...texts, 'x']);
        },
      ),
    );
  });

  it('may be longer than the pieces that are read', async () => {
    const long = 'é'.repeat(100_000);
    expect(await linesOf(`a\n${long}\nb\n`)).toEqual(['a', long, 'b']);
  });

  it('without end are refused by their number', async () => {
    writeFileSync(path, 'a\nb\n');
    truncateSync(path, LIMITS.lineBytes + 10);
    const read = async () => {
      for await (const _ of readLines(path, 'usage'));
    };
    await expect(read()).rejects.toMatchObject({
      code: 'usage',
      message: `${path}, line 3: more than 16777216 bytes`,
    });
  });
});
