import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Matrix } from '../../../src/engine/matrix.js';
import { modelChunks } from '../../../src/model/file/json.js';
import { parseModel } from '../../../src/model/file/json-reader.js';
import type { Model } from '../../../src/model/model.js';
import { dnnError } from '../../helpers/errors.js';
import { randomModel } from '../../helpers/models.js';

const PATH = 'some/model.json';
const textOf = (model: Model) => [...modelChunks(model)].join('');
const parse = (text: string) => parseModel(text, PATH);
/** By JSON.parse alone: white space keeps the numbers from being read apart. */
const parseSlowly = (text: string) => parse(text.replaceAll('"data":[', '"data": ['));

/** The model with the numbers of W1 replaced. */
function withWeights(model: Model, values: ArrayLike<number>): Model {
  const [{ value, ...W1 }, ...rest] = model.parameters;
  const W = Matrix.zeros(value.rows, value.cols, model.dtype);
  W.data.set(values);
  return { ...model, parameters: [{ ...W1, value: W }, ...rest] };
}

function bitsOf({ parameters }: Model): string[] {
  return parameters.map(({ name, value: { shape, data } }) => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return `${name} ${shape} ${bytes.toString('hex')}`;
  });
}

describe('what is written is read back', () => {
  it.each([
    ['binary', randomModel()],
    ['of one class', randomModel({ classes: ['only'] })],
    ['multi-class', randomModel({ classes: ['a', 'b', 'c'], hidden: [5, 4] })],
    ['without hidden layers', randomModel({ hidden: [] })],
    ['for pictures', randomModel({ inputShape: [4, 4, 3], divisor: 255 })],
    ['in float32', randomModel({ dtype: 'float32' })],
    ['with batch norm', randomModel({ hidden: [5, 4], batchNorm: true })],
    ['with dropout', randomModel({ hidden: [5, 4], keepProb: 0.7 })],
    ['with both, in float32', randomModel({ batchNorm: true, keepProb: 0.123456789, dtype: 'float32' })],
    ['with a linear output', randomModel({ output: 'linear' })],
    ['with odd names', randomModel({ classes: ['"quoted"', 'a\nb', 'ü😀', '', '__proto__'] })],
  ])('a model %s', (_, model) => {
    const read = parse(textOf(model));
    expect(read).toEqual(model);
    expect(bitsOf(read)).toEqual(bitsOf(model));
    expect(parse(textOf(read))).toEqual(read);
  });

  it.each([
    ['shift', { scaling: { shift: [0, 0, 0], scale: [1, Number.POSITIVE_INFINITY, 1] } }],
    ['parameter', withWeights(randomModel(), new Float64Array(12).fill(Number.NaN))],
  ])('a number that is not finite is refused before it is written: %s', (_, part) => {
    const write = () => textOf({ ...randomModel(), ...part });
    expect(dnnError('model', write).message).toMatch(/the model cannot be saved: in \w+ is (Infinity|NaN)/);
  });

  const finite = { noNaN: true, noDefaultInfinity: true };

  it('every float64 to the bit, subnormal or -0', () =>
    fc.assert(
      fc.property(fc.array(fc.double(finite), { minLength: 12, maxLength: 12 }), (values) => {
        const model = withWeights(randomModel(), values);
        expect(bitsOf(parse(textOf(model)))).toEqual(bitsOf(model));
      }),
      { numRuns: 300 },
    ));

  it('every float32 to the bit, subnormal or -0', () =>
    fc.assert(
      fc.property(fc.array(fc.float(finite), { minLength: 12, maxLength: 12 }), (values) => {
        const model = withWeights(randomModel({ dtype: 'float32' }), values);
        expect(bitsOf(parse(textOf(model)))).toEqual(bitsOf(model));
      }),
      { numRuns: 300 },
    ));

  it.each([
    [
      'float64',
      [
        -0,
        0,
        5e-324,
        -5e-324,
        2.2250738585072014e-308,
        1.7976931348623157e308,
        0.1,
        1 / 3,
        1e21,
        123456789012345680000,
        1e-7,
        -1,
      ],
    ],
    [
      'float32',
      [
        -0,
        0,
        1.401298464324817e-45,
        -1.401298464324817e-45,
        3.4028234663852886e38,
        0.1,
        1 / 3,
        1e21,
        16777216,
        1e-7,
        -1,
        2,
      ],
    ],
  ] as const)('the corners of %s', (dtype, values) => {
    const model = withWeights(randomModel({ dtype }), values);
    const read = parse(textOf(model));
    expect(bitsOf(read)).toEqual(bitsOf(model));
    expect(Object.is(read.parameters[0].value.data[0], -0)).toBe(true);
  });

  it('parameters of many chunks', () => {
    const model = randomModel({ inputShape: [20_000], hidden: [3] });
    expect(bitsOf(parse(textOf(model)))).toEqual(bitsOf(model));
    expect([...modelChunks(model)].every((chunk) => chunk.length < 500_000)).toBe(true);
  });

  it('costs and evaluations', () => {
    const { training } = parse(textOf(randomModel()));
    expect(training.costs[0]).toEqual([0, 0.7717493284237686]);
    expect(training.evaluations.test).toEqual({ examples: 10, accuracy: 0.9, cost: 0.25 });
    expect(training.dataset.source).toBe('test.h5');
  });
});

