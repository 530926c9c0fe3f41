/** The types of the public interface: `npm run types` fails if one of these expectations does not hold. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as browser from '../../src/browser.js';
import * as dnn from '../../src/index.js';

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
