/** Decimal signs: learned in training, and kept for other data of the model, whose cells may leave them open. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type CsvTable, readCsv } from '../../../src/data/formats/csv/csv.js';
import { rowsOf } from '../../../src/data/formats/csv/table.js';
import type { DecimalSign } from '../../../src/data/tables/cell.js';
import type { Column } from '../../../src/data/tables/column.js';
import { modelChunks } from '../../../src/model/file/json.js';
import { parseModel } from '../../../src/model/file/json-reader.js';
import type { Model } from '../../../src/model/model.js';
import { ObjectRows } from '../../../src/model/object-rows.js';
import { openTableRows } from '../../../src/model/table-rows.js';
import { dnnError } from '../../helpers/errors.js';
import { randomModel } from '../../helpers/models.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-decimals-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(content: string): string {
  const path = join(root, 'rows.csv');
  writeFileSync(path, content);
  return path;
}

/** x and y of a file, read by what training learned, if anything. */
function read(content: string, like?: Pick<CsvTable, 'columns' | 'target' | 'targetDecimal'>) {
  const { arrays, ...rest } = readCsv(write(content), 'train', { like });
  const [x, y] = arrays;
  return {
    x: Array.from(x.values()),
    y: y.dtype === 'string' ? y.strings() : Array.from(y.values()),
    ...rest,
  };
}
const refused = (content: string, like?: Parameters<typeof read>[1]) =>
  dnnError('data', () => read(content, like));

/** The columns a and b and the target y, as training learned them. */
const trained = (decimal: DecimalSign | undefined) => ({
  columns: ['a', 'b'].map((name): Column => ({ name, type: 'number', ...(decimal && { decimal }) })),
  target: 'y',
  ...(decimal && { targetDecimal: decimal }),
});
const [GERMAN, POINTS, UNKNOWN] = [trained(','), trained('.'), trained(undefined)];

describe('training', () => {
  it('learns the sign of each column and of the target where commas do not separate', () => {
    expect(read('a;b;y\n1.250,75;1;2,5\n2.000;2;3\n')).toMatchObject(GERMAN);
    expect(read('a;b;y\n1250.75;1;2.5\n2.000;2;3\n')).toMatchObject(POINTS);
    const { columns, targetDecimal } = read('a,b,y\n1.5,1,2.5\n2.000,2,3\n');
    expect([columns, targetDecimal]).toEqual([UNKNOWN.columns, undefined]);
  });

  it('reads a column that leaves it open as the others, and says so', () => {
    const { x, y, notes } = read('a;b;y\n1.250;1,5;1.250.000\n12.500;2;2.000\n');
    expect([x, y]).toEqual([
      [1250, 1.5, 12_500, 2],
      [1_250_000, 2000],
    ]);
    expect(notes).toContainEqual(
      expect.stringContaining(
        'read points as those of thousands, as in 1.250, in column 1 (a), column 3 (y): other columns have decimal commas',
      ),
    );
    expect(read('a;b;y\n1.250;1;0\n12.500;2;1\n').x).toEqual([1.25, 1, 12.5, 2]);
  });

  it('takes numbers of several points for thousands, before a decimal comma too, else refuses them', () => {
    expect(read('a;b;y\n1.250.000;1;0\n3,5;2;1\n').x).toEqual([1_250_000, 1, 3.5, 2]);
    const rows = Array.from({ length: 150 }, (_, i) => `1.${100 + i}.000;${i},5;0`);
    expect(read(`a;b;y\n${rows.join('\n')}\n`).x.slice(0, 2)).toEqual([1_100_000, 0.5]);
    for (const separator of [';', ','])
      expect(refused(`a;b;y\n1.250.000;1;0\n2;2;1\n`.replaceAll(';', separator)).message).toContain(
        'column 1 (a) has 1.250.000 in line 2, a number with thousands separators',
      );
  });
});

