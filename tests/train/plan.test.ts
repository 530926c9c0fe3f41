import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import type { WeightedSpec } from '../../src/nn/architecture.js';
import { isWeighted } from '../../src/nn/layers/layers.js';
import { OPTIMIZERS } from '../../src/train/optimizers.js';
import { defaultTrainingOptions, type TrainingOptions } from '../../src/train/options/options.js';
import { type Plan, planTraining } from '../../src/train/plan.js';
import { dnnError } from '../helpers/errors.js';

/** A dataset of that shape, without values: none of them is a zero. */
function shaped(examples: number, shape: readonly number[], classes = 2, testExamples = 0): Dataset {
  const split = (m: number) => ({
    examples: m,
    values: new Uint8Array(0),
    labels: new Int32Array(m),
    dtype: 'uint8',
  });
  const common = {
    name: 'shaped',
    shape,
    divisor: 1,
    classes: Array.from({ length: classes }, String),
    notes: [],
  };
  return testExamples > 0
    ? { ...common, train: split(examples), test: split(testExamples) }
    : { ...common, train: split(examples) };
}

function plan(dataset: Dataset, options: Partial<TrainingOptions> = {}, memoryLimit?: number): Plan {
  return planTraining(dataset, { ...defaultTrainingOptions(), ...options }, { memoryLimit });
}

const CATS = shaped(209, [64, 64, 3], 2, 50);

