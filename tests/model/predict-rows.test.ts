/** Rows given as objects: the bits of the same rows as a table, whatever way their values are written. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../src/data/formats/csv/csv.js';
import { rowsOf } from '../../src/data/formats/csv/table.js';
import { type Prediction, Predictor } from '../../src/model/predict.js';
import { predictRows } from '../../src/model/predict-rows.js';
import { openTableRows } from '../../src/model/table-rows.js';
import { dnnError } from '../helpers/errors.js';
import { numberModel, tableModel } from '../helpers/table-model.js';

const root = mkdtempSync(join(tmpdir(), 'dnn-rows-'));
afterAll(() => rmSync(root, { recursive: true }));
const model = tableModel();
const predictor = new Predictor(model);
const ROW = { age: 41, income: 52_000.5, plan: 'basic', paperless: 'yes' };

/** The predictions for rows of a CSV file. */
function ofTable(header: readonly string[], rows: readonly (readonly string[])[]): Prediction[] {
  const path = join(root, 't.csv');
  writeFileSync(path, [header, ...rows].map((cells) => cells.join(',')).join('\n'));
  const { table, reader } = openTableRows(path, model, 'error');
  const values = new Float64Array(7 * rows.length);
  let at = 0;
  for (const row of rowsOf(table)) reader.read(row, values, 7 * at++);
  return predictor.predictValues(values);
}

describe('rows are predicted', () => {
  it('to the bits of the cells of a table, in any order of the columns (property)', () => {
    const cell = {
      age: fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 })),
      income: fc.oneof(fc.integer(), fc.constant(null)),
      plan: fc.constantFrom(null, 'basic', 'family', 'premium'),
      paperless: fc.constantFrom('yes', 'no', 'YES', null),
    };
    fc.assert(
      fc.property(fc.array(fc.record(cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const header = ['paperless', 'plan', 'age', 'income'] as const;
        const cells = rows.map((row) => header.map((name) => String(row[name] ?? '')));
        expect(predictRows(predictor, rows)).toEqual(ofTable(header, cells));
      }),
      { numRuns: 50 },
    );
  });

  it.each<[title: string, row: object]>([
    ['numbers as text', { ...ROW, age: ' 41.0 ', income: '52000.5' }],
    ['yes and no as truth', { ...ROW, paperless: true }],
    ['other columns beside', { id: 7, ...ROW, level: 'gold', notes: { free: [] } }],
    ['values in the order of the columns', [41, 52_000.5, 'basic', true]],
  ])('alike with %s', (_, row) => {
    expect(predictRows(predictor, [row])).toEqual(predictRows(predictor, [ROW]));
  });

  it.each([null, '', 'NA', Number.NaN])('with %j as a missing number', (age) => {
    const filled = { ...ROW, age: 40.5 };
    expect(predictRows(predictor, [{ ...ROW, age }])).toEqual(predictRows(predictor, [filled]));
  });

  it('from any iterable, many as few, by a model as by its predictor', () => {
    const rows = function* () {
      for (let age = 0; age < 3000; age++) yield { ...ROW, age };
    };
    const many = predictRows(model, rows());
    expect(many).toHaveLength(3000);
    expect(many[2500]).toEqual(predictRows(predictor, [{ ...ROW, age: 2500 }])[0]);
    expect(predictRows(predictor, [])).toEqual([]);
  });

  it('as numbers by a model of numbers', () => {
    const [{ prediction }] = predictRows(numberModel(), [ROW]);
    expect(prediction).toBeGreaterThan(100);
  });

  it('with one note on what was passed over', () => {
    const notes: string[] = [];
    const row = { ...ROW, id: 1, level: 'gold' };
    predictRows(predictor, [row, { ...row, more: 2 }], { onNote: (note) => notes.push(note) });
    expect(notes).toEqual(['passed over what the model does not know: id.']);
  });

  it('with an unseen category as none of the known ones, where that is asked for', () => {
    const row = { ...ROW, plan: 'gold' };
    const values = Float64Array.of(41, 52_000.5, 0, 0, 0, 0, 1);
    expect(predictRows(predictor, [row], { unseen: 'ignore' })).toEqual(predictor.predictValues(values));
  });
});

