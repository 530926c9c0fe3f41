import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../src/engine/shape.js';
import type { ConvShape } from '../../src/nn/layers/conv2d.js';
import { type LayerShape, layerText, outputShape } from '../../src/nn/layers/layers.js';
import { type DataShape, type LayersSpec, parseLayers, resolveLayers } from '../../src/nn/spec.js';
import { dnnError } from '../helpers/errors.js';

const dense = (units: number): LayerShape => ({ type: 'dense', units });

describe('parseLayers', () => {
  it.each<[string, Omit<LayersSpec, 'text'>]>([
    ['12288,20,7,5,1', { input: [12288], hidden: [dense(20), dense(7), dense(5)], output: 1 }],
    ['64x64x3,20,1', { input: [64, 64, 3], hidden: [dense(20)], output: 1 }],
    ['auto,20,7,5,auto', { input: 'auto', hidden: [dense(20), dense(7), dense(5)], output: 'auto' }],
    ['auto,auto', { input: 'auto', hidden: [], output: 'auto' }],
    ['2,1', { input: [2], hidden: [], output: 1 }],
    [' 4 , 3 ,1 ', { input: [4], hidden: [dense(3)], output: 1 }],
    [
      '8x8x1,conv3:2,pool2,conv5x3:4/2:valid,28,1',
      {
        input: [8, 8, 1],
        hidden: [
          { type: 'conv', kernel: [3, 3], filters: 2, stride: 1, padding: 'same' },
          { type: 'pool', size: 2 },
          { type: 'conv', kernel: [5, 3], filters: 4, stride: 2, padding: 'valid' },
          dense(28),
        ],
        output: 1,
      },
    ],
    ['1,2147483647,1', { input: [1], hidden: [dense(2147483647)], output: 1 }],
  ])('"%s"', (text, expected) => {
    expect(parseLayers(text)).toEqual({ text, ...expected });
  });

  it.each([
    ['', 'it needs at least an input and an output'],
    ['12288', 'it needs at least an input and an output'],
    ['12288,', 'token 2 is ""'],
    [',1', 'token 1 is ""'],
    ['4,,1', 'token 2 is ""'],
    ['4,0,1', 'token 2 is "0"'],
    ['0,1', 'token 1 is "0"'],
    ['4,-3,1', 'token 2 is "-3"'],
    ['4,3.5,1', 'token 2 is "3.5"'],
    ['4,1e3,1', 'token 2 is "1e3", expected a whole number of at least 1, written in digits'],
    ['4,0x10,1', 'token 2 is "0x10", expected a whole number of at least 1, written in digits'],
    ['4,twenty,1', 'token 2 is "twenty"'],
    ['4,auto,1', 'token 2 is "auto"'],
    ['4;3;1,1', 'token 1 is "4;3;1"'],
    ['64xx3,1', 'token 1 is ""'],
    ['64x64y3,1', 'token 1 is "64y3"'],
    ['4,3x3,1', 'token 2 is "3x3"'],
    ['4,2147483648,1', 'token 2 is "2147483648", expected a whole number from 1 to 2147483647'],
    [
      '4,99999999999999999999999999,1',
      'token 2 is "99999999999999999999999999", expected a whole number from 1 to 2147483647',
    ],
  ])('refuses "%s": %s', (text, problem) => {
    const error = dnnError('usage', () => parseLayers(text));
    const ending = problem.startsWith('token') && !problem.includes('expected');
    const expected = ending ? `${problem}, expected a whole number of at least 1` : problem;
    expect(error.message).toBe(`--layers ${text}: ${expected}`);
    expect(error.hint).toMatch(/12288,20,7,5,1 or auto,20,7,5,auto/);
  });
});

