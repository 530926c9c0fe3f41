/** Events and plans as lines for people. */
import { describe, expect, it } from 'vitest';
import {
  costLine,
  doneLine,
  evaluationLine,
  restoredLine,
  savedLine,
  stoppedLine,
} from '../../../src/report/terminal/event-lines.js';
import { jsonLine } from '../../../src/report/terminal/jsonl.js';
import { planLines } from '../../../src/report/terminal/plan-lines.js';
import { table } from '../../../src/report/terminal/table.js';
import type { Plan } from '../../../src/train/plan.js';

const PLAN: Plan = {
  architecture: {
    inputShape: [64, 64, 3],
    layers: [
      { type: 'dense', units: 20, activation: 'relu' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
    loss: 'binary-cross-entropy',
  },
  examples: 209,
  parameters: 245_801,
  batchSize: 209,
  iterations: 3000,
  firstLayer: { form: 'dual', reason: 'for a test', work: { direct: 2e12, dual: 5e8 } },
  work: { update: 500, total: 1.5e15 },
  memory: 3 * 2 ** 20,
  memoryParts: {
    inputs: 2 ** 21,
    parameters: 2 ** 20 - 6000,
    optimizerState: 0,
    activations: 1000,
    gram: 5000,
  },
  threads: 1,
};

describe('lines', () => {
  it('of costs have six decimals', () => {
    expect(costLine({ event: 'cost', iteration: 0, cost: 0.7717493284237686 })).toBe(
      'Cost after iteration 0: 0.771749',
    );
    expect(costLine({ event: 'cost', iteration: 100, cost: 1e-9 })).toBe(
      'Cost after iteration 100: 0.000000',
    );
  });

  it('of costs have the validation cost behind them where there is one', () => {
    expect(costLine({ event: 'cost', iteration: 100, cost: 0.5, validationCost: 0.75 })).toBe(
      'Cost after iteration 100: 0.500000, validation cost 0.750000',
    );
  });

  it('of early stopping say when, on what and how long it waited', () => {
    const best = { iteration: 412, cost: 0.412345 };
    expect(stoppedLine({ event: 'stopped', iteration: 512, split: 'validation', patience: 100, best })).toBe(
      'Stopped at iteration 512: the validation cost has not fallen for 100 epochs',
    );
    expect(stoppedLine({ event: 'stopped', iteration: 2, split: 'train', patience: 1, best })).toContain(
      'the training cost has not fallen for 1 epoch',
    );
    expect(restoredLine({ event: 'restored', split: 'validation', ...best })).toBe(
      'Kept the parameters of iteration 412, whose validation cost was lowest of all epochs: 0.412345',
    );
  });

  it('of evaluations count the right ones', () => {
    const evaluation = {
      event: 'evaluation',
      split: 'train',
      examples: 209,
      right: 206,
      accuracy: 206 / 209,
      cost: 0.088413,
    } as const;
    expect(evaluationLine(evaluation)).toBe('Train accuracy: 0.9856 (206 of 209), cost 0.088413');
  });

  it('of the end are grammatical', () => {
    expect(doneLine({ event: 'done', iterations: 1, seconds: 0.614 })).toBe('1 iteration in 0.61 s');
    expect(doneLine({ event: 'done', iterations: 2500, seconds: 12 })).toBe('2500 iterations in 12.00 s');
    const sha256 = '0123456789abcdef'.repeat(4);
    expect(savedLine({ event: 'saved', path: 'm.json', sha256 })).toBe(
      'Saved m.json (parameters sha256 0123456789ab…)',
    );
  });

  it('of a plan give shapes, parameters, work and memory in fitting units', () => {
    expect(planLines(PLAN, 'wasm')).toEqual([
      'Input 64x64x3, 209 examples, batches of 209, 3000 updates, loss binary-cross-entropy',
      '  1  dense 12288 -> 20, relu: 245780 parameters',
      '  2  dense 20 -> 1, sigmoid: 21 parameters',
      'Parameters: 245801',
      'First layer: dual form, for a test (direct 4.00 TFLOP, dual 1.00 GFLOP in total)',
      'Work: 1.00 kFLOP an update, 3.00 PFLOP in total',
      'Memory: about 3 MiB (inputs 2 MiB, parameters 1019 KiB, activations 1 KiB, Gram matrix 5 KiB)',
      'Kernels: wasm',
      'Threads: 1',
    ]);
    const small = planLines({ ...PLAN, memory: 5000, threads: 2 }, 'js');
    expect(small.at(-3)).toMatch(/^Memory: about 5 KiB \(/);
    expect(small.slice(-2)).toEqual(['Kernels: js', 'Threads: 2']);
  });
});

describe('JSON lines', () => {
  it('read back as the same event; steps have none', () => {
    const event = { event: 'cost', iteration: 3, cost: 0.1 + 0.2 } as const;
    expect(JSON.parse(jsonLine(event) as string)).toEqual(event);
    expect(jsonLine({ event: 'step', iteration: 1, iterations: 2, cost: 1 })).toBeUndefined();
  });
});

describe('a table', () => {
  it('has text to the left and numbers to the right, with their headings', () => {
    const rows = [
      ['class', 'examples'],
      ['cat', 7],
      ['non-cat', 137],
    ];
    expect(table(rows)).toEqual(['class    examples', 'cat             7', 'non-cat       137']);
  });

  it('may have a heading only', () => {
    expect(table([['a', 'b']])).toEqual(['a  b']);
  });
});
