/** Lists of costs as programs print them. */
import { describe, expect, it } from 'vitest';
import { isPrintedAs, printedCosts } from '../../src/check/costs/printed.js';

const read = (text: string, every = 100) =>
  printedCosts(text, 'costs.txt', every).map(({ iteration, cost, rounding }) => [iteration, cost, rounding]);

describe('printedCosts', () => {
  it('reads sentences with their iterations, and leaves out other lines', () => {
    const text =
      'Training…\nCost after iteration 0: 0.693148\nCost after iteration 100: 0.67\n\nAccuracy: 0.9\n';
    expect(read(text)).toEqual([
      [0, 0.693148, 0.5e-6],
      [100, 0.67, 0.5e-2],
    ]);
    expect(read('epoch 3, cost = 0.25')).toEqual([[3, 0.25, 0.5e-2]]);
    expect(read('Cost after iteration 7: nan')).toEqual([[7, Number.NaN, 0.5]]);
  });

  it.each([
    ['Cost after iteration 5: 0.67, accuracy: 0.8', 0.67],
    ['Epoch 5/10 - acc: 0.8 - loss: 0.42 - val_loss: 0.5', 0.42],
    ['epoch 5, cost = 0.25 (1.2s)', 0.25],
    ['Cost after iteration 5: 0.25 in 12 ms', 0.25],
    ['iteration 5 of 100: np.float64(0.67)', 0.67],
    ['Iteration 5 | lr 0.1 | J = 0.3', 0.3],
    ['Cost after iteration 5: array(0.25)', 0.25],
    ['Cost after iteration 5: -inf', Number.NEGATIVE_INFINITY],
  ])('reads the cost of several numbers: %s', (line, cost) => {
    expect(read(line).map(([iteration, own]) => [iteration, own])).toEqual([[5, cost]]);
  });

  it('reads lists of NumPy 2', () => {
    expect(read('[np.float64(0.5), np.float64(0.25)]').map(([, cost]) => cost)).toEqual([0.5, 0.25]);
  });

  it.each([
    ['digits', `iteration 1 ${'1'.repeat(30_000)}`],
    ['digits alone', '1'.repeat(30_000)],
    ['points', `iteration 1 ${'1.'.repeat(15_000)}x`],
    ['brackets', 'array('.repeat(5000)],
    ['blanks', `iteration 1${' '.repeat(30_000)}x`],
  ])('takes no longer for a line of many %s', (_, line) => {
    const start = performance.now();
    expect(() => read(line)).toThrow('costs.txt');
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('reads numbers alone, one or several a line, so many iterations apart', () => {
    expect(read('[0.5, 0.25,\n 0.125]', 10).map(([iteration, cost]) => [iteration, cost])).toEqual([
      [0, 0.5],
      [10, 0.25],
      [20, 0.125],
    ]);
  });

  it('reads two columns as iterations and costs', () => {
    for (const text of ['0,0.82\n100,0.33\n', '0\t0.82\n100\t0.33'])
      expect(read(text).map(([iteration, cost]) => [iteration, cost])).toEqual([
        [0, 0.82],
        [100, 0.33],
      ]);
  });

  it('refuses decimal commas, by their line', () => {
    expect(() => read('Cost after iteration 0: 0,822373\n')).toThrow(
      '"Cost after iteration 0: 0,822373" has a comma',
    );
    expect(() => read('0,82\n0,33')).toThrow('"0,82" has a comma');
  });

  it('refuses what is no list of costs, by its line', () => {
    expect(() => read('hello\n0.5')).toThrow('costs.txt has no list of costs: "hello" is none');
    for (const text of ['', ' \n', '[', '[ ( ) ]\n,'])
      expect(() => read(text)).toThrow('costs.txt has no list of costs: it holds no number');
  });
});

it('a cost is printed alike up to half a unit of its last digit', () => {
  const [printed] = printedCosts('0.672053', 'costs.txt', 100);
  expect(isPrintedAs(printed, 0.6720534)).toBe(true);
  expect(isPrintedAs(printed, 0.672054)).toBe(false);
  expect(isPrintedAs(printed, Number.NaN)).toBe(false);
});