describe('convolution and pooling tokens', () => {
  it.each([
    'conv3',
    'conv:8',
    'conv3:0',
    'conv0:8',
    'conv3:8/0',
    'conv3x:8',
    'conv3:8:same',
    'conv3:8:valid/2',
    'pool',
    'pool0',
    'pool2:3',
    'pool2x2',
    'avgpool',
    'avgpool0',
    'avgpool2:3',
  ])('refuses "%s"', (token) => {
    const error = dnnError('usage', () => parseLayers(`8x8x1,${token},1`));
    const expected = `token 2 is "${token}", expected convK:F, poolN or avgpoolN, their numbers at least 1`;
    expect(error.message).toBe(`--layers 8x8x1,${token},1: ${expected}`);
    expect(error.hint).toContain('conv5:8/2:valid');
  });

  it.each(['conv3:2147483648', 'conv2147483648:3', 'pool99999999999'])(
    'refuses "%s" as too large',
    (token) => {
      const { message } = dnnError('usage', () => parseLayers(`8x8x1,${token},1`));
      expect(message).toBe(
        `--layers 8x8x1,${token},1: token 2 is "${token}", expected numbers from 1 to 2147483647`,
      );
    },
  );

  it.each([
    ['8x8x1,pol2,1', 'pool2'],
    ['8x8x1,avgpol2,1', 'avgpool2'],
    ['8x8x1,CONV3:8/2:valid,1', 'conv3:8/2:valid'],
    ['8x8x1,cnov5x3:8,1', 'conv5x3:8'],
    ['auot,5,1', 'auto'],
    ['4,3,2,AUTO', 'auto'],
  ])('%s: did you mean %s?', (text, meant) => {
    const { message, hint } = dnnError('usage', () => parseLayers(text));
    expect(hint).toBe(`Did you mean ${meant}?`);
    if (/\d/.test(meant))
      expect(message).toContain('expected a whole number of at least 1 or convK:F, poolN or avgpoolN');
  });

  it('are written as they are read', () => {
    const text = 'conv3:2,pool2,conv5x3:4/2:valid,avgpool3,conv1:8/3';
    const { hidden } = parseLayers(`8x8x1,${text},1`);
    expect(hidden.map(layerText).join(',')).toBe(text);
  });

  it.each(['8x8x1,conv3:2', '8x8x1,4,pool2'])('"%s": the output is a dense layer', (text) => {
    const error = dnnError('usage', () => parseLayers(text));
    expect(error.message).toBe(
      `--layers ${text}: it ends in ${text.split(',').at(-1)}, expected a dense layer`,
    );
    expect(error.hint).toBe(`Add the units of the output, or auto: --layers ${text},auto`);
  });
});

describe('outputShape', () => {
  const conv = (kernel: number, stride: number, padding: ConvShape['padding']): ConvShape => ({
    ...{ type: 'conv', kernel: [kernel, kernel], filters: 5, stride, padding },
  });
  it.each<[LayerShape, number[], number[]]>([
    [conv(3, 1, 'same'), [8, 7, 2], [8, 7, 5]],
    [conv(4, 1, 'same'), [8, 7, 2], [8, 7, 5]],
    [conv(3, 2, 'same'), [8, 7, 2], [4, 4, 5]],
    [conv(3, 2, 'valid'), [8, 7, 2], [3, 3, 5]],
    [conv(9, 3, 'same'), [2, 1], [1, 1, 5]],
    [{ type: 'pool', size: 2 }, [8, 7, 2], [4, 3, 2]],
    [{ type: 'pool', size: 3 }, [28, 28], [9, 9, 1]],
    [{ type: 'avgpool', size: 3 }, [8, 7, 2], [2, 2, 2]],
    [{ type: 'dense', units: 6 }, [8, 7, 2], [6]],
  ])('%o of %j', (layer, input, shape) => {
    expect(outputShape(layer, input)).toEqual(shape);
  });
});

