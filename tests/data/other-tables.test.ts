/** Test sets and other data of a table: what is read in them, and how messages say what cannot be. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openTable } from '../../src/data/formats/csv/table.js';
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

it('a target that the training set has not is told by its line; yes and no are read in any case', async () => {
  const train = write('answers/train.csv', 'a,paid\n1,yes\n2,no\n3,Yes\n');
  write('answers/test.csv', 'a,paid\n\n3,YES\n4,maybe\n');
  await expect(openDataset(dirname(train))).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining(
      'test.csv: line 4, column 2 (paid) is "maybe", expected one of the 2 classes (no, yes)',
    ),
    hint: expect.stringContaining('--target'),
  });
  write('answers/test.csv', 'a,paid\n3,YES\n4,No\n');
  const { classes, train: learned, test } = await openDataset(dirname(train));
  expect([classes, [...learned.labels], [...(test?.labels ?? [])]]).toEqual([
    ['no', 'yes'],
    [1, 0, 1],
    [1, 0],
  ]);
  const like = { classes: ['no', 'yes'], columns: [{ name: 'a', type: 'number' }] as const, target: 'paid' };
  const shouted = await openDataset(write('loud.csv', 'a,paid\n3,YES\n4,NO\n'), { like });
  expect([...shouted.train.labels]).toEqual([1, 0]);
});

it('a column of the training that --drop or --target takes away is told by that flag', async () => {
  const columns = ['age', 'price'].map((name) => ({ name, type: 'number' }) as const);
  const like = { classes: ['no', 'yes'], columns, target: 'paid' };
  const path = write('taken.csv', 'age,price,paid\n1,2,yes\n3,4,no\n');
  await expect(openDataset(path, { like, drop: ['age'] })).rejects.toThrow(
    `--drop age: leaves out age of ${path}, which the training data had`,
  );
  await expect(openDataset(path, { like, yKey: 'price' })).rejects.toMatchObject({
    code: 'usage',
    message: `--target price: the column price of ${path} is a feature in the training data, not the target`,
    hint: 'Name the target: --target paid.',
  });
});

it('rows for a model without names are taken by place, with a note under a header, the target passed over', () => {
  const wanted = { columns: ['1', '3'], target: '2', isUnlabelled: true };
  const open = (content: string) => openTable(write('places.csv', content), wanted).columns;
  expect(open('1,0,2\n3,1,4\n')).toMatchObject({ features: [0, 2], notes: [] });
  expect(open('1,2\n3,4\n').features).toEqual([0, 1]);
  expect(open('c,a\n1,2\n')).toMatchObject({
    features: [0, 1],
    notes: ['the training data had no header: the columns are taken in their order, whatever their names.'],
  });
});
