import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../../src/data/dataset.js';
import type { Picture } from '../../src/data/pictures/picture.js';
import { createModel, type Model } from '../../src/model/model.js';
import { Predictor } from '../../src/model/predict.js';
import { depth } from '../../src/nn/architecture.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { dnnError } from '../helpers/errors.js';
import { classOf, ofClasses } from '../helpers/kinds.js';
import { randomModel } from '../helpers/models.js';
import { runTraining, syntheticDataset } from '../helpers/runs.js';

const grey = (level: number, width = 4, height = 4): Picture => ({
  width,
  height,
  pixels: new Uint8Array(width * height * 3).fill(level),
});

const pictureModel = (divisor: number) => randomModel({ inputShape: [4, 4, 3], divisor });
const probability = (model: Model, picture: Picture) =>
  classOf(new Predictor(model).predictPicture(picture)).probabilities[1];

describe('predictions', () => {
  it.each([
    ['two classes', undefined, 2],
    ['three classes', ['a', 'b', 'c'], 3],
  ] as const)('of %s: class, label and probabilities agree', (_, classes, n) => {
    const predictor = new Predictor(randomModel(classes ? { classes } : {}));
    const predictions = predictor.predictValues(Float64Array.from({ length: 30 }, (_, i) => Math.sin(i) * 3));
    expect(predictions).toHaveLength(10);
    for (const { class: index, label, probability: p, probabilities } of predictions.map(classOf)) {
      expect(probabilities).toHaveLength(n);
      expect(Math.abs(probabilities.reduce((sum, q) => sum + q, 0) - 1)).toBeLessThan(1e-12);
      expect(p).toBe(Math.max(...probabilities));
      expect([probabilities[index], predictor.model.classes[index]]).toEqual([p, label]);
    }
    expect(new Set(predictions.map(({ class: index }) => index)).size).toBeGreaterThan(1);
  });

  it.each([
    ['one output', randomModel()],
    ['two outputs', randomModel({ classes: ['a', 'b'], units: 2 })],
  ])('with a threshold, %s: the second class from that probability on, in evaluations too', (_, model) => {
    const values = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i) * 3);
    const plain = new Predictor(model).predictValues(values).map(classOf);
    const ones = plain.map(({ probabilities }) => probabilities[1]).sort((a, b) => a - b);
    const labels = Int32Array.from({ length: 20 }, (_, i) => i % 2);
    const train = { examples: 20, values, labels, dtype: 'float64' };
    const dataset = { name: 'd', shape: [3], divisor: 1, classes: model.classes, train, notes: [] };
    for (const threshold of [0, ones[3], ones[12], 1]) {
      const predictor = new Predictor(model, { threshold });
      const predictions = predictor.predictValues(values).map(classOf);
      for (const [i, { class: index, label, probability: p, probabilities }] of predictions.entries()) {
        expect(probabilities).toEqual(plain[i].probabilities);
        expect(index).toBe(Number(probabilities[1] >= threshold));
        expect([label, p]).toEqual([model.classes[index], probabilities[index]]);
      }
      const evaluation = ofClasses(predictor.evaluate(dataset, train));
      expect(Array.from(evaluation.predictions)).toEqual(predictions.map(({ class: index }) => index));
      const right = predictions.filter(({ class: index }, i) => index === i % 2).length;
      expect([evaluation.right, evaluation.accuracy]).toEqual([right, right / 20]);
      expect(evaluation.cost).toBe(new Predictor(model).evaluate(dataset, train).cost);
    }
  });

  it('refuse a threshold that is none, or of three classes', () => {
    for (const threshold of [-0.1, 1.1, Number.NaN, '0.5' as unknown as number])
      expect(dnnError('usage', () => new Predictor(randomModel(), { threshold })).message).toContain(
        'expected a probability, a number from 0 to 1',
      );
    const three = randomModel({ classes: ['a', 'b', 'c'] });
    const { message } = dnnError('usage', () => new Predictor(three, { threshold: 0.5 }));
    expect(message).toBe('--threshold 0.5: the model has 3 classes, a threshold tells two apart');
  });

  it('of several examples are those of each alone, to the bit', () => {
    const predictor = new Predictor(randomModel());
    const values = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const together = predictor.predictValues(values);
    for (let i = 0; i < 10; i++) {
      expect(predictor.predictValues(values.subarray(3 * i, 3 * i + 3))).toEqual([together[i]]);
    }
  });

  it('the class that is missing from data of one class is called by what it is not', () => {
    const model = randomModel({ classes: ['only'] });
    model.parameters[3].value.data[0] = 1000;
    expect(new Predictor(model).predictValues(new Float64Array(3))[0]).toMatchObject({
      class: 1,
      label: 'not only',
    });
  });

  it('values are divided as in training', () => {
    const values = Uint8Array.of(10, 200, 255);
    const divided = Float64Array.from(values, (v) => v / 255);
    expect(new Predictor(randomModel({ divisor: 255 })).predictValues(values)).toEqual(
      new Predictor(randomModel()).predictValues(divided),
    );
  });
});

