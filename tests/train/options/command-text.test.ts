/** The command of a run's options: what differs from the defaults, as a shell takes it. */
import { expect, it } from 'vitest';
import { makeToy } from '../../../src/data/toys/toys.js';
import { trainingCommand } from '../../../src/train/options/command-text.js';

it('leaves out defaults and what changes no number', () => {
  const options = { layers: '2,8,1', learningRate: 0.5, seed: 1, logEvery: 7, threads: 2 } as const;
  expect(trainingCommand('moons', options)).toBe('dnn train --data moons --layers 2,8,1 --lr 0.5');
});

it('quotes for a shell, and writes lists and flags', () => {
  const options = { activation: ['tanh', 'relu'], batchNorm: true, keepProb: [0.8] } as const;
  expect(
    trainingCommand('my points.csv', { ...options, activation: ['tanh', 'relu'], keepProb: [0.8] }),
  ).toBe("dnn train --data 'my points.csv' --activation tanh,relu --keep-prob 0.8 --batch-norm");
});

it('names what tables have other defaults of', () => {
  const { train } = makeToy('moons');
  const table = { train, columns: [{ name: 'x', type: 'number' }] } as const;
  expect(trainingCommand('p.csv', { iterations: 50 }, table)).toBe(
    'dnn train --data p.csv --layers auto,128,auto --optimizer adam --lr 0.002 --iterations 50 --batch-size 32',
  );
});

it('refuses a value that is none of the option', () => {
  expect(() => trainingCommand('moons', { learningRate: -1 })).toThrow(
    /--learning-rate -1: expected a number above 0/,
  );
});
