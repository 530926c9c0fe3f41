/** The rate that `dnn tune lr` finds, in training: beside ten times as much and a tenth of it. */
import { expect, it } from 'vitest';
import { expectSuccess, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const CASES = [
  '--data moons --layers 2,8,1 --activation tanh --iterations 1000',
  '--data moons --layers 2,16,8,1 --iterations 1000',
  '--data moons --layers 2,16,1 --batch-size 32 --epochs 20',
  '--data digits --layers auto,32,auto --iterations 500',
  '--data digits --layers auto,32,auto --batch-size 32 --epochs 10',
  '--data digits --layers auto,32,auto --batch-size 32 --epochs 10 --optimizer adam',
  '--data digits --layers auto,32,16,auto --batch-size 32 --epochs 10 --batch-norm',
  '--data demo-cats --iterations 500',
  '--data demo-cats --layers auto,auto --iterations 500',
  '--data demo-cats --layers auto,7,auto --optimizer momentum --iterations 500',
  '--data wine',
  '--data rents',
];

/** The cost of the training examples at the end of a run; of one that diverged, Infinity. */
async function costOf(flags: readonly string[], rate: number): Promise<number> {
  const words = ['train', ...flags, '--lr', String(rate), '--log-format', 'json', '--out', 'model.json'];
  const { code, stdout } = await place.dnn(words);
  if (code === 5) return Number.POSITIVE_INFINITY;
  const line = stdout.split('\n').find((each) => each.includes('"split":"train"'));
  return JSON.parse(line as string).cost;
}

// Every other one; DNN_TUNE_LR=all has 10 of all 12.
const TRIED = process.env.DNN_TUNE_LR === 'all' ? CASES : CASES.filter((_, i) => i % 2 === 0);

it('trains to a lower cost than both in five of six cases, or ten of twelve', {
  timeout: 600_000,
}, async () => {
  const outcomes: string[] = [];
  for (const words of TRIED) {
    const flags = words.split(' ');
    const result = await place.dnn(['tune', 'lr', ...flags, '--json', '--quiet']);
    expectSuccess(result);
    const { learningRate: rate } = JSON.parse(result.stdout);
    const [less, found, more] = [
      await costOf(flags, rate / 10),
      await costOf(flags, rate),
      await costOf(flags, 10 * rate),
    ];
    const verdict = found <= less && found <= more ? 'better' : 'worse';
    outcomes.push(`${verdict}: ${words} --lr ${rate}: ${[less, found, more].map((cost) => cost.toFixed(4))}`);
  }
  const better = outcomes.filter((outcome) => outcome.startsWith('better'));
  expect(better.length, outcomes.join('\n')).toBeGreaterThanOrEqual(
    TRIED.length - (TRIED.length === CASES.length ? 2 : 1),
  );
});