describe('other data', () => {
  it.each<[title: string, like: typeof GERMAN, content: string, x: number[], y: number[]]>([
    ['commas, cells that are open', GERMAN, 'a;b;y\n2.000;1.250.000;3.000\n', [2000, 1_250_000], [3000]],
    ['commas, one among others', GERMAN, 'a;b;y\n2.000;1,5;3.000\n', [2000, 1.5], [3000]],
    [
      'commas, points throughout a column',
      GERMAN,
      'a;b;y\n2000.5;7;3\n0.5;8;4\n',
      [2000.5, 7, 0.5, 8],
      [3, 4],
    ],
    ['commas, a file that commas separate', GERMAN, 'a,b,y\n2.000,1.5,3.000\n', [2, 1.5], [3]],
    ['points, cells that are open', POINTS, 'a;b;y\n2.000;1.250;3.000\n', [2, 1.25], [3]],
    ['points, commas throughout a column', POINTS, 'a;b;y\n2000,5;7;3\n', [2000.5, 7], [3]],
    ['nothing, cells that are open', UNKNOWN, 'a;b;y\n2.000;1.250;3\n', [2, 1.25], [3]],
    ['nothing, one among others', UNKNOWN, 'a;b;y\n2.000;1,5;3\n', [2000, 1.5], [3]],
  ])('of a model that knows %s', (_, like, content, x, y) =>
    expect(read(content, like)).toMatchObject({ x, y }),
  );

  it.each<[title: string, like: typeof GERMAN, content: string, words: string]>([
    [
      'a point among commas',
      GERMAN,
      'a;b;y\n3,5;1;1\n2000.5;1;1\n',
      'line 3, column 1 (a): 2000.5 has a decimal point, expected a comma as in training, as 3,5 in line 2 has',
    ],
    [
      'a point beside cells that could have either',
      GERMAN,
      'a;b;y\n2.000;1;1\n2000.5;1;1\n',
      'line 3, column 1 (a): 2000.5 has a decimal point, expected a comma as in training, and 2.000 in line 2 could have either',
    ],
    [
      'a comma among points',
      POINTS,
      'a;b;y\n1;1;2.5\n1;1;1,5\n',
      'line 3, column 3 (y): 1,5 has a decimal comma',
    ],
    [
      'an open column in a file of other signs',
      GERMAN,
      'a;b;y\n2000.5;2.000;1\n',
      'line 2, column 2 (b): 2.000 may have a decimal comma, as in training, or a point: column 1 (a) has another sign',
    ],
    ['commas of thousands', POINTS, 'a;b;y\n1,250;1;1\n', 'line 2, column 1 (a): 1,250, expected a number'],
  ])('with %s is refused', (_, like, content, words) =>
    expect(refused(content, like).message).toContain(words),
  );
});

/** A model of the three columns of `like`. */
const modelOf = ({
  columns,
  target,
  targetDecimal,
}: Pick<Model, 'columns' | 'target' | 'targetDecimal'>): Model => ({
  ...randomModel({ classes: ['fen', 'moor', 'wold'] }),
  columns,
  target,
  targetDecimal,
});

/** The values of rows to predict. */
function rowValues(model: Model, content: string): number[] {
  const { table, reader } = openTableRows(write(content), model, 'error');
  const values: number[] = [];
  for (const row of rowsOf(table)) {
    const own = new Float64Array(reader.features);
    reader.read(row, own, 0);
    values.push(...own);
  }
  return values;
}

const THREE = ['a', 'b', 'c'].map((name): Column => ({ name, type: 'number', decimal: ',' }));

describe('a model', () => {
  const model = modelOf({ columns: THREE, target: 'y', targetDecimal: ',' });

  it('keeps the signs in its file', () => {
    expect(parseModel([...modelChunks(model)].join(''), 'm.json')).toMatchObject({
      columns: THREE,
      targetDecimal: ',',
    });
  });

  it('reads rows and texts by them', () => {
    expect(rowValues(model, 'a;b;c\n2.000;3;1.250.000\n')).toEqual([2000, 3, 1_250_000]);
    const values = new Float64Array(3);
    new ObjectRows(model).read({ a: '2.000', b: 2.5, c: '1,5' }, () => 'row 1', values, 0);
    expect([...values]).toEqual([2000, 2.5, 1.5]);
    const wrong = () => new ObjectRows(model).read({ a: '2.5', b: 1, c: 1 }, () => 'row 1', values, 0);
    expect(dnnError('data', wrong).message).toContain(
      '2.5, expected a number with a decimal comma as in training',
    );
  });

  it('of one column reads it where no separator says anything', () => {
    const own = { ...model, columns: THREE.slice(0, 1) };
    expect(rowValues(own, 'a\n2.000\n')).toEqual([2000]);
  });

  it('reads any of the training rows as training did, whatever else is in the file (property)', () => {
    const whole = fc.integer({ min: -2_000_000, max: 2_000_000 });
    const german = fc
      .tuple(whole, fc.constantFrom('', ',5', ',75', ',250', ',000'), fc.boolean())
      .map(
        ([n, fraction, grouped]) => `${grouped ? String(n).replace(/\B(?=(\d{3})+$)/g, '.') : n}${fraction}`,
      );
    const row = fc.tuple(german, german, german, german);
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        (rows, picks) => {
          const all = [...rows, ['1,5', '7', '2', '3']];
          const file = (some: readonly (readonly string[])[]) =>
            ['a;b;c;y', ...some.map((each) => each.join(';')), ''].join('\n');
          const learned = read(file(all));
          const some = [...all.keys()].filter(() => picks.next().value);
          if (some.length === 0) return;
          const part = read(file(some.map((i) => all[i])), learned);
          const x = some.flatMap((i) => learned.x.slice(i * 3, i * 3 + 3));
          expect(part.x).toEqual(x);
          expect(part.y).toEqual(some.map((i) => learned.y[i]));
          expect(rowValues(modelOf(learned), file(some.map((i) => all[i])))).toEqual(x);
        },
      ),
      { numRuns: 60 },
    );
  });
});