// biome-ignore lint/suspicious/noExplicitAny: damage takes any form
type Raw = any;
const raw = (model = randomModel()): Raw => JSON.parse(textOf(model));

function damage(change: (model: Raw) => void, model?: Model): string {
  const content = raw(model);
  change(content);
  return JSON.stringify(content);
}

describe('lists of numbers that are read apart', () => {
  const list = '"data":[0.1,-0,1e-7]';
  it.each<[string, (text: string) => string]>([
    ['are written with white space', (text) => JSON.stringify(JSON.parse(text), null, 2)],
    ['stand in the training too', (text) => text.replace('"config":{', `"config":{"x":{${list}},`)],
    ['stand beside the parameters', (text) => `{${list},${text.slice(1)}`],
    ['stand in a parameter twice', (text) => text.replace('"data":[', '"data":[1],"data":[')],
    ['belong to a key that only ends so', (text) => text.replace('"config":{', '"config":{"\\"data":[1],')],
    ['stand in a text', (text) => text.replace('"config":{', '"config":{"x":"\\"data\\":[1]",')],
  ])('%s', (_, change) => {
    const text = change(textOf(randomModel()));
    expect(text).not.toBe(textOf(randomModel()));
    const read = parse(text);
    expect(read).toEqual(parseSlowly(text));
    expect(bitsOf(read)).toEqual(bitsOf(randomModel()));
  });

  it('do not make a text a list', () => {
    const text = textOf(randomModel()).replace(/"data":\[[^\]]*\]/, '"data":"0"');
    expect(dnnError('model', () => parse(text)).message).toMatch(/W1\.data holds no list of numbers/);
  });
});

describe('a byte order mark', () => {
  it('is no part of the model', () => {
    expect(parse(`\uFEFF${textOf(randomModel())}`)).toEqual(randomModel());
  });
});

describe('what is not there has a default, and what is unknown is left alone', () => {
  it('training.config.dtype: float64', () => {
    const model = parse(damage((m) => delete m.training.config.dtype));
    expect(model.dtype).toBe('float64');
    expect(model.parameters[0].value.dtype).toBe('float64');
  });

  it.each([
    ['sigmoid', undefined, 'binary-cross-entropy'],
    ['tanh', undefined, 'quadratic'],
    ['linear', undefined, 'mse'],
    ['softmax', ['a', 'b', 'c'], 'categorical-cross-entropy'],
  ] as const)('training.config.loss, by the output: %s', (output, classes, loss) => {
    const model = randomModel({ output, ...(classes && { classes }) });
    expect(parse(damage((m) => delete m.training.config.loss, model)).architecture.loss).toBe(loss);
  });

  it.each<[string, (model: Raw) => void]>([
    ['at the top', (m) => Object.assign(m, { author: 'x', later: { deep: [1] } })],
    ['in input', (m) => Object.assign(m.input, { resize: 'bilinear' })],
    ['in a layer', (m) => Object.assign(m.layers[0], { name: 'first' })],
    ['in training', (m) => Object.assign(m.training, { seconds: 1.5 })],
    ['in training.config', (m) => Object.assign(m.training.config, { dropout: [0.5] })],
    ['in training.dataset', (m) => Object.assign(m.training.dataset, { url: 'x' })],
    ['in an evaluation', (m) => Object.assign(m.training.evaluations.train, { f1: 1 })],
  ])('an unknown field %s', (_, change) => {
    expect(bitsOf(parse(damage(change)))).toEqual(bitsOf(randomModel()));
  });

  it('evaluations and costs may be empty', () => {
    const text = damage((m) => Object.assign(m.training, { evaluations: {}, costs: [] }));
    expect(parse(text).training).toMatchObject({ evaluations: {}, costs: [] });
  });
});

