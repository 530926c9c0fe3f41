/** Lists of costs as programs print them: sentences, numbers, and what stands between them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printedCosts } from '../../src/check/costs/printed.js';
import { type Mutation, mutate } from './bytes.js';
import type { Target } from './target.js';

const SEEDS = [
  'Cost after iteration 0: 0.693148\nCost after iteration 100: 0.672053\nCost after iteration 200: 0.644\n',
  'epoch 1/3, loss = 0.5, accuracy: 0.8 (1.2s)\nepoch 2/3, loss = 0.4, accuracy: 0.9 (1.1s)\n',
  '0.693148\n0.672053\n0.644\n',
  '[np.float64(0.69), array(0.67), 6.4e-1, nan, inf]',
  'iter 10 J=.5 val_loss .6\r\niter 20 J=4.e-1 val_loss .7\r\n',
].map((text) => Buffer.from(text));

const TOKENS = [
  ...[
    'nan',
    'inf',
    '-inf',
    '1e400',
    '1e-400',
    '-0',
    '.',
    '-',
    '+',
    'e',
    '9'.repeat(400),
    '0x10',
    '1_000',
    '½',
  ],
  ...[
    'iteration -1',
    'iteration 99999999999999999999',
    'epoch 3 of 5',
    'cost',
    '\n',
    '\r',
    '\0',
    '(',
    ')',
    '[',
    ']',
  ],
  ...['np.float64(', 'array(array(', ' '.repeat(2000), '\ufeff', ','],
];

const token: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(TOKENS)), bytes.subarray(at)]);
};

export const costs: Target = {
  name: 'costs',
  async prepare() {
    return {
      make: (random) => ({ 'costs.txt': mutate(SEEDS, random, [token, token, token]) }),
      async read(directory) {
        const text = readFileSync(join(directory, 'costs.txt'), 'utf8');
        const found = printedCosts(text, 'costs.txt', 100);
        for (const [i, { iteration, rounding }] of found.entries()) {
          const isSound = iteration >= 0 && rounding >= 0 && (i === 0 || iteration > found[i - 1].iteration);
          if (!isSound) throw new Error(`cost ${i} is of iteration ${iteration}, to ${rounding}`);
        }
      },
    };
  },
};
