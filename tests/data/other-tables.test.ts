/** Test sets and other data of a table: what is read in them, and how messages say what cannot be. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-other-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(name: string, content: string): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

it('a category that only the test set has is an error, or none of the known ones', async () => {
  const train = write('unseen/train.csv', 'plan,size,paid\nbasic,1,yes\ngold,2,no\n');
  write('unseen/test.csv', 'plan,size,paid\nlead,3,yes\n');
  await expect(openDataset(dirname(train))).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('line 2, column 1 (plan): lead, which training has not seen there'),
    hint: 'Take it as none of them: --unseen ignore.',
  });
  const { test } = await openDataset(dirname(train), { unseen: 'ignore' });
  expect(Array.from(test?.values ?? [])).toEqual([0, 0, 3]);
});

it('leaving out all columns is refused by its flag', async () => {
  const named = write('one.csv', 'f,y\n1,0\n2,1\n');
  const bare = write('bare.csv', '1,0\n2,1\n');
  for (const [path, drop] of [
    [named, 'f'],
    [bare, '1'],
  ]) {
    await expect(openDataset(path, { drop: [drop] })).rejects.toMatchObject({
      code: 'usage',
      message: `--drop ${drop}: leaves no column of ${path} to learn from`,
    });
  }
});