describe('a convolutional model', () => {
  const conv = { type: 'conv', kernel: [3, 2], filters: 4, stride: 2, padding: 'same' } as const;
  const layers = [
    { ...conv, activation: 'tanh' },
    { type: 'pool', size: 2 },
    { type: 'avgpool', size: 2 },
  ] as const;
  const model = randomModel({ inputShape: [9, 8, 2], front: layers });

  it('comes back whole', () => {
    const back = parse([...modelChunks(model)].join(''));
    expect(back.architecture).toEqual(model.architecture);
    expect(back.parameters.map(({ name, value }) => [name, value.shape])).toEqual([
      ['W1', '4x12'],
      ['b1', '4x1'],
      ['W2', '4x4'],
      ['b2', '4x1'],
      ['W3', '1x4'],
      ['b3', '1x1'],
    ]);
    expect(bitsOf(back)).toEqual(bitsOf(model));
  });

  it.each<[string, (model: Raw) => void, RegExp]>([
    ['no kernel', (m) => delete m.layers[0].kernel, /layers\.0\.kernel: missing/],
    ['half a kernel', (m) => Object.assign(m.layers[0], { kernel: [3] }), /layers\.0\.kernel/],
    ['a stride of 0', (m) => Object.assign(m.layers[0], { stride: 0 }), /layers\.0\.stride: /],
    ['another padding', (m) => Object.assign(m.layers[0], { padding: 'full' }), /layers\.0\.padding: /],
    [
      'a softmax convolution',
      (m) => Object.assign(m.layers[0], { activation: 'softmax' }),
      /layers\.0\.activation: /,
    ],
    ['a pool of 0', (m) => Object.assign(m.layers[1], { size: 0 }), /layers\.1\.size: /],
    [
      'a pool that is too large',
      (m) => Object.assign(m.layers[1], { size: 6 }),
      /pool6 is larger than its input of 5x4x4/,
    ],
    ['flat inputs', (m) => Object.assign(m.input, { shape: [144] }), /layers: conv3x2:4\/2 needs an image/],
    [
      'more channels',
      (m) => Object.assign(m.input, { shape: [9, 8, 3] }),
      /W1 has shape 4x12, the layers need 4x18/,
    ],
    [
      'a pool at the end',
      (m) => m.layers.push({ type: 'pool', size: 1 }),
      /the last layer is of type pool, expected dense/,
    ],
  ])('%s', (_, change, message) => {
    const error = dnnError('model', () => parse(damage(change, model)));
    expect(error.message).toMatch(message);
  });
});

it('findings that a later version may have added are dropped', () => {
  const finding = { code: 'slow', message: 'it is slow', hint: 'Train longer.' };
  const model = randomModel();
  const training = { ...model.training, diagnosis: [{ ...finding, code: 'newer' }, finding] };
  const text = [...modelChunks({ ...model, training } as Model)].join('');
  expect(parseModel(text, PATH).training.diagnosis).toEqual([finding]);
});