describe('what callers give in a wrong form is refused by what was expected', () => {
  const predictor = new Predictor(randomModel({ inputShape: [4, 4, 3], divisor: 255 }));
  const numbers = 'expected 48 numbers an example (4x4x3), one example after another';

  it.each<[title: string, values: unknown, problem: string]>([
    ['too few', new Float64Array(10), 'there are 10 values'],
    ['too many', new Uint8Array(50), 'there are 50 values'],
    ['one', [1], 'there is 1 value, expected'],
    ['rows', [[1, 2]], 'the values are an array of arrays, expected'],
    ['texts', ['1'], 'the values are an array whose items are not all numbers, such as a string'],
    ['bigints', new BigInt64Array(48), 'the values are an object (BigInt64Array)'],
    ['a text', 'cat.png', 'the values are a string'],
    ['nothing', undefined, 'the values are undefined'],
  ])('values: %s', (_, values, problem) => {
    const error = dnnError('data', () => predictor.predictValues(values as Float64Array));
    expect(error.message).toContain(problem);
    expect(error.message).toContain(numbers);
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])('values: %d', (wrong) => {
    const values = new Float64Array(96);
    values[50] = wrong;
    for (const given of [values, [...values]])
      expect(dnnError('data', () => predictor.predictValues(given as Float64Array)).message).toBe(
        `the values: value 2 of example 1 is ${wrong}, expected a finite number`,
      );
  });

  it('values: a plain array is as good as a typed one, none at all has no predictions', () => {
    const values = Float64Array.from({ length: 96 }, (_, i) => i);
    expect(predictor.predictValues([...values] as unknown as Float64Array)).toEqual(
      predictor.predictValues(values),
    );
    expect(predictor.predictValues(new Float64Array(0))).toEqual([]);
  });

  it.each<[title: string, picture: unknown, problem: string]>([
    ['RGBA', { width: 4, height: 4, pixels: new Uint8Array(64) }, 'of 4 x 4 pixels has 64 bytes'],
    ['no size', { pixels: new Uint8Array(48) }, 'of undefined x undefined pixels has 48 bytes'],
    ['half a pixel', { width: 0.5, height: 2, pixels: new Uint8Array(3) }, 'of 0.5 x 2 pixels has 3 bytes'],
    ['a path', 'cat.png', 'the picture is a string'],
    ['a promise of one', Promise.resolve(), 'the picture is an object (Promise)'],
    ['nothing', undefined, 'the picture is undefined'],
  ])('pictures: %s', (_, picture, problem) => {
    const error = dnnError('data', () => predictor.predictPicture(picture as Picture));
    expect(error.message).toContain(problem);
    expect(error.message).toContain('expected { width, height, pixels } with height x width x 3 bytes');
  });

  it.each([
    ['values', { values: new Float64Array(14) }, 'the split has 14 values and 5 labels'],
    ['labels', { labels: new Int32Array(4) }, 'the split has 15 values and 4 labels'],
    ['a label', { labels: Int32Array.of(0, 1, 2, 0, 1) }, 'label 2 is 2, expected 0 to 1'],
  ])('splits: %s', (_, part, problem) => {
    const dataset = syntheticDataset(5, 3);
    const split = { ...dataset.train, ...part };
    const error = dnnError('data', () => new Predictor(randomModel()).evaluate(dataset, split));
    expect(error.message).toContain(problem);
  });

  it.each<[title: string, dataset: unknown, split: unknown, problem: string]>([
    [
      'bare values',
      [1, 2, 3],
      undefined,
      'the dataset is an array, expected { name, shape, classes, train }',
    ],
    ['a path', 'toy.h5', {}, 'the dataset is a string, expected { name, shape, classes, train }'],
    [
      'the name of a split',
      syntheticDataset(5, 3),
      'train',
      'the split is a string, expected { examples, values',
    ],
    [
      'a missing split',
      syntheticDataset(5, 3),
      undefined,
      'the split is undefined, expected { examples, values',
    ],
  ])('datasets: %s', (_, dataset, split, problem) => {
    const evaluate = () => new Predictor(randomModel()).evaluate(dataset as Dataset, split as Split);
    expect(dnnError('data', evaluate).message).toContain(problem);
  });
});

