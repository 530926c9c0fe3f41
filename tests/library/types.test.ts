/** The types of the public interface: `npm run types` fails if one of these expectations does not hold. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as browser from '../../src/browser.js';
import * as dnn from '../../src/index.js';
import { Consumer } from '../helpers/consumer.js';

const consumer = new Consumer();

describe('types', () => {
  it('describe parameters and results of functions', () => {
    expectTypeOf(dnn.openDataset).returns.resolves.toEqualTypeOf<dnn.Dataset>();
    expectTypeOf(dnn.openDataset).parameter(0).toEqualTypeOf<string | undefined>();
    expectTypeOf(dnn.defaultTrainingOptions).returns.toEqualTypeOf<dnn.TrainingOptions>();
    expectTypeOf(dnn.planTraining).returns.toEqualTypeOf<dnn.Plan>();
    expectTypeOf(dnn.train).returns.toExtend<AsyncGenerator<dnn.TrainEvent, dnn.Trained>>();
    expectTypeOf(dnn.createModel).returns.toEqualTypeOf<dnn.Model>();
    expectTypeOf(dnn.loadModel).parameters.toEqualTypeOf<[path: string]>();
    expectTypeOf(dnn.parseModel).parameter(0).toEqualTypeOf<string | Uint8Array>();
    expectTypeOf<dnn.Predictor['predictPicture']>().returns.toEqualTypeOf<dnn.Prediction>();
    expectTypeOf<dnn.Predictor['predictValues']>().returns.toEqualTypeOf<dnn.Prediction[]>();
  });

  it('know each option by name, with its values', () => {
    expectTypeOf<dnn.TrainingOptions['seed']>().toEqualTypeOf<number>();
    expectTypeOf<dnn.TrainingOptions['optimizer']>().toEqualTypeOf<dnn.OptimizerName>();
    expectTypeOf<dnn.TrainingOptions['dtype']>().toEqualTypeOf<dnn.Dtype>();
    expectTypeOf<'adam'>().toExtend<dnn.OptimizerName>();
    expectTypeOf<'adadelta'>().not.toExtend<dnn.OptimizerName>();
    expectTypeOf<{ learnigRate: number }>().not.toExtend<
      Partial<Pick<dnn.TrainingOptions, 'learningRate'>>
    >();
  });

  it('distinguish events by their name', () => {
    type Cost = Extract<dnn.TrainEvent, { readonly event: 'cost' }>;
    expectTypeOf<Cost['cost']>().toEqualTypeOf<number>();
    expectTypeOf<Cost['iteration']>().toEqualTypeOf<number>();
  });

  it('are the same in the browser module, which exports nothing of its own', () => {
    expectTypeOf<browser.Model>().toEqualTypeOf<dnn.Model>();
    expectTypeOf(browser.train).toEqualTypeOf(dnn.train);
    const shared: Partial<typeof dnn> = browser;
    expect(Object.keys(browser).filter((name) => !(name in dnn))).toEqual([]);
    expect(Object.keys(shared).length).toBeGreaterThan(10);
  });
});

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