describe('damage is a model error that names the file and the place', () => {
  it.each<[string, (model: Raw) => void, RegExp]>([
    ['no format', (m) => delete m.format, /"format" is missing, expected "dnn-model"/],
    ['another format', (m) => Object.assign(m, { format: 'keras' }), /"format" is "keras"/],
    ['a long format', (m) => Object.assign(m, { format: 'x'.repeat(1e6) }), /"format" is "x{60}…"/],
    ['no version', (m) => delete m.version, /version missing, this dnn reads versions 1 and 2/],
    [
      'a later version',
      (m) => Object.assign(m, { version: 3 }),
      /version 3, this dnn reads versions 1 and 2/,
    ],
    ['a version as text', (m) => Object.assign(m, { version: '1' }), /version "1", this dnn/],
    ['no input', (m) => delete m.input, /input: missing$/],
    ['an empty shape', (m) => Object.assign(m.input, { shape: [] }), /input\.shape: /],
    ['five dimensions', (m) => Object.assign(m.input, { shape: [1, 1, 1, 1, 3] }), /input\.shape: /],
    ['a shape of 0', (m) => Object.assign(m.input, { shape: [0] }), /input\.shape\.0: /],
    ['a negative shape', (m) => Object.assign(m.input, { shape: [-3] }), /input\.shape\.0: /],
    ['a fractional shape', (m) => Object.assign(m.input, { shape: [3.5] }), /input\.shape\.0: /],
    ['a huge shape', (m) => Object.assign(m.input, { shape: [1e15] }), /input\.shape\.0: /],
    ['another shape', (m) => Object.assign(m.input, { shape: [5] }), /W1 has shape 4x3, the layers need 4x5/],
    ['a divisor of 0', (m) => Object.assign(m.input, { divisor: 0 }), /input\.divisor: /],
    ['a divisor of null', (m) => Object.assign(m.input, { divisor: null }), /input\.divisor: /],
    ['no classes', (m) => Object.assign(m, { classes: [] }), /0 classes for 1 output/],
    ['classes of numbers', (m) => Object.assign(m, { classes: [0, 1] }), /classes\.0: /],
    [
      'too many classes',
      (m) => Object.assign(m, { classes: ['a', 'b', 'c'] }),
      /3 classes for 1 output units/,
    ],
    ['no layers', (m) => Object.assign(m, { layers: [] }), /layers: /],
    ['an unknown layer', (m) => Object.assign(m.layers[0], { type: 'conv2d' }), /layers\.0\.type: /],
    [
      'an unknown activation',
      (m) => Object.assign(m.layers[0], { activation: 'swish' }),
      /layers\.0\.activation: /,
    ],
    [
      'softmax inside',
      (m) => Object.assign(m.layers[0], { activation: 'softmax' }),
      /hidden layer has the activation softmax/,
    ],
    [
      'a relu output',
      (m) => Object.assign(m.layers[1], { activation: 'relu' }),
      /last layer's activation is relu/,
    ],
    ['no units', (m) => Object.assign(m.layers[0], { units: 0 }), /layers\.0\.units: /],
    ['huge units', (m) => Object.assign(m.layers[0], { units: 2 ** 31 }), /layers\.0\.units: /],
    ['more units', (m) => Object.assign(m.layers[0], { units: 5 }), /W1 has shape 4x3, the layers need 5x3/],
    ['no parameters', (m) => delete m.parameters, /parameters: /],
    ['a parameter gone', (m) => delete m.parameters.b2, /parameters\.b2 is missing/],
    [
      'one too many',
      (m) => Object.assign(m.parameters, { W3: m.parameters.W2 }),
      /parameters\.W3 belongs to no/,
    ],
    ['no shape', (m) => delete m.parameters.W1.shape, /parameters\.W1\.shape: /],
    ['a flat shape', (m) => Object.assign(m.parameters.W1, { shape: [12] }), /parameters\.W1\.shape/],
    ['a turned shape', (m) => Object.assign(m.parameters.W1, { shape: [3, 4] }), /W1 has shape 3x4/],
    ['no data', (m) => delete m.parameters.W1.data, /W1\.data holds no list of numbers, expected 12/],
    ['data as text', (m) => Object.assign(m.parameters.W1, { data: 'AAAA' }), /W1\.data holds no list/],
    ['too few data', (m) => m.parameters.W1.data.pop(), /W1\.data holds 11 numbers, expected 12/],
    ['too many data', (m) => m.parameters.b1.data.push(1), /b1\.data holds 5 numbers, expected 4/],
    [
      'a null',
      (m) => Object.assign(m.parameters.W1.data, { 7: null }),
      /W1\.data\[7\] is null, expected a finite/,
    ],
    [
      'a text',
      (m) => Object.assign(m.parameters.W1.data, { 7: '1' }),
      /W1\.data\[7\] is "1", expected a finite/,
    ],
    ['a list', (m) => Object.assign(m.parameters.W1.data, { 7: [1] }), /W1\.data\[7\] is a list, expected/],
    [
      'an object',
      (m) => Object.assign(m.parameters.W1.data, { 7: {} }),
      /W1\.data\[7\] is an object, expected/,
    ],
    ['true', (m) => Object.assign(m.parameters.W1.data, { 7: true }), /W1\.data\[7\] is true, expected/],
    ['no training', (m) => delete m.training, /training: missing$/],
    ['a range upside down', (m) => Object.assign(m.input, { range: [1, 0] }), /input\.range: the first/],
    ['half a range', (m) => Object.assign(m.input, { range: [1] }), /input\.range: /],
    [
      'an unknown dtype',
      (m) => Object.assign(m.training.config, { dtype: 'int8' }),
      /training\.config\.dtype: /,
    ],
    [
      'an unknown loss',
      (m) => Object.assign(m.training.config, { loss: 'toString' }),
      /config\.loss: "toString", expected one of binary-cross-entropy/,
    ],
    [
      'a loss of another output',
      (m) => Object.assign(m.training.config, { loss: 'categorical-cross-entropy' }),
      /config\.loss is "categorical-cross-entropy", which does not go with a sigmoid output/,
    ],
    ['costs of null', (m) => Object.assign(m.training, { costs: [[0, null]] }), /training\.costs\.0\.1: /],
    [
      'a fractional iteration',
      (m) => Object.assign(m.training, { costs: [[0.5, 1]] }),
      /training\.costs\.0\.0: /,
    ],
    [
      'a cost of null',
      (m) => Object.assign(m.training.evaluations.test, { cost: null }),
      /evaluations\.test\.cost: /,
    ],
    ['no dataset', (m) => delete m.training.dataset, /training\.dataset: missing$/],
    ['batch norm as text', (m) => Object.assign(m.layers[0], { batchNorm: 'yes' }), /layers\.0\.batchNorm: /],
    ['a keepProb of 0', (m) => Object.assign(m.layers[0], { keepProb: 0 }), /layers\.0\.keepProb: /],
    ['a keepProb above 1', (m) => Object.assign(m.layers[0], { keepProb: 1.5 }), /layers\.0\.keepProb: /],
    [
      'batch norm at the end',
      (m) => Object.assign(m.layers[1], { batchNorm: true }),
      /last layer has batch norm/,
    ],
    ['dropout at the end', (m) => Object.assign(m.layers[1], { keepProb: 0.5 }), /last layer has .*dropout/],
    [
      'batch norm with b',
      (m) => Object.assign(m.layers[0], { batchNorm: true }),
      /parameters\.b1 belongs to no/,
    ],
  ])('%s', (_, change, message) => {
    const error = dnnError('model', () => parse(damage(change)));
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(PATH)).toBe(true);
    expect(error.message.length).toBeLessThan(300);
    expect(error.hint).toBeTruthy();
    expect(error.exitCode).toBe(4);
  });

  it.each([
    ['nothing', '', /it is empty/],
    ['white space', ' \n\t', /it is empty/],
    ['no JSON', 'dnn-model', /it is not JSON/],
    ['half of one', textOf(randomModel()).slice(0, 300), /damaged model: it was cut off/],
    ['two models', textOf(randomModel()).repeat(2), /it is not JSON/],
    ['NaN', textOf(randomModel()).replace(/"data":\[[^,]*/, '"data":[NaN'), /it is not JSON/],
    ['null', 'null', /"format" is missing/],
    ['a number', '1', /"format" is missing/],
    ['a text', '"dnn-model"', /"format" is missing/],
    ['a list', '[]', /"format" is missing/],
    ['an empty object', '{}', /"format" is missing/],
    [
      'a number too large',
      textOf(randomModel()).replace(/"data":\[[^,]*/, '"data":[1e999'),
      /W1\.data\[0\] is Infinity/,
    ],
  ])('%s', (_, text, message) => {
    expect(dnnError('model', () => parse(text)).message).toMatch(message);
  });

  it.each<[string, (model: Raw) => void, RegExp]>([
    ['no γ', (m) => delete m.parameters.gamma1, /parameters\.gamma1 is missing/],
    ['no running variance', (m) => delete m.parameters.variance1, /parameters\.variance1 is missing/],
    ['a short mean', (m) => m.parameters.mean1.data.pop(), /mean1\.data holds 3 numbers, expected 4/],
    [
      'a variance below 0',
      (m) => Object.assign(m.parameters.variance1.data, { 2: -1e-9 }),
      /variance1\.data\[2\] is -1e-9, a variance is at least 0/,
    ],
    ['no batch norm for γ', (m) => delete m.layers[0].batchNorm, /belongs to no layer/],
  ])('of batch norm: %s', (_, change, message) => {
    const text = damage(change, randomModel({ batchNorm: true }));
    expect(dnnError('model', () => parse(text)).message).toMatch(message);
  });

  it('a number too large for float32', () => {
    const text = damage(
      (m) => Object.assign(m.parameters.W1.data, { 3: 1e300 }),
      randomModel({ dtype: 'float32' }),
    );
    expect(dnnError('model', () => parse(text)).message).toMatch(/W1\.data\[3\] is 1e\+300.*\(float32\)/);
  });
});

describe('malice', () => {
  it('a parameter __proto__ belongs to no layer', () => {
    const text = textOf(randomModel()).replace('"W1":', '"__proto__":{"shape":[1,1],"data":[1]},"W1":');
    expect(dnnError('model', () => parse(text)).message).toContain('__proto__');
  });

  it('W1 as __proto__ does not count as W1', () => {
    dnnError('model', () => parse(textOf(randomModel()).replace('"W1":', '"__proto__":')));
    dnnError('model', () => parse(textOf(randomModel()).replace('"parameters":', '"__proto__":')));
  });

  it('a top-level __proto__ changes nothing', () => {
    const text = `{"__proto__":{"format":"keras","polluted":1},${textOf(randomModel()).slice(1)}`;
    expect(bitsOf(parse(text))).toEqual(bitsOf(randomModel()));
    expect(({} as Raw).polluted).toBeUndefined();
    dnnError('model', () => parse('{"__proto__":{"format":"dnn-model","version":1}}'));
  });

  const DEEP = '['.repeat(2e5) + ']'.repeat(2e5);
  it.each([
    ['alone', DEEP],
    ['as the format', `{"format":${DEEP}}`],
    ['as the version', `{"format":"dnn-model","version":${DEEP}}`],
    ['as the classes', damage((m) => Object.assign(m, { classes: '@' })).replace('"@"', DEEP)],
    ['as the data', damage((m) => Object.assign(m.parameters.W1, { data: '@' })).replace('"@"', DEEP)],
    ['as a number', damage((m) => Object.assign(m.parameters.W1.data, { 0: '@' })).replace('"@"', DEEP)],
    ['as an evaluation', damage((m) => Object.assign(m.training, { evaluations: '@' })).replace('"@"', DEEP)],
  ])('200,000 lists within each other %s', (_, text) => {
    expect(dnnError('model', () => parse(text)).message.length).toBeLessThan(300);
  });

  it('a claim of 4e18 weights allocates nothing', () => {
    const text = damage((m) => {
      m.input.shape = [2147483647];
      m.layers[0].units = 2147483647;
      m.parameters.W1.shape = [2147483647, 2147483647];
    });
    expect(dnnError('model', () => parse(text)).message).toContain('values of one example, at most');
  });

  it('a claim of 10^8 weights that are not there allocates nothing', () => {
    const text = damage((m) => {
      m.input.shape = [10000];
      m.layers[0].units = 10000;
      m.parameters.W1.shape = [10000, 10000];
    });
    expect(dnnError('model', () => parse(text)).message).toContain(
      'W1.data holds 12 numbers, expected 100000000',
    );
  });

  it('pictures of 2^62 pixels for a convolution of three weights are refused before they are computed', () => {
    const model = randomModel({
      inputShape: [6, 6, 3],
      front: [{ type: 'conv', kernel: [1, 1], filters: 1, stride: 1, padding: 'same', activation: 'relu' }],
      hidden: [],
    });
    const head = textOf(model).replace('"shape":[6,6,3]', '"shape":[2147483647,2147483647,3]');
    expect(dnnError('model', () => parse(head)).message).toContain('values of one example, at most');
  });
});

describe('a file cut short', () => {
  const text = textOf(randomModel({ hidden: [5, 4], classes: ['a', 'b', 'c'] })).trimEnd();
  it.each(Array.from({ length: 20 }, (_, i) => i))('at %i/20 of its length is no model', (part) => {
    const error = dnnError('model', () => parse(text.slice(0, Math.floor((text.length * part) / 20))));
    const problem = part === 0 ? 'is not a model: it is empty' : 'is a damaged model: it was cut off';
    expect(error.message).toBe(`${PATH} ${problem}`);
  });

  it('by one character is no model', () => {
    dnnError('model', () => parse(text.slice(0, -1)));
    expect(() => parse(text)).not.toThrow();
  });
});
