/** `dnn evaluate` and `dnn inspect`: what is said of a model, as text and as JSON. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ESCAPE, expectError, expectSuccess, greyPng, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('untested.h5', toyArrays({ test: 0 }));
  await place.dnn(['train', '--data', 'toy.h5', '--iterations', '250', '--quiet']);
});

async function json(...args: string[]) {
  const result = await place.dnn([...args, '--json']);
  expectSuccess(result);
  expect(result.stderr).toBe('');
  return JSON.parse(result.stdout);
}

describe('dnn evaluate', () => {
  it('--json has the contract’s fields, which agree with each other', async () => {
    const report = await json('evaluate', '--split', 'train');
    expect(report).toMatchObject({
      examples: 40,
      classes: ['non-cat', 'cat'],
      split: 'train',
      dataset: 'toy',
    });
    expect(report.cost).toBeGreaterThan(0);
    const [[a, b], [c, d]] = report.confusion;
    expect(a + b + c + d).toBe(40);
    expect(report.accuracy).toBe((a + d) / 40);
    const [, cat] = report.perClass;
    expect(cat).toMatchObject({ class: 'cat', precision: d / (b + d), recall: d / (c + d), support: c + d });
    expect(cat.f1).toBeCloseTo((2 * cat.precision * cat.recall) / (cat.precision + cat.recall), 12);
  });

  it('takes the test split unless told otherwise, and the data of the training', async () => {
    expect(await json('evaluate')).toMatchObject({ examples: 10, split: 'test', trainedOnThisData: true });
    expect(await json('evaluate', '--split', 'all')).toMatchObject([{ split: 'train' }, { split: 'test' }]);
  });

  it('takes the training split of data without a test split, and refuses to invent one', async () => {
    const report = await json('evaluate', '--data', 'untested.h5');
    expect(report).toMatchObject({ split: 'train', examples: 40, trainedOnThisData: false });
    expect(await json('evaluate', '--data', 'untested.h5', '--split', 'all')).toMatchObject({
      split: 'train',
    });
    const words = ['untested has no test split', '--split train'];
    await place.refuses(['evaluate', '--data', 'untested.h5', '--split', 'test'], 3, words);
  });

  it('lists the mislabeled ones, as many as the confusion has beside its diagonal', async () => {
    const report = await json('evaluate', '--split', 'train', '--mislabeled');
    const [[, b], [c]] = report.confusion;
    expect(report.mislabeled).toHaveLength(b + c);
    for (const { actual, predicted, probability } of report.mislabeled) {
      expect(actual).not.toBe(predicted);
      expect(probability).toBeGreaterThanOrEqual(0.5);
    }
  });

  it('prints the same as text on stdout', async () => {
    const result = await place.dnn(['evaluate', '--split', 'all', '--mislabeled']);
    expectSuccess(result);
    const { cost, accuracy } = await json('evaluate');
    for (const words of [
      'toy, train split: 40 examples',
      'Confusion (rows: actual',
      'precision',
      'Misclassified',
    ])
      expect(result.stdout).toContain(words);
    expect(result.stdout).toContain(`Cost ${cost.toFixed(6)}, accuracy ${accuracy.toFixed(4)}`);
  });

  it('says so when nothing is misclassified', async () => {
    const { stdout } = await place.dnn(['evaluate', '--split', 'test', '--mislabeled']);
    expect(stdout).toMatch(/^Misclassified: none$/m);
  });

  it('--expect not met exits 6 after the report', async () => {
    const result = await place.dnn(['evaluate', '--expect', 'test_cost>1e9', '--expect', 'test_cost>=0']);
    expectError(result, 6, ['test_cost>1e9: test_cost is ']);
    expect(result.stdout).toContain('Confusion');
  });

  it('--expect of a split that is not evaluated is refused at once: exit 2', async () => {
    await place.refuses(['evaluate', '--split', 'train', '--expect', 'test_cost<1'], 2, [
      '--expect test_cost<1: test_cost is not measured',
      'Use one of train_accuracy, train_cost, train_precision, train_recall, train_f1, train_auc, cost',
    ]);
  });

  it('writes control characters in names of others as escapes', async () => {
    await place.writeHdf5('evil.h5', toyArrays({ classes: ['\u001b[2Jcat', 'dog\u0007'] }));
    await place.dnn(['train', '--data', 'evil.h5', '--iterations', '1', '--out', 'evil.json']);
    const { stdout } = await place.dnn(['evaluate', '--model', 'evil.json']);
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout).toContain('\\u001b[2Jcat');
    expect(await json('evaluate', '--model', 'evil.json')).toMatchObject({
      classes: ['\u001b[2Jcat', 'dog\u0007'],
    });
    const { stderr } = await place.dnn(['inspect', '\u001b[2J\nnone.json']);
    expect(stderr).toContain('cannot read model \\u001b[2J\\nnone.json');
  });

  it('finds the arrays again that --x-key and --y-key named', async () => {
    const [x, y] = toyArrays({ test: 0 });
    const other = { name: 'other', shape: [40], values: new Int32Array(40) };
    await place.writeHdf5('keys.h5', [{ ...x, name: 'a' }, { ...y, name: 'b' }, other]);
    const flags = ['--data', 'keys.h5', '--x-key', 'a', '--y-key', 'b'];
    const run = ['train', ...flags, '--iterations', '1', '--out', 'keys.json'];
    expectSuccess(await place.dnn(run));
    expect(await json('evaluate', '--model', 'keys.json')).toMatchObject({ trainedOnThisData: true });
    const named = await json('evaluate', '--model', 'keys.json', '--data', './keys.h5');
    expect(named).toMatchObject({ trainedOnThisData: true });
    expect(await json('evaluate', '--model', 'keys.json', '--data', 'untested.h5')).toMatchObject({
      dataset: 'untested',
    });
  });

  it('of pictures in folders brings them to the shape that the model was trained with', async () => {
    for (const [name, brightness] of Object.entries({ dark: 10, light: 240 }))
      for (const i of [1, 2]) place.write(`pictures/${name}/${i}.png`, greyPng(brightness));
    const layers = ['--layers', '8x6x1,3,auto', '--iterations', '2', '--out', 'folder.json'];
    expectSuccess(await place.dnn(['train', '--data', 'pictures', ...layers]));
    expect(await json('inspect', 'folder.json')).toMatchObject({ input: { shape: [8, 6, 1] } });
    expect(await json('evaluate', '--model', 'folder.json')).toMatchObject({ trainedOnThisData: true });
  });

  it('names the class that data of one class lack', async () => {
    const [x, y] = toyArrays({ test: 0 });
    await place.writeHdf5('one.h5', [x, { ...y, values: new Int32Array(40).fill(1) }]);
    await place.dnn(['train', '--data', 'one.h5', '--iterations', '1', '--out', 'one.json']);
    const { stdout } = await place.dnn(['evaluate', '--model', 'one.json']);
    expect(stdout).toMatch(/^ +1 +not 1$/m);
  });

  it('of a model that was changed by hand warns', async () => {
    const text = readFileSync(place.at('model.json'), 'utf8');
    place.write('edited.json', text.replace(/(?<="b1":\{"shape":\[20,1\],"data":\[)[^,]*/, '12.5'));
    for (const args of [
      ['evaluate', '--model', 'edited.json'],
      ['inspect', 'edited.json'],
    ]) {
      const { code, stderr } = await place.dnn(args);
      expect(code).toBe(0);
      expect(stderr).toContain('Warning: the parameters in edited.json are not those that were trained');
    }
  });

  it('of a model whose data have gone names them', async () => {
    const words = [
      'the data that the model was trained on',
      'no dataset or file named gone.h5',
      'Check the path',
      '--data <source>',
    ];
    await place.writeHdf5('gone.h5', toyArrays());
    await place.dnn(['train', '--data', 'gone.h5', '--iterations', '1', '--out', 'gone.json']);
    await place.shell('rm gone.h5');
    await place.refuses(['evaluate', '--model', 'gone.json'], 3, words);
  });
});

