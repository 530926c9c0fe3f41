/** The columns of a CSV file: what is a header, and columns found by their names. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/data/formats/csv/csv.js';
import { openDataset } from '../../../src/data/open.js';
import type { Column } from '../../../src/data/tables/column.js';
import { dnnError } from '../../helpers/errors.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-columns-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(name: string, content: string): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

interface Like {
  columns?: readonly string[];
  target?: string;
}

const numbers = (names: readonly string[]): Column[] => names.map((name) => ({ name, type: 'number' }));

function read(content: string, { columns, target }: Like = {}, yKey?: string, drop?: string[]) {
  const like = { ...(columns && { columns: numbers(columns) }), target };
  const { arrays, ...rest } = readCsv(write('set.csv', content), 'train', { yKey, drop, like });
  const [x, y] = arrays;
  const labels = y.dtype === 'string' ? y.strings() : Array.from(y.values());
  return { x: Array.from(x.values()), labels, ...rest };
}

describe('a header', () => {
  it.each([
    ['of words', 'a,b,c\n1,2,0\n', 1],
    ['of numbers and the usual name of the classes', '0,1,label\n1,2,0\n3,4,1\n', 2],
    ['of these, above classes with names', '0,1,label\n1,2,cat\n3,4,dog\n', 2],
    ['with a word above a number', 'kind,0,1\n1,2,3\n', 1],
    ['with two words and numbers', 'id,0,1,kind\n7,1,2,0\n', 1],
  ])('%s is no example', (_, content, examples) => {
    expect(read(content).labels).toHaveLength(examples);
  });

  it.each([
    ['numbers', '1,2,0\n3,4,1\n', 2],
    ['a class with a name', '1,2,cat\n3,4,dog\n', 2],
    ['one row', '1,2,cat\n', 1],
  ])('%s are examples', (_, content, examples) => {
    expect(read(content).labels).toHaveLength(examples);
  });

  it.each(['NA', 'nan', '?', ''])('%j is a missing value and no name', (word) => {
    expect(read(`${word},2,cat\n1,2,dog\n`).x).toEqual([Number.NaN, 2, 1, 2]);
  });

  it('names the columns of the examples and of the class', () => {
    expect(read('b,label,a\n1,x,2\n')).toMatchObject({ columns: numbers(['b', 'a']), target: 'label' });
    expect(read('1,2,x\n')).toMatchObject({ columns: numbers(['1', '2']), target: '3' });
  });

  it('of two equal names gives the second another, and leaves out what has none', () => {
    expect(read('a,a,label\n1,2,x\n')).toMatchObject({
      columns: numbers(['a', 'a.1']),
      notes: [expect.stringContaining('columns of one name are told apart: a.1')],
    });
    expect(read(',a,label,\n0,1,x,\n')).toMatchObject({
      x: [1],
      labels: ['x'],
      notes: [expect.stringContaining('passed over the columns without a name: 1, 4.')],
    });
  });

  it('has a y that is a coordinate beside an x', () => {
    expect(read('x,y,kind\n1,2,a\n').labels).toEqual(['a']);
    expect(read('z,y,kind\n1,2,3\n').labels).toEqual([2]);
  });
});

describe('columns that the user names', () => {
  it('are left out, by name or number', () => {
    expect(read('id,a,label\n7,1,x\n', {}, undefined, ['id'])).toMatchObject({
      x: [1],
      columns: numbers(['a']),
    });
    expect(read('7,1,x\n', {}, '3', ['1'])).toMatchObject({ x: [1], labels: ['x'] });
  });

  it('may be the first one, by its number', () => {
    expect(read('1,2,0\n3,4,1\n', {}, '1')).toMatchObject({ x: [2, 0, 4, 1], labels: [1, 3], notes: [] });
  });

  it('must be there, and the target is none of those left out', () => {
    const missing = dnnError('data', () => read('id,a,label\n7,1,x\n', {}, undefined, ['idd']));
    expect(missing.message).toContain('no column is called idd (--drop)');
    expect(missing.hint).toBe('Did you mean --drop id?');
    const target = dnnError('usage', () => read('id,a,label\n7,1,x\n', {}, undefined, ['label']));
    expect(target.message).toContain('--drop label: the column label of');
  });
});

describe('columns of a training set', () => {
  it('are found in any order, among any others', () => {
    const names = ['wet', 'stone', 'depth', 'kind'];
    const extra = fc.constantFrom<string[]>([], ['note'], ['note', 'id']);
    fc.assert(
      fc.property(extra, fc.nat(), (others, n) => {
        const order = [...names, ...others];
        for (let i = order.length - 1, seed = n; i > 0; i--, seed = Math.floor(seed / 7)) {
          const j = seed % (i + 1);
          [order[i], order[j]] = [order[j], order[i]];
        }
        const row: Record<string, string> = {
          wet: '1',
          stone: '2',
          depth: '3',
          kind: 'fen',
          note: 'text',
          id: '',
        };
        const content = [order, order.map((name) => row[name])].map((cells) => cells.join(',')).join('\n');
        const found = read(content, { columns: ['wet', 'stone', 'depth'], target: 'kind' });
        expect(found).toMatchObject({
          x: [1, 2, 3],
          labels: ['fen'],
          columns: numbers(['wet', 'stone', 'depth']),
        });
      }),
    );
  });

  it('that stand elsewhere or are passed over are told', () => {
    const like = { columns: ['a', 'b'], target: 'c' };
    expect(read('a,b,c\n1,2,0\n', like).notes).toEqual([]);
    expect(read('id,b,c,a\n9,2,0,1\n', like).notes).toEqual([
      expect.stringContaining('stand in another order than in training; they are taken by name'),
      expect.stringContaining('not in the training data, passed over: id.'),
    ]);
    expect(read('1,2,0\n', like).notes).toContainEqual(
      expect.stringContaining('in the order of the training data'),
    );
  });

  it('that are missing are named', () => {
    const error = dnnError('data', () => read('a,c\n1,0\n', { columns: ['a', 'b', 'd'], target: 'c' }));
    expect(error.message).toContain('lacks the columns b, d of the training data; it has a, c');
  });

  it('leave a usual name for the class, or one that is given, and are not guessed at', () => {
    const like = { columns: ['a', 'b'], target: 'c' };
    expect(read('b,Class,a\n2,x,1\n', like)).toMatchObject({ x: [1, 2], labels: ['x'] });
    expect(read('b,kind,a\n2,x,1\n', like, 'kind')).toMatchObject({ x: [1, 2], labels: ['x'] });
    for (const content of ['a,b\n1,2\n', 'b,id,a\n2,7,1\n'])
      expect(dnnError('data', () => read(content, like)).message).toContain('has no column c, the target');
    expect(read('a,b,c,d\n1,2,x,y\n', like, 'd').labels).toEqual(['y']);
  });

  it('are those of its test set, which lies beside it', async () => {
    const train = write('train_set.csv', 'a,b,label\n1,2,x\n3,4,y\n');
    write('test_set.csv', 'b,id,label,a\n2,p,x,1\n');
    const dataset = await openDataset(train);
    expect(dataset).toMatchObject({ columns: numbers(['a', 'b']), target: 'label' });
    expect(Array.from(dataset.test?.values ?? [])).toEqual([1, 2]);
  });
});
