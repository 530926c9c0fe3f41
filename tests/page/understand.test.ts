/** Understand: its link, its steps, and the sums that it writes out, which give the kernels' numbers. */
import { describe, expect, it } from 'vitest';
import { makeToy } from '../../src/data/toys/toys.js';
import { Arrays } from '../../src/page/views/understand/arrays.js';
import { type CellTerms, cellTerms } from '../../src/page/views/understand/cell-terms.js';
import { constantsText } from '../../src/page/views/understand/formulas.js';
import { shortNumber, wholeNumber } from '../../src/page/views/understand/numbers.js';
import { stepSentence, stepTitle } from '../../src/page/views/understand/sentences.js';
import {
  groupsOf,
  nextLayer,
  type Step,
  stepBeside,
  stepsOf,
} from '../../src/page/views/understand/steps.js';
import {
  parseUnderstand,
  startingSmall,
  understandText,
} from '../../src/page/views/understand/understand-settings.js';
import type { ShownNetwork } from '../../src/page/worker/iteration.js';
import type { WrittenOptions } from '../../src/page/worker/settings.js';
import { traceIteration } from '../../src/page/worker/trace.js';

const traced = async (data: string, options: WrittenOptions, iteration: number) => {
  const source = { kind: 'named', name: data } as const;
  return traceIteration(makeToy(data), data, { source, options, changes: [] }, iteration);
};

/** The value of a sum as it is written out, with all digits. */
function sumOf({ pieces }: CellTerms): number {
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : `(${piece.value})`)).join('');
  const script = text
    .replaceAll(/\(because \([^)]*\) [>≤] 0\)/g, '')
    .replaceAll('tanh²', 'tanhSquared')
    .replaceAll('gelu′', 'geluSlope')
    .replaceAll('e^', 'Math.E ** ')
    .replaceAll('²', '**2')
    .replaceAll('·', '*')
    .replaceAll('−', '-')
    .replaceAll('½', '0.5')
    .replaceAll('√', 'sqrt');
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  const functions = {
    log: Math.log,
    max: Math.max,
    sqrt: Math.sqrt,
    tanh: Math.tanh,
    tanhSquared: (z: number) => Math.tanh(z) ** 2,
    σ: sigmoid,
    huber: (error: number) => (Math.abs(error) <= 1 ? error ** 2 / 2 : Math.abs(error) - 0.5),
    clip: (error: number) => Math.max(-1, Math.min(1, error)),
  };
  return new Function(...Object.keys(functions), `return ${script}`)(...Object.values(functions));
}