describe('resolveLayers with images', () => {
  const images: DataShape = { name: 'letters', shape: [8, 6, 3], classes: 2 };
  const resolve = (text: string, data = images) => resolveLayers(parseLayers(text), data);

  it.each<[string, readonly number[], readonly number[]]>([
    ['auto,conv3:2,1', [8, 6, 3], [8, 6, 3]],
    ['144,conv3:2,1', [144], [144]],
    ['8x6x3,conv3:2,1', [144], [8, 6, 3]],
    ['auto,pool2,1', [12, 12], [12, 12]],
    ['12x12x1,pool2,1', [12, 12], [12, 12]],
  ])('%s on data of %j takes them as %j', (text, shape, expected) => {
    if (expected.length > 1) expect(resolve(text, { ...images, shape }).inputShape).toEqual(expected);
    else expect(() => resolve(text, { ...images, shape })).toThrow(/needs an image, but gets 144 values/);
  });

  it.each([
    [
      'auto,4,conv3:2,1',
      'token 3: conv3:2 needs an image, but gets 4 values without a shape',
      /before dense/,
    ],
    [
      'auto,pool2,4,pool2,1',
      'token 4: pool2 needs an image, but gets 4 values without a shape',
      /before dense/,
    ],
    ['auto,pool7,1', 'token 2: pool7 is larger than its input of 8x6x3', /fewer pooling/],
    ['auto,pool4,conv3:2:valid,1', 'token 3: conv3:2:valid is larger than its input of 2x1x3', /no :valid/],
    [
      '6x8x3,conv3:2,1',
      'the input is 6x8x3, but an example of letters is 8x6x3 (height x width x channels)',
      /Use --layers 8x6x3,conv3:2,1, or auto/,
    ],
    [
      '5x5x1,conv3:2,1',
      'the input layer has 25 units, but an example of letters has 144 values (8x6x3)',
      /Use --layers 8x6x3,conv3:2,1, or auto/,
    ],
  ])('%s: says what does not fit', (text, problem, hint) => {
    const error = dnnError('usage', () => resolve(text));
    expect(error.message).toBe(`--layers ${text}: ${problem}`);
    expect(error.hint).toMatch(hint);
  });
});

describe('resolveLayers', () => {
  const cats: DataShape = { name: 'cats', shape: [64, 64, 3], classes: 2 };
  const digits: DataShape = { name: 'digits', shape: [8, 8], classes: 10 };
  const resolve = (text: string, data: DataShape) => {
    const { inputShape, hidden, output } = resolveLayers(parseLayers(text), data);
    return [sizeOf(inputShape), ...hidden.map((layer) => Number(layerText(layer))), output];
  };

  it.each<[string, DataShape, number[]]>([
    ['auto,20,7,5,auto', cats, [12288, 20, 7, 5, 1]],
    ['12288,20,1', cats, [12288, 20, 1]],
    ['64x64x3,20,1', cats, [12288, 20, 1]],
    ['auto,20,2', cats, [12288, 20, 2]],
    ['auto,auto', cats, [12288, 1]],
    ['auto,32,auto', digits, [64, 32, 10]],
    ['8x8,32,10', digits, [64, 32, 10]],
    ['auto,auto', { ...digits, classes: 1 }, [64, 1]],
  ])('%s on %o', (text, data, sizes) => {
    expect(resolve(text, data)).toEqual(sizes);
  });

  it.each<[string, DataShape, string, string]>([
    [
      '1000,20,1',
      cats,
      'the input layer has 1000 units, but an example of cats has 12288 values (64x64x3)',
      '12288,20,1',
    ],
    [
      '8x8x3,20,auto',
      cats,
      'the input layer has 192 units, but an example of cats has 12288 values (64x64x3)',
      '12288,20,1',
    ],
    [
      '100,20,7',
      cats,
      'the input layer has 100 units, but an example of cats has 12288 values (64x64x3)',
      '12288,20,1',
    ],
    ['auto,20,3', cats, 'the output layer has 3 units, but cats has 2 classes', '12288,20,1'],
    ['auto,32,9', digits, 'the output layer has 9 units, but digits has 10 classes', '64,32,10'],
    ['auto,32,1', digits, 'the output layer has 1 unit, but digits has 10 classes', '64,32,10'],
  ])('%s on %o: says what does not fit, and what does', (text, data, problem, fitting) => {
    const error = dnnError('usage', () => resolve(text, data));
    expect(error.message).toBe(`--layers ${text}: ${problem}`);
    expect(error.hint).toMatch(new RegExp(`(Use|in its place:) --layers ${fitting}[,.]`));
    expect(() => resolve(fitting, data)).not.toThrow();
  });

  it('takes a first number that is too small for that of a hidden layer, too', () => {
    const { hint } = dnnError('usage', () => resolve('20,7,5,1', cats));
    expect(hint).toBe(
      "The first number is the input's. Put auto before it: --layers auto,20,7,5,1; or in its place: --layers 12288,7,5,1.",
    );
  });
});
