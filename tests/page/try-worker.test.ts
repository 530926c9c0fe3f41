/** Tests of what the worker of Try computes: the form of a model, rows, and what counts in an input. */
import { describe, expect, it } from 'vitest';
import { Explainer, Predictor } from '../../src/browser.js';
import {
  columnEffects,
  coverColour,
  coverInputs,
  gradientMap,
  occlusionMap,
  patchesOf,
} from '../../src/page/worker/try/explanations.js';
import { factsOf } from '../../src/page/worker/try/facts.js';
import { readRow, seenColumns } from '../../src/page/worker/try/rows.js';
import { randomModel } from '../helpers/models.js';
import { networkModel } from '../helpers/networks.js';
import { numberModel, tableModel } from '../helpers/table-model.js';

/** The table's model, with the scale that its training had. */
function scaledTable() {
  const model = tableModel();
  const { training } = model;
  return { ...model, training: { ...training, config: { ...training.config, scale: 'standard' } } };
}

describe('the form', () => {
  it('has the columns of a table, with their words and the range of the training', () => {
    const { columns, takes, isTable } = factsOf(new Predictor(scaledTable()), 'model.json');
    expect([takes, isTable]).toEqual(['rows', true]);
    expect(columns.map(({ name, usual }) => [name, usual])).toEqual([
      ['age', '41'],
      ['income', '32000'],
      ['plan', 'basic'],
      ['paperless', 'no'],
    ]);
    expect(columns[0].help).toBe('Training: 41 ± 12.5');
    expect(columns[2].words).toEqual(['', 'basic', 'family', 'premium']);
    expect(columns.every(({ mayBeMissing }) => mayBeMissing)).toBe(true);
  });

  it('has numbers for a model without columns', () => {
    const { columns, isTable, hasThreshold } = factsOf(new Predictor(randomModel()), 'model.json');
    expect([isTable, hasThreshold]).toEqual([false, true]);
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ['x1', 'number'],
      ['x2', 'number'],
      ['x3', 'number'],
    ]);
  });

  it('is none for pictures, and for more values than a person types', () => {
    const facts = factsOf(new Predictor(networkModel('8x8x1,3')), 'model.json');
    expect([facts.takes, facts.columns.length]).toEqual(['pictures', 0]);
    expect(() => factsOf(new Predictor(networkModel('784,3')), 'm.json')).toThrow('m.json takes 784 values');
  });
});

describe('rows', () => {
  const model = scaledTable();

  it('show each value beside its own column, whatever the columns are called', () => {
    const names = ['age', '2019', 'paperless', '7'];
    const columns = (model.columns ?? []).map((column, i) => ({ ...column, name: names[i] }));
    const own = { ...model, columns };
    const row = readRow(own, ['41', '32000', 'basic', 'no']);
    const seen = seenColumns(own, row, new Float64Array(row.values.length));
    expect(seen.map(({ name, value }) => [name, value])).toEqual([
      ['age', '41'],
      ['2019', '32000'],
      ['paperless', 'basic'],
      ['7', 'no'],
    ]);
  });

  it('tell values outside of the training, words that it has not seen, and what fills a gap', () => {
    const { warnings, hasUnseen, row } = readRow(model, ['400', '', 'gold ', 'yes']);
    expect(warnings).toEqual([
      expect.stringContaining('age: 400 is outside of -9 to 91'),
      'income is missing: 30000 takes its place.',
      expect.stringContaining('plan: training has not seen “gold”'),
    ]);
    expect(hasUnseen).toBe(true);
    expect(row).toEqual({ age: 400, income: null, plan: 'gold', paperless: 'yes' });
    expect(readRow(model, ['41', '32000', '', 'no']).warnings).toEqual([]);
  });

  it('are shown as the network sees them', () => {
    const read = readRow(model, ['53.5', '', 'family', 'yes']);
    const seen = seenColumns(model, read, new Explainer(model).inputs(read.values));
    expect(seen).toEqual([
      { name: 'age', value: '53.5', inputs: [1] },
      { name: 'income', value: '30000', inputs: [(30_000 - 32_000) / 9000] },
      { name: 'plan', value: 'family', inputs: [0, 0, 1, 0] },
      { name: 'paperless', value: 'yes', inputs: [1] },
    ]);
  });

  it('are refused where a cell is none of its column', () => {
    expect(() => readRow(model, ['old', '1', 'basic', 'no'])).toThrow('column age: old');
  });
});