const NETWORK: ShownNetwork = {
  units: [2, 3, 1],
  activations: ['tanh', 'sigmoid'],
  loss: 'binary-cross-entropy',
  optimizer: 'gd',
  constants: { learningRate: 0.5, l2: 0, momentum: 0.9, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
};
const names = (steps: readonly Step[]) => steps.map(({ array }) => array).join(' ');

describe('the steps of an iteration', () => {
  it('are the data, the way forward, the cost, the way back one layer at a time, and the update', () => {
    expect(names(stepsOf(NETWORK))).toBe(
      'X Z1 A1 Z2 A2 L cost dZ2 dW2 db2 dA1 dZ1 dW1 db1 W1_new b1_new W2_new b2_new',
    );
    expect(names(stepsOf({ ...NETWORK, units: [2, 1], loss: 'mse', optimizer: 'adam' }))).toBe(
      'X Z1 A1 L cost dA1 dZ1 dW1 db1 v_dW1_new s_dW1_new W1_new v_db1_new s_db1_new b1_new',
    );
  });

  it('lead from one to the next through iterations, and back', () => {
    const steps = stepsOf(NETWORK);
    let place = { iteration: 0, array: 'X' };
    expect(stepBeside(steps, place, -1)).toEqual(place);
    for (let i = 0; i < 2 * steps.length; i++) place = stepBeside(steps, place, 1);
    expect(place).toEqual({ iteration: 2, array: 'X' });
    for (let i = 0; i < 2 * steps.length; i++) place = stepBeside(steps, place, -1);
    expect(place).toEqual({ iteration: 0, array: 'X' });
  });

  it('lead from layer to layer', () => {
    const steps = stepsOf(NETWORK);
    const seen = [{ iteration: 0, array: 'X' }];
    while (seen[seen.length - 1].iteration === 0) seen.push(nextLayer(steps, seen[seen.length - 1]));
    const first = groupsOf(steps).map((group) => group.steps[0].array);
    expect(seen.slice(0, -1).map(({ array }) => array)).toEqual(first);
    expect(first).toEqual(['X', 'Z1', 'Z2', 'L', 'dZ2', 'dA1', 'W1_new', 'W2_new']);
  });
});

describe('the numbers of an iteration', () => {
  const cases: readonly (readonly [string, WrittenOptions, number])[] = [
    ['moons:examples=6', { layers: 'auto,3,auto', activation: 'tanh', learningRate: '0.5' }, 0],
    ['moons:examples=5', { layers: 'auto,2,2,auto', activation: 'relu', optimizer: 'adam', l2: '0.1' }, 7],
    ['xor:examples=4', { layers: 'auto,3,auto', activation: 'sigmoid', optimizer: 'momentum' }, 3],
    ['blobs:examples=6', { layers: 'auto,3,auto', activation: 'leaky-relu', l2: '0.3' }, 2],
    ['circles:examples=4', { layers: 'auto,2,auto', activation: 'linear', loss: 'mse' }, 1],
    ['flower:examples=4', { layers: 'auto,2,auto', activation: 'tanh', loss: 'quadratic' }, 1],
    ['moons:examples=4', { layers: 'auto,2,auto', activation: 'tanh', loss: 'huber' }, 1],
  ];

  it.each(cases)(
    'of %s %j, iteration %i are what the sums give, relative error < 1e-9',
    async (data, options, number) => {
      const iteration = await traced(data, options, number);
      const { network } = iteration;
      const arrays = new Arrays(iteration.arrays);
      const context = { network, iteration: number, m: arrays.m };
      for (const step of stepsOf(network).slice(1)) {
        const { rows, cols } = arrays.grid({ array: step.array });
        for (let i = 0; i < rows * cols; i++) {
          const terms = cellTerms(step, { row: Math.floor(i / cols), col: i % cols }, arrays, context);
          const value = sumOf(terms);
          const error = Math.abs(value - terms.result);
          expect(error, `${step.array} ${i}: ${value}`).toBeLessThan(1e-9 * Math.max(1e-3, Math.abs(value)));
        }
        expect(stepTitle(step)).not.toContain('undefined');
        expect(stepSentence(step, iteration)).not.toContain('undefined');
      }
    },
  );

  it('say which row and column each is made of', async () => {
    const iteration = await traced(...(cases[0] as [string, WrittenOptions, number]));
    const arrays = new Arrays(iteration.arrays);
    const context = { network: iteration.network, iteration: 0, m: 6 };
    const steps = stepsOf(iteration.network);
    const regions = (array: string, row: number, col: number) => {
      const step = steps.find((each) => each.array === array) as Step;
      return cellTerms(step, { row, col }, arrays, context).regions;
    };
    expect(regions('Z1', 1, 4)).toEqual([{ row: 1 }, { col: 4 }, { row: 1, col: 0 }]);
    expect(regions('dW1', 2, 1)).toEqual([{ row: 2 }, { col: 1 }]);
    expect(regions('dA1', 2, 5)).toEqual([{ row: 2 }, { col: 5 }]);
    expect(regions('db2', 0, 0)).toEqual([{ row: 0 }]);
    const update = steps.find(({ array }) => array === 'W1_new') as Step;
    expect(constantsText(update, context)).toBe('α = 0.5');
  });

  it('are refused where they cannot be shown whole', async () => {
    const small = { layers: 'auto,3,auto' };
    await expect(traced('moons', small, 0)).rejects.toThrow(
      '300 examples cannot be shown whole: at most 10 are',
    );
    const few = 'moons:examples=6';
    await expect(traced(few, { layers: 'auto,11,auto' }, 0)).rejects.toThrow('a layer of 11 units');
    await expect(traced(few, { layers: '2,2,2,2,2,2,1' }, 0)).rejects.toThrow('6 layers');
    await expect(traced(few, { ...small, keepProb: '0.5' }, 0)).rejects.toThrow('dropout');
    await expect(traced(few, { ...small, batchNorm: 'true' }, 0)).rejects.toThrow('batch norm');
    await expect(traced(few, { ...small, optimizer: 'rmsprop' }, 0)).rejects.toThrow(
      'only gd, momentum, adam are',
    );
    await expect(traced(few, small, 60_000)).rejects.toThrow('the last is 50000');
  });
});

describe('the link', () => {
  it('restores the settings and the step', () => {
    const settings = {
      play: { ...startingSmall('xor'), options: { ...startingSmall('xor').options, loss: 'mse', l2: '0.1' } },
      place: { iteration: 12, array: 'v_dW1_new' },
    };
    expect(parseUnderstand(understandText(settings))).toEqual(settings);
    const points = { play: startingSmall('points'), place: { iteration: 0, array: 'X' } };
    expect(parseUnderstand(understandText(points))).toEqual(points);
  });

  it('may be one of Play, and of anybody', () => {
    expect(parseUnderstand('data=moons&rates=7:0.2&at=-3').place).toEqual({ iteration: 0, array: 'X' });
    expect(parseUnderstand('data=moons&rates=7:0.2').play.changes).toEqual([]);
    expect(understandText(parseUnderstand(''))).toBe(
      'data=moons:examples=6&layers=auto,3,auto&activation=tanh&learningRate=0.5&at=0&step=X',
    );
  });
});

it('numbers are short, and keep all digits beside it', () => {
  const numbers = [0, -0, 1, -2, 0.2641, -0.5, 12.34567, 0.00034, -12345.6, 1234.5, Number.NEGATIVE_INFINITY];
  expect(numbers.map(shortNumber)).toEqual([
    '0',
    '0',
    '1',
    '−2',
    '0.264',
    '−0.500',
    '12.346',
    '3.4e−4',
    '−1.2e4',
    '1234.5',
    '−∞',
  ]);
  expect(wholeNumber(-0.1 - 0.2)).toBe('−0.30000000000000004');
});
