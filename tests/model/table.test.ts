/** A model of a table: the names of its columns are in its file, and other data are read by them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';
import type { Column } from '../../src/data/tables/column.js';
import { identify } from '../../src/model/checkpoint/checkpoint.js';
import { modelChunks } from '../../src/model/file/json.js';
import { parseModel } from '../../src/model/file/json-reader.js';
import type { Model } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { dnnError } from '../helpers/errors.js';
import { randomModel } from '../helpers/models.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-table-'));
afterAll(() => rmSync(root, { recursive: true }));
const numbers = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'number' }));
const names = { columns: numbers('wet', 'stone', 'depth'), target: 'kind' };
const model = { ...randomModel({ classes: ['fen', 'moor', 'wold'] }), ...names };

it('keeps its names in its file', () => {
  expect(parseModel([...modelChunks(model)].join(''), 'm.json')).toMatchObject(names);
});

it.each<[title: string, part: Partial<Model>, words: string]>([
  ['two columns of one name', { columns: numbers('wet', 'wet', 'depth') }, 'two of them have one name'],
  ['too few columns', { columns: numbers('wet', 'stone') }, 'input.columns are not those of 3 values'],
  ['a scale of 0', { scaling: { shift: [0, 0, 0], scale: [1, 0, 1] } }, 'expected a number that is not 0'],
  [
    'too short a scale',
    { scaling: { shift: [0, 0], scale: [1, 1] } },
    'input.scaling is not that of 3 values',
  ],
])('is refused with %s', (_, part, words) => {
  const text = [...modelChunks({ ...model, ...part })].join('');
  expect(dnnError('model', () => parseModel(text, 'm.json')).message).toContain(words);
});

it('reads other data by name, with the classes that occur', async () => {
  const path = join(root, 'new.csv');
  writeFileSync(path, 'id,kind,depth,stone,wet\np,wold,3,2,1\nq,wold,6,5,4\n');
  const dataset = await openDataset(path, { like: model });
  expect(dataset).toMatchObject({ ...names, classes: model.classes });
  expect([...dataset.train.values, ...dataset.train.labels]).toEqual([1, 2, 3, 4, 5, 6, 2, 2]);
  expect(identify(dataset)).toMatchObject(names);
  expect(new Predictor(model).evaluate(dataset, dataset.train).examples).toBe(2);
  const moved = { ...dataset, columns: numbers('stone', 'wet', 'depth') };
  expect(dnnError('model', () => new Predictor(model).evaluate(moved, moved.train)).hint).toContain(
    'like: model',
  );
});
