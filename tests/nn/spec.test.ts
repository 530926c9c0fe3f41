import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../src/engine/shape.js';
import { type DataShape, parseLayers, resolveLayers } from '../../src/nn/spec.js';
import { dnnError } from '../helpers/errors.js';

describe('parseLayers', () => {
  it.each<[string, ReturnType<typeof parseLayers>]>([
    ['12288,20,7,5,1', { input: [12288], hidden: [20, 7, 5], output: 1 }],
    ['64x64x3,20,1', { input: [64, 64, 3], hidden: [20], output: 1 }],
    ['auto,20,7,5,auto', { input: 'auto', hidden: [20, 7, 5], output: 'auto' }],
    ['auto,auto', { input: 'auto', hidden: [], output: 'auto' }],
    ['2,1', { input: [2], hidden: [], output: 1 }],
    [' 4 , 3 ,1 ', { input: [4], hidden: [3], output: 1 }],
    ['1,2147483647,1', { input: [1], hidden: [2147483647], output: 1 }],
  ])('"%s"', (text, expected) => {
    expect(parseLayers(text)).toEqual(expected);
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
    ['4,3,2,AUTO', 'token 4 is "AUTO"'],
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

describe('resolveLayers', () => {
  const cats: DataShape = { name: 'cats', shape: [64, 64, 3], classes: 2 };
  const digits: DataShape = { name: 'digits', shape: [8, 8], classes: 10 };
  const resolve = (text: string, data: DataShape) => {
    const { inputShape, hidden, output } = resolveLayers(text, parseLayers(text), data);
    return [sizeOf(inputShape), ...hidden, output];
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
    expect(error.hint).toContain(`Use --layers ${fitting}, or auto`);
    expect(() => resolve(fitting, data)).not.toThrow();
  });
});
