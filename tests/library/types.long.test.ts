/** The types refuse what is wrong in a strict project. */
import { expect, it } from 'vitest';
import { MODULE_TYPES } from '../../src/model/export/mjs.js';
import { Consumer } from '../helpers/consumer.js';

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
  consumer.write('cat.d.mts', MODULE_TYPES);
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
