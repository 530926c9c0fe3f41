/** The types refuse what is wrong in a strict project. */
import { expect, it } from 'vitest';
import { moduleTypes } from '../../src/model/export/mjs-types.js';
import { Consumer } from '../helpers/consumer.js';
import { networkModel } from '../helpers/networks.js';
import { tableModel } from '../helpers/table-model.js';

const consumer = new Consumer();

/** In a user's project, with the built package; each wrong line is marked as a compiler error. */
it('refuse wrong code in a strict project, and nothing else', () => {
  consumer.write(
    'wrong.ts',
    `import { createModel, defaultTrainingOptions, loadModel, openDataset, Predictor, type TrainingOptions } from '@l-layer/dnn';
    const options: TrainingOptions = { ...defaultTrainingOptions(), optimizer: 'adam' };
    // @ts-expect-error: no such optimizer
    const other: TrainingOptions = { ...options, optimizer: 'adadelta' };
    // @ts-expect-error: no such option
    const typo: TrainingOptions = { ...options, learnigRate: 1 };
    // @ts-expect-error: a model is loaded from one path
    loadModel('a.json', 'b.json');
    // @ts-expect-error: a dataset is awaited
    const { classes } = openDataset('demo-cats');
    // @ts-expect-error: a model is readonly
    loadModel('a.json').divisor = 1;
    // @ts-expect-error: text is not a picture
    new Predictor(loadModel('a.json')).predictPicture('cat.png');
    console.log(options, other, typo, classes, createModel);`,
  );
  expect(consumer.typeErrors(['wrong.ts'], 'node')).toEqual([]);
});

it('of an exported module: right calls compile, wrong ones do not', () => {
  consumer.write('cat.mjs', '');
  consumer.write('cat.d.mts', moduleTypes(networkModel('3,1')));
  consumer.write(
    'page.ts',
    `import { classes, input, predict } from './cat.mjs';
    const best: number = Math.max(...predict(new Uint8Array(input.shape[0])), ...predict([1, 2]));
    const [name]: readonly string[] = classes;
    // @ts-expect-error: text is not an example
    predict('cat.png');
    // @ts-expect-error: the divisor belongs to the model
    input.divisor = 1;
    console.log(best, name);`,
  );
  expect(consumer.typeErrors(['page.ts'], 'node')).toEqual([]);
});

it('of an exported module of a table: its columns and their values', () => {
  consumer.write('level.mjs', '');
  consumer.write('level.d.mts', moduleTypes(tableModel()));
  consumer.write(
    'table.ts',
    `import { columns, predictRow, type Row } from './level.mjs';
    const row: Row = { age: 41, income: null, plan: 'basic', paperless: true };
    console.log(predictRow(row).length, columns[0].name, predictRow({ ...row, plan: null, paperless: 'no' }));
    // @ts-expect-error: a column is missing
    predictRow({ age: 41, income: 1, plan: 'basic' });
    // @ts-expect-error: no such category
    predictRow({ ...row, plan: 'gold' });
    // @ts-expect-error: a number is no text
    predictRow({ ...row, age: '41' });`,
  );
  expect(consumer.typeErrors(['table.ts'], 'node')).toEqual([]);
});
