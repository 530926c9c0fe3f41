/** Folders and files as people have them, which other software reads: tests/data/found/, made with invented values. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';

const FOUND = 'tests/data/found';
const SHAPE = { shape: [4, 4, 3] } as const;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dnn-found-'));
});
afterAll(() => rmSync(root, { recursive: true }));

describe('folders of pictures', () => {
  /** A directory whose folders are copies of train/ of val-folder. */
  function directory(name: string, ...folders: string[]): string {
    for (const folder of folders)
      cpSync(`${FOUND}/val-folder/train`, join(root, name, folder), { recursive: true });
    return join(root, name);
  }

  it('validation/ is the test set where there is no test/', async () => {
    const dataset = await openDataset(`${FOUND}/val-folder`, SHAPE);
    expect(dataset).toMatchObject({
      classes: ['crab', 'eel'],
      train: { examples: 4 },
      test: { examples: 4 },
    });
    expect(dataset.notes).toEqual(['The test set is validation/.']);
  });

  it('validation/ beside test/ is not read, and that is said', async () => {
    const dataset = await openDataset(directory('three', 'train', 'valid', 'test'), SHAPE);
    expect(dataset).toMatchObject({ train: { examples: 4 }, test: { examples: 4 } });
    expect(dataset.notes).toEqual([
      'dnn does not read valid/: the test set is test/, and --validation-split takes examples of the training set.',
    ]);
  });

  it.each([
    ['Train', 'Test'],
    ['training_set', 'test_set'],
    ['TRAINING', 'Testing'],
    ['training_set/training_set', 'test_set/test_set'],
    ['train', 'val'],
  ])('%s/ with %s/', async (train, test) => {
    const dataset = await openDataset(directory(train.replaceAll('/', '-'), train, test), SHAPE);
    expect(dataset).toMatchObject({
      classes: ['crab', 'eel'],
      train: { examples: 4 },
      test: { examples: 4 },
    });
  });

  it('Train/ and Test/ of the archive that was found', async () => {
    const dataset = await openDataset(`${FOUND}/capital-folders`, SHAPE);
    expect(dataset).toMatchObject({ train: { examples: 4 }, test: { examples: 4 }, notes: [] });
  });

  it('an error names the folders as they are called', async () => {
    const where = directory('other', 'Train', 'Val');
    cpSync(`${FOUND}/val-folder/train/eel`, join(where, 'Val/fish'), { recursive: true });
    await expect(openDataset(where)).rejects.toThrow('Val/ has classes that Train/ lacks: fish');
  });
});

