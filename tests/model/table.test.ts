/** A model of a table: the names of its columns are in its file, and other data are read by them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDataset } from '../../src/data/open.js';
import { identify } from '../../src/model/checkpoint/checkpoint.js';
import { modelChunks } from '../../src/model/file/json.js';
import { parseModel } from '../../src/model/file/json-reader.js';
import { Predictor } from '../../src/model/predict.js';
import { dnnError } from '../helpers/errors.js';
import { randomModel } from '../helpers/models.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-table-'));
afterAll(() => rmSync(root, { recursive: true }));
const names = { columns: ['wet', 'stone', 'depth'], target: 'kind' };
const model = { ...randomModel({ classes: ['fen', 'moor', 'wold'] }), ...names };

it('keeps its names in its file', () => {
  expect(parseModel([...modelChunks(model)].join(''), 'm.json')).toMatchObject(names);
  const fewer = [...modelChunks({ ...model, columns: ['wet', 'wet', 'depth'] })].join('');
  expect(dnnError('model', () => parseModel(fewer, 'm.json')).message).toContain(
    'a name for each of 3 values',
  );
});

it('reads other data by name, with the classes that occur', async () => {
  const path = join(root, 'new.csv');
  writeFileSync(path, 'id,kind,depth,stone,wet\np,wold,3,2,1\nq,wold,6,5,4\n');
  const dataset = await openDataset(path, { like: model });
  expect(dataset).toMatchObject({ ...names, classes: model.classes });
  expect([...dataset.train.values, ...dataset.train.labels]).toEqual([1, 2, 3, 4, 5, 6, 2, 2]);
  expect(identify(dataset)).toMatchObject(names);
  expect(new Predictor(model).evaluate(dataset, dataset.train).examples).toBe(2);
  const moved = { ...dataset, columns: ['stone', 'wet', 'depth'] };
  expect(dnnError('model', () => new Predictor(model).evaluate(moved, moved.train)).hint).toContain(
    'like: model',
  );
});