describe("the published network's plan", () => {
  const { architecture, parameters, examples, batchSize, iterations, firstLayer } = plan(CATS);

  it('has the default layers, activations, loss and length', () => {
    expect(architecture).toEqual({
      inputShape: [64, 64, 3],
      layers: [
        { type: 'dense', units: 20, activation: 'relu' },
        { type: 'dense', units: 7, activation: 'relu' },
        { type: 'dense', units: 5, activation: 'relu' },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
      loss: 'binary-cross-entropy',
    });
    expect({ parameters, examples, batchSize, iterations }).toEqual({
      parameters: 245973,
      examples: 209,
      batchSize: 209,
      iterations: 3000,
    });
  });

  it('takes the dual form, with its reason in figures', () => {
    expect(firstLayer.form).toBe('dual');
    expect(firstLayer.reason).toMatch(/^\d+\.\d times less work than the direct form$/);
    expect(firstLayer.work.direct).toBe(2 * 12288 * 20 * 209 * 3000);
    const once = (209 * 209 * 12288) / 2 + 2 * 209 * 12288 * 20;
    expect(firstLayer.work.dual).toBe(209 * 20 * 209 * 3000 + once);
  });

  it('counts an update as the whole run divided by its updates', () => {
    const { work, iterations: updates } = plan(CATS);
    expect(Math.abs(work.update * updates - work.total)).toBeLessThan(1e-9 * work.total);
    const deeper = 3 * (20 * 7 + 7 * 5 + 5 * 1) * 209;
    expect(Math.abs(work.update - (firstLayer.work.dual as number) / 3000 - deeper)).toBeLessThan(1e-3);
  });
});

describe("the first layer's form", () => {
  const runs = fc.record({
    m: fc.integer({ min: 1, max: 500 }),
    features: fc.integer({ min: 1, max: 5000 }),
    units: fc.integer({ min: 1, max: 100 }),
    batchSize: fc.integer({ min: 1, max: 600 }),
    iterations: fc.integer({ min: 1, max: 5000 }),
    l2: fc.constantFrom(0, 0.7),
    optimizer: fc.constantFrom(...(Object.keys(OPTIMIZERS) as (keyof typeof OPTIMIZERS)[])),
  });

  it('is dual exactly when its counted work, L2 included, is less and the optimizer linear', () =>
    fc.assert(
      fc.property(runs, ({ m, features, units, batchSize, iterations, l2, optimizer }) => {
        const options = { layers: `auto,${units},auto`, batchSize, iterations, l2, optimizer };
        const { firstLayer } = plan(shaped(m, [features]), options);
        const b = Math.min(batchSize, m);
        const norms = l2 > 0 ? iterations : 0;
        const direct = iterations * 2 * features * units * b + norms * features * units;
        const dual =
          iterations * m * units * b +
          norms * m * m * units +
          (m * m * features) / 2 +
          2 * m * features * units;
        expect(firstLayer.work.direct).toBeCloseTo(direct, 3);
        const wanted = OPTIMIZERS[optimizer].linear && dual < direct ? 'dual' : 'direct';
        expect(firstLayer.form).toBe(wanted);
      }),
    ));

  it.each<[string, Dataset, Partial<TrainingOptions>, Plan['firstLayer']['form']]>([
    ['more examples than twice the features', shaped(1000, [64]), {}, 'direct'],
    ['fewer examples than features', shaped(50, [64]), {}, 'dual'],
    ['a single update, which pays no Gram matrix', CATS, { iterations: 1 }, 'direct'],
    [
      'small batches with L2, whose norm takes m²·n₁ each',
      shaped(2000, [3000]),
      { batchSize: 1, iterations: 300_000, l2: 0.1 },
      'direct',
    ],
    ['the same without L2', shaped(2000, [3000]), { batchSize: 1, iterations: 300_000 }, 'dual'],
  ])('%s', (_, dataset, options, form) => {
    expect(plan(dataset, options).firstLayer.form).toBe(form);
  });
});

describe('a convolutional network', () => {
  const MNIST = shaped(60_000, [28, 28, 1], 10);
  const layers = 'auto,conv3:8,pool2,conv5:16/2,pool2,64,auto';

  it('gives an activation to each layer with weights, and none to pooling', () => {
    const { architecture } = plan(MNIST, { layers, batchSize: 64, activation: ['relu', 'tanh', 'sigmoid'] });
    const conv = { type: 'conv', padding: 'same' };
    expect(architecture.inputShape).toEqual([28, 28, 1]);
    expect(architecture.layers).toEqual([
      { ...conv, kernel: [3, 3], filters: 8, stride: 1, activation: 'relu' },
      { type: 'pool', size: 2 },
      { ...conv, kernel: [5, 5], filters: 16, stride: 2, activation: 'tanh' },
      { type: 'pool', size: 2 },
      { type: 'dense', units: 64, activation: 'sigmoid' },
      { type: 'dense', units: 10, activation: 'softmax' },
    ]);
  });

  it('refuses an activation for each layer, pooling among them', () => {
    const activation = new Array<'relu'>(5).fill('relu');
    const error = dnnError('usage', () => plan(MNIST, { layers, activation }));
    expect(error.message).toContain('5 activations for 3 hidden layers');
  });

  it('counts parameters, and multiply-adds place by place, in the direct form', () => {
    const { parameters, firstLayer, work } = plan(MNIST, { layers, batchSize: 64, iterations: 10 });
    expect(parameters).toBe(8 * 10 + 16 * 201 + 64 * 145 + 10 * 65);
    expect(firstLayer).toMatchObject({ form: 'direct', work: { direct: 10 * 64 * 2 * 784 * 8 * 9 } });
    const conv = 2 * (7 * 7 * 16) * 200 + 14 * 14 * 8 * (25 * 16);
    expect(work.update).toBe(64 * (2 * 784 * 72 + conv + 3 * (144 * 64 + 64 * 10)));
  });

  it('keeps the dual form for a dense first layer only', () => {
    expect(plan(CATS, { layers: 'auto,conv3:2,auto' }).firstLayer.form).toBe('direct');
    expect(plan(CATS, { layers: 'auto,2,auto' }).firstLayer.form).toBe('dual');
  });

  it('needs memory for a batch, not for the whole set', () => {
    const memory = (batchSize: number) => plan(MNIST, { layers, batchSize, dtype: 'float32' }).memory;
    const one = (memory(65) - memory(64)) / 4;
    // Z, A and both gradients, images in and out of pooling, and images among zeros
    expect(one).toBeGreaterThan(4 * (784 * 8 + 49 * 16));
    expect(one).toBeLessThan(12 * (784 * 8 + 49 * 16));
  });
});

describe('what is measured on the way', () => {
  const [n0, n1, iterations] = [5000, 4, 1000];
  const run = { layers: `${n0},${n1},1`, iterations, logEvery: 10 };
  const work = (examples: number, options: Partial<TrainingOptions>) =>
    plan(shaped(examples, [n0]), { ...run, ...options }).firstLayer.work as { direct: number; dual: number };

  it('counts v validation examples, described once in the dual form, at each logged cost', () => {
    const [m, v] = [80, 20];
    const [without, validated] = [work(m, {}), work(m + v, { validationSplit: 0.2 })];
    expect(validated.direct - without.direct).toBe(n0 * n1 * v * 100);
    expect(validated.dual - without.dual).toBe(v * n0 * (m + n1) + m * n1 * v * 100);
  });

  it('counts every epoch of early stopping, on the training examples where none are held out', () => {
    const m = 80;
    const [without, watched] = [work(m, {}), work(m, { earlyStopping: 5 })];
    expect(watched.direct - without.direct).toBe(n0 * n1 * m * iterations);
    expect(watched.dual - without.dual).toBe(m * n1 * m * iterations);
    const batches = { batchSize: 20, earlyStopping: 5 };
    expect(work(m, batches).direct - work(m, { batchSize: 20 }).direct).toBe((n0 * n1 * m * iterations) / 4);
  });

  it('counts the copy of the parameters that early stopping keeps', () => {
    const direct = { ...run, optimizer: 'adam' as const };
    const bytes = plan(shaped(80, [n0]), { ...direct, earlyStopping: 5 }).memory;
    expect(bytes - plan(shaped(80, [n0]), direct).memory).toBe(8 * (n0 * n1 + n1 + n1 + 1));
  });

  it('refuses a split that holds out nothing', () => {
    const error = dnnError('usage', () => plan(shaped(4, [n0]), { validationSplit: 0.1 }));
    expect(error.message).toContain('of 4 examples it holds out none');
  });
});

describe('length and batches', () => {
  it.each<[Partial<TrainingOptions>, number, number]>([
    [{}, 3000, 100],
    [{ iterations: 7 }, 7, 100],
    [{ epochs: 5 }, 5, 100],
    [{ epochs: 5, batchSize: 100 }, 5, 100],
    [{ epochs: 5, batchSize: 1000 }, 5, 100],
    [{ epochs: 5, batchSize: 50 }, 10, 50],
    [{ epochs: 5, batchSize: 30 }, 20, 30],
    [{ epochs: 5, batchSize: 1 }, 500, 1],
    [{ iterations: 5, batchSize: 30 }, 5, 30],
  ])('%j of 100 examples: %i updates of %i', (options, iterations, batchSize) => {
    expect(plan(shaped(100, [4]), options)).toMatchObject({ iterations, batchSize });
  });
});

describe('what the names resolve to', () => {
  it.each<[Partial<TrainingOptions>, number, string[], string]>([
    [{ layers: 'auto,auto' }, 2, ['sigmoid'], 'binary-cross-entropy'],
    [{ layers: 'auto,2' }, 2, ['softmax'], 'categorical-cross-entropy'],
    [{ layers: 'auto,5,auto' }, 4, ['relu', 'softmax'], 'categorical-cross-entropy'],
    [{ layers: 'auto,5,auto', outputActivation: 'sigmoid' }, 4, ['relu', 'sigmoid'], 'binary-cross-entropy'],
    [{ layers: 'auto,5,auto', outputActivation: 'linear' }, 2, ['relu', 'linear'], 'mse'],
    [{ layers: 'auto,5,auto', outputActivation: 'tanh' }, 2, ['relu', 'tanh'], 'quadratic'],
    [{ layers: 'auto,5,auto', loss: 'quadratic' }, 2, ['relu', 'sigmoid'], 'quadratic'],
    [
      { layers: 'auto,5,4,auto', activation: ['tanh'] },
      2,
      ['tanh', 'tanh', 'sigmoid'],
      'binary-cross-entropy',
    ],
    [
      { layers: 'auto,5,4,auto', activation: ['tanh', 'leaky-relu'] },
      2,
      ['tanh', 'leaky-relu', 'sigmoid'],
      'binary-cross-entropy',
    ],
    [{ layers: 'auto,auto', activation: ['relu'] }, 2, ['sigmoid'], 'binary-cross-entropy'],
  ])('%j for %i classes', (options, classes, activations, loss) => {
    const { architecture } = plan(shaped(10, [3], classes), options);
    expect(architecture.layers.map((layer) => isWeighted(layer) && layer.activation)).toEqual(activations);
    expect(architecture.loss).toBe(loss);
  });

  it.each<[Partial<TrainingOptions>, RegExp, RegExp]>([
    [
      { layers: 'auto,5,4,auto', activation: ['relu', 'tanh', 'relu'] },
      /--activation relu,tanh,relu: 3 activations for 2 hidden layers/,
      /one for all of them, or one for each/,
    ],
    [{ layers: 'auto,auto', activation: ['relu', 'tanh'] }, /2 activations for 0 hidden layers/, /one/],
    [
      { layers: 'auto,1', outputActivation: 'softmax' },
      /softmax: with 1 output unit/,
      /sigmoid, or 2 output units/,
    ],
    [
      { loss: 'categorical-cross-entropy' },
      /--loss categorical-cross-entropy: it needs --output-activation softmax, got sigmoid/,
      /--loss binary-cross-entropy/,
    ],
    [
      { layers: 'auto,2', loss: 'binary-cross-entropy' },
      /--loss binary-cross-entropy: it needs --output-activation sigmoid, got softmax/,
      /--loss categorical-cross-entropy/,
    ],
    [
      { outputActivation: 'linear', loss: 'binary-cross-entropy' },
      /it needs --output-activation sigmoid, got linear/,
      /^Use --loss mse or --loss quadratic or --loss huber\.$/,
    ],
    [{ layers: '5,20,1' }, /input layer has 5 units/, /12288,20,1/],
    [{ layers: 'auto,20,3' }, /output layer has 3 units/, /12288,20,1/],
  ])('%j is refused', (options, message, hint) => {
    const error = dnnError('usage', () => plan(CATS, options));
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });
});

describe('memory', () => {
  it('over the limit is refused with what is needed and what there is', () => {
    const { memory } = plan(CATS);
    expect(() => plan(CATS, {}, memory)).not.toThrow();
    const error = dnnError('usage', () => plan(CATS, {}, memory - 1));
    expect(error.message).toMatch(
      /245973 parameters need 13\.2 MiB of memory in all, this machine offers 13\.2 MiB/,
    );
    expect(error.hint).toMatch(/fewer units.*--batch-size.*float32/);
  });

  it('of sizes beyond any machine is refused before anything is allocated', () => {
    const layers = 'auto,2147483647,2147483647,1';
    const error = dnnError('usage', () => plan(CATS, { layers }, 2 ** 36));
    expect(error.message).toContain(`--layers ${layers}`);
  });

  it('over the 4 GiB of a WebAssembly memory is refused, but for the backend that has none', () => {
    const [wide, layers] = [shaped(100_000, [100]), 'auto,2000,1'];
    const error = dnnError('usage', () => plan(wide, { layers }));
    expect(error.message).toMatch(/need 6\.\d+ GiB of memory in all, a WebAssembly memory holds 4 GiB/);
    expect(error.hint).toMatch(/--dtype float32.*--backend js/);
    expect(() => plan(wide, { layers, backend: 'js' })).not.toThrow();
  });

  it('is not spoken of where the network could not be saved', () => {
    const error = dnnError('usage', () => plan(CATS, { layers: 'auto,20000,20000,1' }));
    expect(error.message).toMatch(/645820\d+ parameters, a model file holds at most 20000000/);
    expect(error.hint).toBe('Use fewer units.');
  });

  it.each<[string, Partial<TrainingOptions>, Partial<TrainingOptions>]>([
    ['float32 takes less than float64', { dtype: 'float32' }, {}],
    ['gd takes less than momentum', {}, { optimizer: 'momentum' }],
    ['fewer units take less', { layers: 'auto,10,1' }, { layers: 'auto,100,1' }],
  ])('%s', (_, less, more) => {
    expect(plan(CATS, less).memory).toBeLessThan(plan(CATS, more).memory);
  });

  it('is the sum of its parts; the Gram matrix is of the dual form, state of optimizers that keep some', () => {
    for (const options of [{}, { optimizer: 'adam' }, { optimizer: 'momentum', batchSize: 9 }] as const) {
      const { memory, memoryParts, firstLayer } = plan(CATS, options);
      expect(Object.values(memoryParts).reduce((sum, bytes) => sum + bytes, 0)).toBe(memory);
      // bytes, and values as well where each update multiplies all of them
      const whole = firstLayer.form === 'direct' ? 8 * 209 * 12288 : 0;
      expect(memoryParts.inputs).toBe(259 * 12288 + whole);
      expect(memoryParts.gram).toBe(firstLayer.form === 'dual' ? 8 * 209 * 209 : 0);
      expect(memoryParts.optimizerState > 0).toBe('optimizer' in options);
    }
    expect(plan(CATS, { optimizer: 'adam' }).memoryParts).toMatchObject({
      parameters: 8 * 2 * 245973,
      optimizerState: 8 * 2 * 245973,
    });
  });

  it('holds at least the inputs, the parameters and their gradients', () => {
    const inputs = 8 * 209 * 12288 + 259 * 12288;
    expect(plan(CATS, { iterations: 1 }).memory).toBeGreaterThan(inputs + 8 * 2 * 245973);
  });
});

describe('dropout and batch norm', () => {
  const HIDDEN = shaped(50, [4]);
  const layersOf = (options: Partial<TrainingOptions>) =>
    plan(HIDDEN, { layers: '4,3,2,1', ...options }).architecture.layers as WeightedSpec[];

  it('stand in the hidden layers that they are for, and in no others', () => {
    expect(layersOf({ keepProb: [0.8] }).map(({ keepProb }) => keepProb)).toEqual([0.8, 0.8, undefined]);
    expect(layersOf({ keepProb: [1, 0.5] }).map(({ keepProb }) => keepProb)).toEqual([
      undefined,
      0.5,
      undefined,
    ]);
    expect(layersOf({ batchNorm: true }).map(({ batchNorm }) => batchNorm)).toEqual([true, true, undefined]);
    expect(JSON.stringify(layersOf({}))).not.toMatch(/keepProb|batchNorm/);
  });

  it('γ and β take the place of b; running averages are no parameters', () => {
    expect(plan(HIDDEN, { layers: '4,3,2,1' }).parameters).toBe(12 + 3 + 6 + 2 + 2 + 1);
    expect(plan(HIDDEN, { layers: '4,3,2,1', batchNorm: true }).parameters).toBe(12 + 6 + 6 + 4 + 2 + 1);
  });

  it('take memory: six values a unit and example', () => {
    const bare = plan(HIDDEN, { layers: '4,3,2,1' }).memory;
    const dropped = plan(HIDDEN, { layers: '4,3,2,1', keepProb: [0.5] }).memory;
    expect(dropped - bare).toBe(3 * 5 * 50 * 8);
    const both = plan(HIDDEN, { layers: '4,3,2,1', keepProb: [0.5], batchNorm: true }).memory;
    // γ and β with their gradients, where b was
    expect(both - bare).toBe((6 * 5 * 50 + 2 * 5) * 8);
  });

  it('leave the choice of the first layer as it was', () => {
    const wide = shaped(20, [5000]);
    for (const options of [{}, { keepProb: [0.5] }, { batchNorm: true }]) {
      expect(plan(wide, options).firstLayer.form).toBe('dual');
    }
  });

  it.each<[Partial<TrainingOptions>, RegExp, RegExp]>([
    [
      { keepProb: [0.5, 0.6, 0.7] },
      /--keep-prob 0\.5,0\.6,0\.7: 3 probabilities for 2 hidden layers/,
      /one for each/,
    ],
    [{ keepProb: [0.5], layers: '4,1' }, /--keep-prob 0\.5: there are no hidden layers for it/, /--layers/],
    [{ batchNorm: true, layers: '4,1' }, /--batch-norm: there are no hidden layers for it/, /--layers/],
    [{ batchNorm: true, batchSize: 1 }, /--batch-norm: the one example of a batch/, /--batch-size/],
  ])('%j is refused', (options, message, hint) => {
    const error = dnnError('usage', () => plan(HIDDEN, { layers: '4,3,2,1', ...options }));
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });
});
