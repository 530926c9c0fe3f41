/** A table in memory: the dataset of the file with the same bytes, in Node.js and with the bytes of browsers. */
import { copyFileSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { datasetDigest } from '../../src/data/dataset.js';
import * as browser from '../../src/data/formats/csv/text-bytes.browser.js';
import { openDataset } from '../../src/data/open.js';
import { datasetOfTable } from '../../src/data/table-dataset.js';
import { Workspace } from '../helpers/cli.js';

const workspace = new Workspace();

describe.each([
  ['churn', 'churned', ['customer_id']],
  ['iris', undefined, []],
  ['rents', 'rent', []],
])('%s', (name, target, drop) => {
  it('is the dataset of its file', async () => {
    const path = workspace.at(`${name}.csv`);
    copyFileSync(`datasets/train_${name}.csv`, path);
    const dataset = datasetOfTable({ name: `${name}.csv`, bytes: readFileSync(path) }, { target, drop });
    const opened = await openDataset(path, { yKey: target, drop });
    expect(datasetDigest(dataset)).toBe(datasetDigest(opened));
    expect(dataset.columns).toEqual(opened.columns);
    expect(dataset.classes).toEqual(opened.classes);
  });
});

it('names line and column of what cannot be read', () => {
  const bytes = new TextEncoder().encode('a,b,class\n1,2,x\n3,y,x\n4,5,z\n');
  expect(() => datasetOfTable({ name: 'my.csv', bytes }, { drop: ['nothing'] })).toThrow(/my\.csv.*nothing/);
  expect(() => datasetOfTable({ name: 'my.csv', bytes: Uint8Array.of(0xff, 0x00, 0xd8, 0xdc) })).toThrow(
    /my\.csv/,
  );
});

describe('the bytes of a text in browsers', () => {
  const text = 'é,"x\n∑",\ufeff€ 🙂';
  const bytes = browser.encodedText(text);

  it('give the texts that those of Node.js give', () => {
    const own = Buffer.from(text);
    expect([...bytes]).toEqual([...own]);
    expect(bytes.toString('utf8')).toBe(text);
    expect(bytes.toString('utf8', 3, 8)).toBe(own.toString('utf8', 3, 8));
    expect(bytes.subarray(2).toString('latin1', 0, 5)).toBe(own.subarray(2).toString('latin1', 0, 5));
  });

  it('are UTF-8 or are not', () => {
    expect(browser.isUtf8(bytes)).toBe(true);
    expect(browser.isUtf8(bytes.subarray(1))).toBe(false);
  });

  it('come from no path', () => {
    expect(() => browser.filePieces('x.csv')).toThrow(/x\.csv cannot be opened/);
  });
});
