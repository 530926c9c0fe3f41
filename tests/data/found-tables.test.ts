/** Tables as people have them, which were read wrong or refused with a hint that misleads: tests/data/found/, of invented values. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type OpenOptions, openDataset } from '../../src/data/open.js';
import { numberFeatures } from '../../src/data/tables/column.js';
import { fitScaling, scaleInto } from '../../src/data/tables/scaling.js';

const FOUND = 'tests/data/found';

async function read(name: string, options: OpenOptions = {}) {
  const { train, test, classes, columns, target, notes } = await openDataset(`${FOUND}/${name}`, options);
  return {
    values: Array.from(train.values),
    labels: Array.from(train.labels),
    examples: train.examples,
    test,
    classes,
    columns: columns?.map(({ name: own, type }) => `${own} ${type}`),
    target,
    notes: notes.map((note) => note.replace(`${FOUND}/${name}: `, '')),
  };
}

it('columns of a test set in another order are found by their names', async () => {
  const { values, labels, test, notes } = await read('column-order');
  expect(Array.from(test?.values ?? [])).toEqual(values);
  expect(Array.from(test?.labels ?? [])).toEqual(labels);
  expect(notes).toEqual([
    `${FOUND}/column-order/test_parcels.csv: its columns stand in another order than in training; they are taken by name.`,
  ]);
});

it('a header of numbers with one word is no example', async () => {
  expect(await read('integer-header.csv')).toMatchObject({
    examples: 8,
    classes: ['0', '1'],
    columns: ['0 number', '1 number'],
    target: 'label',
    notes: [],
  });
});

describe('without a header', () => {
  it('the class in the first column is noticed where the last is the same in every row', async () => {
    const found = await read('label-first.csv');
    expect(found).toMatchObject({ examples: 9, classes: ['0', '1', '2'], target: '1' });
    expect(found.values).toHaveLength(9 * 64);
    expect(found.notes).toEqual([
      'has no header: took column 1, the first, as the last is the same in every row, as the target. Name another by its number: --target 65.',
    ]);
    expect(await read('label-first.csv', { yKey: '1' })).toMatchObject({ labels: found.labels, notes: [] });
  });

  it('the only text is the target, which is told with the column that it may be as well', async () => {
    const found = await read('text-column.csv');
    expect(found).toMatchObject({ classes: ['K', 'Q'], target: '1' });
    expect(found.notes).toEqual([
      'has no header: took column 1, the only text, as the target. Name another by its number: --target 4.',
    ]);
    expect(await read('text-column.csv', { yKey: '4' })).toMatchObject({
      classes: ['0', '1', '2'],
      columns: ['1 category', '2 number', '3 number'],
      notes: [],
    });
  });
});

it('columns of different sizes come to one scale: scaled.csv holds them so, to three decimals', async () => {
  const [unscaled, scaled] = await Promise.all(
    ['unscaled.csv', 'scaled.csv'].map((name) => openDataset(`${FOUND}/${name}`)),
  );
  const { values } = unscaled.train;
  const inputs = new Float64Array(values.length);
  scaleInto(inputs, values, fitScaling(values, numberFeatures(unscaled.columns ?? []), 'standard', 'error'));
  const differences = inputs.map((input, i) => Math.abs(input - scaled.train.values[i]));
  expect(Math.max(...differences)).toBeLessThan(6e-4);
});

describe('how cells and lines are written', () => {
  it.each<[name: string, values: number[], columns: string[]]>([
    ['trailing-comma.csv', [1, 2, 3, 4], ['a number', 'b number']],
    ['text-feature.csv', [1.5, 0, 1, 2.5, 1, 0], ['mass number', 'colour category']],
    ['boolean-feature.csv', [1.5, 1, 2.5, 0], ['mass number', 'wet yes-no']],
    ['separator-line.csv', [1, 2, 3, 4], ['a number', 'b number']],
    ['decimal-commas.csv', [1500, 2, 2500, 4], ['a number', 'b number']],
    ['thousands.csv', [1250.75, 2, 2125.5, 4], ['a number', 'b number']],
  ])('%s', async (name, values, columns) => {
    expect(await read(name)).toMatchObject({
      values,
      columns,
      labels: [0, 1],
      classes: ['0', '1'],
      target: 'label',
    });
  });

  it('separators at the ends of all lines are told', async () => {
    expect((await read('trailing-comma.csv')).notes).toEqual(['passed over the column without a name: 4.']);
  });
});

it('a target that is not last is told by its name, with the flag that names another', async () => {
  const { notes, classes, labels } = await read('class-not-last.csv');
  expect({ classes, labels }).toEqual({ classes: [], labels: [7.25, 71.5, 8.05] });
  expect(notes).toEqual([
    'took the last column, fare, as the target. Name another: --target sunk.',
    expect.stringContaining(
      'column 3 (fare) is taken as a number to predict (regression): 7.25 is not whole',
    ),
  ]);
  expect(await read('class-not-last.csv', { yKey: 'sunk' })).toMatchObject({
    labels: [0, 1, 0],
    target: 'sunk',
  });
});

it('digits as rows of pixels are pictures', async () => {
  expect(await openDataset(`${FOUND}/digits.csv`)).toMatchObject({
    divisor: 255,
    shape: [64],
    target: 'label',
  });
  expect(readFileSync(`${FOUND}/digit.png`).length).toBeGreaterThan(0);
});

it('rows without the target have nothing to be evaluated by: the message says how to predict them', async () => {
  const { columns = [], target, classes } = await openDataset(`${FOUND}/column-order`);
  const [path, names] = [`${FOUND}/no-labels.csv`, { columns, target }];
  await expect(openDataset(path, { like: { ...names, classes } })).rejects.toMatchObject({
    code: 'data',
    message: `${FOUND}/no-labels.csv has no column label, the target: there is nothing to compare predictions with`,
    hint: `Predict its rows with the same --model: dnn predict ${FOUND}/no-labels.csv --csv; or name the column of the answers: --target.`,
  });
  // Of a run that goes on there is no model yet.
  await expect(openDataset(path, { like: names })).rejects.toMatchObject({
    message: `${path} has no column label, the target`,
    hint: 'Give a table with that column, or name the column of the answers: --target.',
  });
});

describe('columns that cannot be read', () => {
  const place = mkdtempSync(join(tmpdir(), 'dnn-columns-'));
  const path = join(place, 'ships.csv');
  afterAll(() => rmSync(place, { recursive: true }));

  it('are told at once, with one flag that leaves them all out beside those given', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => `${i % 7},n${i},c${i},2024-01-02,${i % 2}`);
    writeFileSync(path, ['size,name,cabin,day,label', ...rows].join('\n'));
    await expect(openDataset(path, { drop: ['day'] })).rejects.toMatchObject({
      message: `${path}: 2 columns cannot be used: column 2 (name) holds more than 100 different texts, such as n0: too many for categories; column 3 (cabin) holds more than 100 different texts, such as c0: too many for categories`,
      hint: 'Correct them, or leave them out: --drop day,name,cabin',
    });
    await expect(openDataset(path, { drop: ['day', 'name'] })).rejects.toMatchObject({
      hint: 'Leave the column out: --drop day,name,cabin.',
    });
    await expect(openDataset(path, { drop: ['day', 'name', 'size'] })).rejects.toMatchObject({
      hint: 'No column is left without it: correct this column, or name another --target.',
    });
  });

  it('of the catalogue stay out beside others that are named', async () => {
    const { columns = [] } = await openDataset('churn', { drop: ['plan', 'customer_id'] });
    expect(columns.map(({ name }) => name)).toEqual(['age', 'income', 'paperless', 'calls', 'months']);
  });
});

describe('files that are called tables', () => {
  const place = mkdtempSync(join(tmpdir(), 'dnn-kinds-'));
  const path = join(place, 'rows.csv');
  afterAll(() => rmSync(place, { recursive: true }));

  it.each([
    ['\x1f\x8b\x08\0\xff', 'is a gzip archive', 'Unpack it first'],
    ['PK\x03\x04\x14\0\x08[Content_Types].xml\xff', 'is an Excel workbook', 'as CSV UTF-8'],
    ['\x89PNG\r\n\x1a\n\0\0\0', 'is a picture', 'Rename it'],
    ['\x03\x9a\xc1\x17\xfe\x80\x02', 'is not text', 'as CSV UTF-8'],
    [
      '\xff\xfe\0\0a\0\0\0',
      'is UTF-32',
      `iconv -f UTF-32 -t UTF-8 ${path} > ${join(place, 'rows-utf8.csv')}`,
    ],
    ['a,label\n1,caf\xe9\n', 'line 2 is not UTF-8', 'iconv -f WINDOWS-1252'],
  ])('%j', async (content, problem, hint) => {
    writeFileSync(path, content, 'latin1');
    await expect(openDataset(path)).rejects.toMatchObject({
      message: expect.stringContaining(problem),
      hint: expect.stringContaining(hint),
    });
  });
});