describe('what counts', () => {
  it('in a row: nothing where the column is at its usual value', () => {
    const model = scaledTable();
    const explainer = new Explainer(model);
    const { values, columns } = readRow(model, ['41', '50000', 'basic', 'no']);
    const inputs = explainer.inputs(values);
    const effects = columnEffects(explainer, { inputs, answer: 1 }, columns);
    expect(effects.map(({ name }) => name)).toEqual(['age', 'income', 'plan', 'paperless']);
    expect(effects[0]).toMatchObject({ fall: 0, covered: 'its mean' });
    const usual = inputs.slice();
    usual[1] = 0;
    expect(effects[1].fall).toBe(explainer.scores(inputs, 1)[0] - explainer.scores(usual, 1)[0]);
    expect(effects[1].slope).toBe(explainer.gradient(inputs, 1)[1]);
  });

  it('in numbers without columns: nothing at the middle of their range, also where they are scaled', () => {
    const scaling = { shift: [1, 2, 3], scale: [4, 5, 6] };
    const explainer = new Explainer({ ...randomModel(), range: [-1, 2], scaling });
    const { values, columns } = readRow(explainer.model, ['0.5', '1', '-1']);
    const inputs = explainer.inputs(values);
    const [first, second] = columnEffects(explainer, { inputs, answer: 1 }, columns);
    expect(first).toMatchObject({ fall: 0, covered: 'the middle of the range' });
    const usual = explainer.inputs(Float64Array.of(0.5, 0.5, -1));
    expect(second.fall).toBe(explainer.scores(inputs, 1)[0] - explainer.scores(usual, 1)[0]);
  });

  it('in a row of a model of numbers, in their units', () => {
    const explainer = new Explainer(numberModel());
    const { values, columns } = readRow(explainer.model, ['30', '20000', 'basic', 'yes']);
    const inputs = explainer.inputs(values);
    const [, , , paperless] = columnEffects(explainer, { inputs, answer: 0 }, columns);
    const [yes] = explainer.scores(inputs);
    inputs[6] = 0;
    const [no] = explainer.scores(inputs);
    expect(paperless.fall).toBeCloseTo(yes - (yes + no) / 2, 10);
  });

  it('in a picture: each pixel is covered, the last ones at the edge', () => {
    for (const [height, width, side] of [
      [8, 8, 2],
      [7, 5, 3],
      [3, 9, 4],
      [1, 1, 1],
    ]) {
      const covered = new Set<number>();
      for (const { row, column, ...size } of patchesOf(height, width, side)) {
        expect(row + size.height).toBeLessThanOrEqual(height);
        expect(column + size.width).toBeLessThanOrEqual(width);
        for (let y = row; y < row + size.height; y++)
          for (let x = column; x < column + size.width; x++) covered.add(y * width + x);
      }
      expect(covered.size).toBe(height * width);
    }
  });

  it('in a picture: the fall of the score, most where it is said', async () => {
    const model = networkModel('4x4x1,3');
    const explainer = new Explainer(model);
    const inputs = Float64Array.from({ length: 16 }, (_, i) => (i % 5) / 5);
    const parts: number[] = [];
    const step = (part: number) => parts.push(part) > 0;
    const map = await occlusionMap(explainer, { inputs, answer: 2 }, [4, 4, 1], {
      ...{ patch: 1, cover: 'black' },
      step,
    });
    expect(parts.at(-1)).toBe(1);
    const [score] = explainer.scores(inputs, 2);
    const falls = Array.from(inputs.keys(), (i) => {
      const covered = inputs.slice();
      covered[i] = 0;
      return score - explainer.scores(covered, 2)[0];
    });
    expect(map?.values).toEqual(Float32Array.from(falls));
    const { row = 0, column = 0, before, after } = map?.strongest ?? {};
    expect(4 * row + column).toBe(falls.indexOf(Math.max(...falls)));
    expect(before).toBeCloseTo(1 / (1 + Math.exp(-score)), 12);
    expect(after).toBeCloseTo(1 / (1 + Math.exp(Math.max(...falls) - score)), 12);
  });

  it('in a picture ends when something else is asked', async () => {
    const explainer = new Explainer(networkModel('8x8x1,3'));
    const inputs = new Float64Array(64);
    const covering = { patch: 1, cover: 'white', step: () => false } as const;
    expect(await occlusionMap(explainer, { inputs, answer: 0 }, [8, 8, 1], covering)).toBeUndefined();
  });

  it('in a picture of colours: of each pixel the steepest channel', () => {
    const explainer = new Explainer(networkModel('2x2x3,3'));
    const inputs = Float64Array.from({ length: 12 }, (_, i) => i / 12);
    const slopes = explainer.gradient(inputs, 1).map(Math.abs);
    const { values } = gradientMap(explainer, { inputs, answer: 1 }, [2, 2, 3]);
    const most = [0, 1, 2, 3].map((pixel) => Math.max(...slopes.subarray(3 * pixel, 3 * pixel + 3)));
    expect(values).toEqual(Float32Array.from(most));
  });

  it('in a picture that the model scales: the cover is black, and not 0', () => {
    const scaling = { shift: [0.1, 0.2, 0.3, 0.4], scale: [2, 3, 4, 5] };
    const explainer = new Explainer({ ...networkModel('2x2x1,3', { divisor: 1 }), scaling });
    const inputs = explainer.inputs(Uint8Array.of(255, 51, 102, 0), 255);
    const covers = (cover: 'black' | 'white' | 'mean') => coverInputs(explainer, inputs, [2, 2, 1], cover);
    expect(covers('black')).toEqual(explainer.inputs(new Float64Array(4)));
    expect(covers('white')).toEqual(explainer.inputs(new Float64Array(4).fill(1)));
    expect(covers('mean')[3]).toBeCloseTo((0.4 - 0.4) / 5, 12);
  });

  it('takes the colour of the edge from the edge alone', () => {
    const picture = Float64Array.of(0.1, 0.1, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.1);
    expect(coverColour(picture, [3, 3, 1], 'edge')).toEqual([0.1]);
    expect(coverColour(picture, [3, 3, 1], 'mean')[0]).toBeCloseTo(1.7 / 9, 12);
    expect(coverColour(picture, [3, 3, 1], 'white')).toEqual([1]);
  });
});