it('takes no path for a model', () => {
  const { message, hint } = dnnError('model', () => new Predictor('moons.json' as unknown as Model));
  expect(message).toBe('the model is a string, expected what loadModel or createModel returns');
  expect(hint).toBe('Read a file so: new Predictor(loadModel(path)).');
});

describe('parameters that overflow', () => {
  /** All finite, so that the file is sound; their products are not. */
  const overflowing = (hidden: number[] = [4]) => {
    const model = randomModel({ hidden });
    for (const { value } of model.parameters) value.data.fill(1e308);
    model.parameters[model.parameters.length - 2].value.data[0] = -1e308;
    return model;
  };

  it('give an error, not a probability that is no number', () => {
    const predictor = new Predictor(overflowing());
    const { message } = dnnError('model', () => predictor.predictValues(Float64Array.of(0, 0, 0, 2, 2, 2)));
    expect(message).toBe("the model's numbers overflow: its output is NaN");
  });

  it('in an evaluation too', () => {
    const model = overflowing();
    const dataset = syntheticDataset(5, 3);
    const predictor = new Predictor(model);
    expect(dnnError('model', () => predictor.evaluate(dataset, dataset.train)).message).toContain('overflow');
  });

  it('are no error where the answer is a number', () => {
    const [{ probability: p }] = new Predictor(overflowing([])).predictValues(Float64Array.of(0, 1, 0));
    expect(p).toBe(1);
  });
});

describe('pictures', () => {
  it.each([1, 255, 65535])('white is 1 for a model whose data were divided by %i', (divisor) => {
    const white = new Predictor(pictureModel(1)).predictValues(new Float64Array(48).fill(1));
    expect(probability(pictureModel(divisor), grey(255))).toBe(classOf(white[0]).probabilities[1]);
  });

  it('are scaled where the values of the training were: the answer is that of the values', () => {
    const scaling = {
      shift: Array.from({ length: 48 }, (_, i) => 0.3 + i / 100),
      scale: new Array<number>(48).fill(0.2),
    };
    const model = { ...pictureModel(1), range: [0, 1] as const, scaling };
    const values = new Predictor(model).predictValues(new Float64Array(48).fill(51 / 255));
    expect(probability(model, grey(51))).toBe(classOf(values[0]).probabilities[1]);
    expect(probability(model, grey(51))).not.toBe(probability(pictureModel(1), grey(51)));
  });

  it('of any size are brought to the shape', () => {
    const predictor = new Predictor(pictureModel(255));
    expect(predictor.view(grey(7, 9, 2))).toEqual(new Uint8Array(48).fill(7));
    expect(probability(pictureModel(255), grey(7, 9, 2))).toBe(probability(pictureModel(255), grey(7)));
  });

  it('become grey for one channel', () => {
    const predictor = new Predictor(randomModel({ inputShape: [4, 4, 1], divisor: 255 }));
    expect(predictor.view(grey(7))).toEqual(new Uint8Array(16).fill(7));
  });

  it.each([
    [255, [0, 255]],
    [255, [3, 200]],
    [16, [0, 16]],
    [1, [0, 1]],
    [1, [0.2, 0.7]],
    [65535, [0, 40000]],
  ] as const)('divided by %d, with training values in %j, are scaled to 0…1', (divisor, range) => {
    const model = { ...pictureModel(divisor), range };
    expect(probability(model, grey(255))).toBe(probability(pictureModel(1), grey(255)));
  });

  it.each([
    [1, [-2.1, 3.4], 'from -2.1 to 3.4'],
    [1, [0, 40000], 'from 0 to 40000'],
    [255, [-255, 255], 'from -1 to 1'],
    [255, [0, 510], 'from 0 to 2'],
  ] as const)('divided by %d, with training values in %j, are refused', (divisor, range, words) => {
    const model = { ...pictureModel(divisor), range };
    const error = dnnError('model', () => new Predictor(model).predictPicture(grey(0)));
    expect(error.message).toContain(`inputs ${words}`);
    expect(error.exitCode).toBe(4);
    expect(new Predictor(model).predictValues(new Float64Array(48))).toHaveLength(1);
  });

  it.each([[[12]], [[4, 4]], [[4, 4, 2]], [[1, 4, 4, 3]]])('are not for inputs of %j', (inputShape) => {
    const error = dnnError('model', () => new Predictor(randomModel({ inputShape })).predictPicture(grey(0)));
    expect(error.message).toContain(`takes ${inputShape.join('x')} values an example, not pictures`);
  });
});