describe('dnn inspect', () => {
  it('--json says what the model is', async () => {
    const summary = await json('inspect', 'model.json');
    expect(summary).toMatchObject({
      path: 'model.json',
      input: { shape: [8, 8, 3], divisor: 255, range: [expect.any(Number), expect.any(Number)] },
      classes: ['non-cat', 'cat'],
      loss: 'binary-cross-entropy',
      parameters: 4053,
      training: { config: { seed: 1, iterations: 250 }, dataset: { name: 'toy' } },
    });
    expect(summary.layers[0]).toEqual({
      type: 'dense',
      layer: '20',
      inputs: 192,
      inputShape: [192],
      outputShape: [20],
      units: 20,
      activation: 'relu',
      batchNorm: false,
      keepProb: 1,
      parameters: 3860,
    });
    expect(summary.training.costs.map(([iteration]: number[]) => iteration)).toEqual([0, 100, 200, 249]);
  });

  it('prints it as text, model.json where no file is named', async () => {
    const result = await place.dnn(['inspect']);
    expectSuccess(result);
    for (const words of [
      'model.json: 4-layer network, 4053 parameters',
      '192 -> 20',
      'Trained on toy',
      '▁',
      'seed 1',
    ])
      expect(result.stdout).toContain(words);
    expect(await place.dnn(['inspect', 'model.json'])).toEqual(result);
    expect(await place.dnn(['inspect', '--model', 'model.json'])).toEqual(result);
    await place.refuses(['inspect'], 4, ['none.json'], { DNN_MODEL: 'none.json' });
  });
});