describe('two files of a directory', () => {
  /** A directory of tables of so many rows each, with these names. */
  function tables(directory: string, files: Record<string, number>): string {
    mkdirSync(join(root, directory));
    for (const [name, rows] of Object.entries(files)) {
      const text = `wet,label\n${'0.1,fen\n0.9,moor\n'.repeat(rows / 2)}`;
      writeFileSync(join(root, directory, name), text);
    }
    return join(root, directory);
  }

  it('train.csv and test.csv are a pair, by the directory and by the file', async () => {
    const pair = { train: { examples: 2 }, test: { examples: 2 } };
    expect(await openDataset(`${FOUND}/train-and-test`)).toMatchObject({ name: 'train-and-test', ...pair });
    const file = await openDataset(`${FOUND}/train-and-test/train.csv`);
    expect(file).toMatchObject({ name: 'train', ...pair });
    expect(file.notes).toEqual([`The test set is ${FOUND}/train-and-test/test.csv, found beside train.csv.`]);
  });

  it.each([
    ['mnist_train.csv', 'mnist_test.csv', 'mnist'],
    ['mnist_train_100.csv', 'mnist_test_10.csv', 'mnist_100'],
    ['Train.csv', 'Test.csv', 'Train-dir'],
    ['X-training.csv', 'X-testing.csv', 'X'],
  ])('%s and %s', async (train, test, name) => {
    const where = tables(`${train.slice(0, -4)}-dir`, { [train]: 4, [test]: 2, '._train.csv': 2 });
    expect(await openDataset(where)).toMatchObject({
      ...{ name, train: { examples: 4 }, test: { examples: 2 }, notes: [] },
    });
  });

  it('val.csv is the test set where there is none, told', async () => {
    const where = tables('val', { 'train.csv': 4, 'val.csv': 2 });
    const dataset = await openDataset(where);
    expect(dataset).toMatchObject({ train: { examples: 4 }, test: { examples: 2 } });
    expect(dataset.notes).toEqual([`The test set is ${join(where, 'val.csv')}.`]);
    expect((await openDataset(join(where, 'train.csv'))).test).toMatchObject({ examples: 2 });
    writeFileSync(join(where, 'test.csv'), 'wet,label\n0.1,fen\n0.9,moor\n0.8,moor\n');
    const three = await openDataset(where);
    expect(three.test).toMatchObject({ examples: 3 });
    expect(three.notes[0]).toContain('val.csv: the test set is ');
  });

  it('a test file without the column of classes is not read, and that is said, whatever lies beside it', async () => {
    const where = tables('contest', { 'train.csv': 4 });
    writeFileSync(join(where, 'test.csv'), 'wet\n0.1\n0.9\n');
    writeFileSync(join(where, 'sample_submission.csv'), 'row,label\n1,fen\n2,fen\n');
    for (const source of [where, join(where, 'train.csv')]) {
      const dataset = await openDataset(source);
      expect(dataset.test).toBeUndefined();
      const test = join(where, 'test.csv');
      expect(dataset.notes).toEqual([
        `${test} is no test set: it has no column label, the target. Predict its rows: dnn predict ${test} --csv.`,
      ]);
    }
  });

  /** A folder of a competition, whose test set lacks `held`. */
  function contest(directory: string, held: string[]): string {
    const rows = ['id,sunk,fare,sex', '1,0,7.25,f', '2,1,71.5,m', '3,0,8.05,f', '4,1,9.5,m'];
    const where = join(root, directory);
    mkdirSync(where);
    const names = rows[0].split(',');
    const kept = (row: string) => row.split(',').filter((_, column) => !held.includes(names[column]));
    writeFileSync(join(where, 'train.csv'), rows.join('\n'));
    writeFileSync(
      join(where, 'test.csv'),
      held.length > 3 ? '' : rows.map((row) => kept(row).join()).join('\n'),
    );
    return where;
  }

  it('the only column that the test file lacks is the target, told', async () => {
    const where = contest('sunk', ['sunk']);
    const [train, test] = ['train.csv', 'test.csv'].map((name) => join(where, name));
    for (const source of [where, train]) {
      const { target, notes, columns = [] } = await openDataset(source);
      expect([target, columns.map(({ name }) => name)]).toEqual(['sunk', ['id', 'fare', 'sex']]);
      expect(notes.slice(0, 2)).toEqual([
        `${train}: took sunk, the only column that ${test} lacks, as the target. To take another: --target.`,
        `${test} is no test set: it has no column sunk, the target. Predict its rows: dnn predict ${test} --csv.`,
      ]);
      const again = await openDataset(source, { like: { columns, target } });
      expect([again.target, again.test, again.notes]).toEqual(['sunk', undefined, notes.slice(1, 2)]);
    }
  });

  it('a test file without other columns is passed over beside a file, an error in a directory', async () => {
    const where = contest('several', ['sunk', 'fare']);
    const [train, test] = ['train.csv', 'test.csv'].map((name) => join(where, name));
    const fault = `lacks the columns sunk, fare of ${train}`;
    const alone = `; or train without a test set: --data ${train}`;
    await expect(openDataset(where)).rejects.toMatchObject({
      message: `${test} ${fault}`,
      hint: `If fare is the target: --target fare --drop sunk${alone}`,
    });
    await expect(openDataset(where, { yKey: 'sex', drop: ['id'] })).rejects.toMatchObject({
      hint: `Leave out what it lacks: --drop id,sunk,fare${alone}`,
    });
    const { notes } = await openDataset(train, { yKey: 'sex' });
    expect(notes[0]).toBe(`${test} is no test set: it ${fault}. Leave out what it lacks: --drop sunk,fare.`);
    const dropped = await openDataset(where, { yKey: 'sex', drop: ['sunk', 'fare'] });
    expect(dropped.test).toMatchObject({ examples: 4 });
    expect((await openDataset(where, { yKey: 'fare', drop: ['sunk'] })).test).toBeUndefined();
  });

  it('an empty test file is called empty', async () => {
    const where = contest('empty', ['id', 'sunk', 'fare', 'sex']);
    const { notes } = await openDataset(where);
    expect(notes[0]).toBe(`${join(where, 'test.csv')} is no test set: it is empty.`);
  });

  it('two training files, and files that say nothing, are several datasets', async () => {
    await expect(openDataset(tables('two', { 'a_train.csv': 2, 'train_b.csv': 2 }))).rejects.toThrow(
      'holds several datasets: a_train.csv, train_b.csv',
    );
    await expect(openDataset(tables('none', { 'train_test.csv': 2, 'b.csv': 2 }))).rejects.toThrow(
      'holds several datasets: b.csv, train_test.csv',
    );
  });
});