describe('a model of flat values that make a square', () => {
  it.each([
    [64, 'auto,4,auto', '8x8x1,4,auto'],
    [784, '784,20,10', '28x28x1,20,10'],
    [12288, 'auto,7,1', '64x64x3,7,1'],
  ])('%i, trained with --layers %s, says how pictures are trained on', (values, layers, shaped) => {
    const model = randomModel({ inputShape: [values] });
    const training = { ...model.training, config: { ...model.training.config, layers } };
    const error = dnnError('model', () => new Predictor({ ...model, training }).predictPicture(grey(0)));
    expect(error.message).toContain(`takes ${values} values an example, not pictures`);
    expect(error.hint).toContain(`dnn train --data test.h5 --layers ${shaped}`);
  });
});

describe('evaluation', async () => {
  const dataset = syntheticDataset(12, 5);
  const changes = { layers: 'auto,3,auto', iterations: 20 };
  const options = { ...defaultTrainingOptions(), ...changes };
  const trained = await runTraining(dataset, changes);
  const predictor = new Predictor(createModel(dataset, options, trained));

  it('gives what training reported, to the bit', () => {
    for (const split of ['train', 'test'] as const) {
      const { cost, accuracy } = predictor.evaluate(dataset, dataset[split] as Dataset['train']);
      expect({ cost, accuracy }).toEqual({
        cost: trained.evaluations[split]?.cost,
        accuracy: trained.evaluations[split]?.accuracy,
      });
    }
  });

  it("divides by the model's divisor and not by the dataset's", () => {
    const other = { ...dataset, divisor: 100 };
    expect(predictor.evaluate(other, other.train).cost).toBe(trained.evaluations.train.cost);
  });

  it('of pictures of bytes is that of the same as fractions, also where a scale was fitted to these', async () => {
    const { train, test, ...rest } = dataset;
    const bytes = Uint8Array.from(train.values, (value) => Math.abs(value * 100) % 256);
    const values = Float64Array.from(bytes, (byte) => byte / 255);
    const of = (own: Float64Array | Uint8Array, divisor: number) => {
      const split = { ...train, values: own, dtype: divisor === 1 ? 'float64' : 'uint8' };
      return { ...rest, divisor, train: split };
    };
    const fractions = of(values, 1);
    const own = { ...changes, scale: 'standard' as const };
    const run = await runTraining(fractions, own);
    const scaled = new Predictor(createModel(fractions, { ...defaultTrainingOptions(), ...own }, run));
    const { cost } = scaled.evaluate(fractions, fractions.train);
    expect(cost).toBe(run.evaluations.train.cost);
    const given = of(bytes, 255);
    expect(scaled.evaluate(given, { ...given.train, divisor: 255 }).cost).toBe(cost);
  });

  it.each<[string, 'model' | 'data', Partial<Dataset>, RegExp]>([
    ['another shape', 'model', { shape: [5, 1] }, /takes 5 inputs, an example of synthetic has 5x1/],
    [
      'a class of its own',
      'data',
      { classes: ['no', 'may\nbe'] },
      /synthetic: example \d+ is "may\nbe", none of the model's 2 classes \(no, yes\)/,
    ],
  ])('refuses data of %s', (_, code, change, message) => {
    const error = dnnError(code, () => predictor.evaluate({ ...dataset, ...change }, dataset.train));
    expect(error.message).toMatch(message);
  });
});

describe('the classes of a model and of other data', async () => {
  const dataset = syntheticDataset(12, 5);
  const changes = { layers: 'auto,3,auto', iterations: 2 };
  const trained = await runTraining(dataset, changes);
  const evaluate = (model: string[], data: string[]) => {
    const options = { ...defaultTrainingOptions(), ...changes };
    const predictor = new Predictor(createModel({ ...dataset, classes: model }, options, trained));
    return predictor.evaluate({ ...dataset, classes: data }, dataset.train);
  };

  it.each([
    ['other numbers, the model has those that a file without names gives', ['0', '1'], ['2', '3']],
    ['such numbers, the model has others', ['2', '3'], ['0', '1']],
  ])('%s are refused', (_, model, data) => {
    const { message } = dnnError('data', () => evaluate(model, data));
    expect(message).toMatch(/^synthetic: example 0 is "\d", none of /);
    expect(message).toContain(`none of the model's 2 classes (${model.join(', ')}); nor is `);
  });

  it.each([
    [
      ['no', 'yes'],
      ['0', '1'],
    ],
    [
      ['0', '1'],
      ['no', 'yes'],
    ],
  ])('names %j and numbers %j, as a file without names has them, may be the same', (model, data) => {
    expect(evaluate(model, data).examples).toBe(12);
  });
});

describe('depth', () => {
  it.each([
    [[], 1],
    [[20, 7, 5], 4],
  ])('with hidden layers %j is %i', (hidden, layers) => {
    expect(depth(randomModel({ hidden }).architecture)).toBe(layers);
  });
});