describe('a table is read as in training', () => {
  /** The features of all rows of the table, as training and as prediction read it. */
  function bothWays(content: string) {
    const path = join(root, 'both.csv');
    writeFileSync(path, content);
    const like = { columns: model.columns, target: model.target };
    const [x] = readCsv(path, 'test', { like }).arrays;
    const { table, reader } = openTableRows(path, model, 'error');
    const features = Array.from(rowsOf(table), (row) => {
      const values = new Float64Array(7);
      reader.read(row, values, 0);
      return [...values];
    });
    return { trained: Array.from(x.values()), predicted: features.flat() };
  }

  it('with decimal commas, quotes, comments and columns in another order', () => {
    const points = bothWays(
      'age,income,plan,paperless,level\n41.5,1250.75,basic,yes,gold\n30,1500,family,no,silver\n',
    );
    const commas = bothWays(
      'sep=;\n# new\n"income";level;paperless;id;plan;age\n1.250,75;gold;yes;7;"basic";41,5;\n#x\n1,5E+03;silver;no;8;family;30\n',
    );
    expect(points.predicted).toEqual(points.trained);
    expect(commas).toEqual(points);
  });

  it('without a header in the order of the columns, with no more of them', () => {
    const path = join(root, 'bare.csv');
    const open = (content: string) => {
      writeFileSync(path, content);
      return openTableRows(path, model, 'error').table.columns;
    };
    expect(open('41.5,1250.75,basic,yes\n').features).toEqual([0, 1, 2, 3]);
    expect(dnnError('data', () => open('41.5,1250.75,basic,yes,no\n')).message).toContain(
      'has 5 columns of values, the training data had 4: age, income, plan, paperless',
    );
  });
});

describe('a row is refused by its number and column', () => {
  const { plan, ...lacking } = ROW;
  it.each<[title: string, row: unknown, message: string]>([
    ['a missing column', lacking, 'row 2 lacks the column plan of the training data'],
    ['an undefined value', { ...ROW, plan: undefined }, 'row 2 lacks the column plan'],
    ['no columns', {}, 'row 2 lacks the columns age, income, plan, paperless'],
    ['an unseen category', { ...ROW, plan: 'gold' }, 'row 2, column plan: gold, which training has not seen'],
    ['a number as category', { ...ROW, plan: 3 }, 'row 2, column plan: 3, which training has not seen'],
    ['a word', { ...ROW, age: 'old' }, 'row 2, column age: old, expected a number as in training'],
    ['a truth', { ...ROW, age: true }, 'row 2, column age: true, expected a number'],
    ['an infinite number', { ...ROW, age: Number.POSITIVE_INFINITY }, 'row 2, column age: Infinity'],
    ['an object', { ...ROW, age: { years: 41 } }, 'row 2, column age: an object, expected a number, a text'],
    ['an array', { ...ROW, plan: ['basic'] }, 'row 2, column plan: an array, expected'],
    ['too few values', [1, 2], 'row 2: 2 values, expected the 4 of the model: age, income, plan, paperless'],
    ['a text', 'age=41', 'row 2 is a string, expected an object'],
    ['nothing', null, 'row 2 is null, expected an object'],
  ])('%s', (_, row, message) => {
    const error = dnnError('data', () => predictRows(predictor, [ROW, row as object]));
    expect(error.message).toContain(message);
  });

  it('an unseen category, with the option that takes it', () => {
    const call = () => predictRows(predictor, [{ ...ROW, plan: 'gold' }]);
    expect(dnnError('data', call).hint).toBe("Take it as none of them: unseen: 'ignore'.");
  });

  it.each([model, numberModel()])('numbers so large that there is no answer', (own) => {
    const narrow = {
      ...own,
      scaling: { ...own.scaling, shift: new Array(7).fill(0), scale: new Array(7).fill(1e-6) },
    };
    const message = dnnError('data', () => predictRows(narrow, [ROW, { ...ROW, age: 1e308 }])).message;
    expect(message).toBe(
      "row 2: column age is 1e+308, so far beyond the training's values that the answer is no number",
    );
  });

  it('a name that every object inherits is no column', () => {
    const columns = [{ name: 'constructor', type: 'number' }, ...(model.columns ?? []).slice(1)] as const;
    const message = dnnError('data', () => predictRows({ ...model, columns }, [ROW])).message;
    expect(message).toContain('lacks the column constructor');
  });

  it('a missing value, where the model fills none', () => {
    const scaling = { shift: new Array(7).fill(0), scale: new Array(7).fill(1) };
    const call = () => predictRows({ ...model, scaling }, [{ ...ROW, age: null }]);
    expect(dnnError('data', call).message).toBe(
      'row 1, column age: empty, and the model was trained without missing values',
    );
  });

  it('one object in the place of many', () => {
    const call = () => predictRows(predictor, ROW as unknown as object[]);
    expect(dnnError('data', call).hint).toContain('[row]');
  });
});
