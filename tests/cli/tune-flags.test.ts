/** The flags of `dnn tune`: its word beside `dnn tune lr`, spaces from all sources, and what is said of wrong ones. */
import { describe, expect, it } from 'vitest';
import { expectSuccess } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
const LIST = [
  'tune',
  '--data',
  'moons',
  '--layers',
  '2,4,1',
  '--iterations',
  '9',
  '--list',
  '--log-format',
  'json',
];

/** The options of the listed configurations. */
async function listed(args: readonly string[], env: Record<string, string> = {}): Promise<object[]> {
  const result = await place.dnn([...LIST, ...args], env);
  expectSuccess(result);
  const events = result.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return events.filter(({ event }) => event === 'configuration').map(({ options }) => options);
}

describe('the word', () => {
  it('is a command and a group of commands', async () => {
    const help = await place.dnn(['tune', '--help']);
    expectSuccess(help);
    expect(help.stdout).toMatch(/^Usage: dnn tune \[options\]/);
    expect(help.stdout).toMatch(/\n {2}lr /);
    expect(help.stdout).toContain("'relu|tanh'");
    expect(await place.dnn(['help', 'tune'])).toEqual(help);
    const inner = await place.dnn(['tune', 'lr', '--help']);
    expect(inner.stdout).toMatch(/^Usage: dnn tune lr \[options\]/);
    expect(await place.dnn(['help', 'tune', 'lr'])).toEqual(inner);
    await place.refuses(['tune'], 2, ['no option has a space', 'dnn tune --lr log:1e-4..1']);
  });

  it.each<[args: string[], ...words: string[]]>([
    [['tune', 'rates'], 'dnn tune takes flags only, got "rates"'],
    [['tune', '--quiet', 'lr'], '--quiet stands before the last word of dnn tune lr', 'dnn tune lr --quiet'],
    [['tune', '--lr', '0.1..1', 'lr'], '--learning-rate stands before'],
    [['tune', 'lr', 'moons'], 'dnn tune lr takes flags only, got "moons"'],
    [['tune', 'lr', '--trials', '3'], "'--trials'", 'It is a flag of dnn tune.'],
    [['tune', '--highest', '3'], "'--highest'", 'It is a flag of dnn tune lr.'],
  ])('%j', async (args, ...words) => {
    await place.refuses(args, 2, words);
  });
});

describe('a space', () => {
  const grid = ['--search', 'grid'];

  it('is taken from flags, files and variables', async () => {
    const all = [{ batchSize: 8 }, { batchSize: 16 }];
    expect(await listed([...grid, '--batch-size', '8|16'])).toEqual(all);
    expect(await listed([...grid, '--batch-size=8|16'])).toEqual(all);
    place.write('sweep.json', JSON.stringify({ 'batch-size': '8|16' }));
    expect(await listed([...grid, '--config', 'sweep.json'])).toEqual(all);
    expect(await listed(grid, { DNN_BATCH_SIZE: '8|16' })).toEqual(all);
  });

  it('stands where a flag takes no value', async () => {
    expect(await listed([...grid, '--batch-norm', 'true|false', '--l2', '0|1'])).toEqual(
      [0, 1].flatMap((l2) => [true, false].map((batchNorm) => ({ l2, batchNorm }))),
    );
    expect(await listed([...grid, '--batch-norm', '--l2', '0|1'])).toEqual([{ l2: 0 }, { l2: 1 }]);
  });

  it('is printed as it was written', async () => {
    const args = ['tune', '--lr', 'log:1e-4..1', '--keep-prob', '0.5..1,0.8', '--early-stopping', 'none|20'];
    const { stdout } = await place.dnn([...args, '--print-config']);
    expect(JSON.parse(stdout)).toMatchObject({
      learningRate: 'log:1e-4..1',
      keepProb: '0.5..1,0.8',
      earlyStopping: 'none|20',
      metric: 'validation_cost',
    });
    place.write('printed.json', stdout);
    expect((await place.dnn(['tune', '--config', 'printed.json', '--print-config'])).stdout).toBe(stdout);
  });

  it.each<[args: string[], ...words: string[]]>([
    [['tune', '--lr', 'log:0.1-1'], '--lr log:0.1-1: expected a range', 'Did you mean log:0.1..1?'],
    [['tune', '--optimizer', 'sgd|adam'], 'the choice sgd', 'Did you mean gd|adam?'],
    [['tune', '--learning_rate', 'log:1e-4..1'], 'Did you mean --learning-rate log:1e-4..1?'],
    [['tune', '--seed', '1..3'], '--seed 1..3: expected one value, no space', '--seeds 3'],
    [
      ['train', '--lr', 'log:1e-4..1'],
      '--lr log:1e-4..1: expected a number above 0',
      'Spaces of values are searched by dnn tune.',
    ],
    [['train', '--layers', 'auto,8..64,auto'], 'token 2 is "8..64"', 'dnn tune'],
  ])('%j', async (args, ...words) => {
    await place.refuses(args, 2, words);
  });

  it('in a file is quoted from there', async () => {
    place.write('wrong.json', JSON.stringify({ lr: '1e-4-1' }));
    await place.refuses(['tune', '--config', 'wrong.json'], 2, [
      'wrong.json',
      '"1e-4-1"',
      'Did you mean 1e-4..1?',
    ]);
  });
});

describe('a flag by the name of another library', () => {
  it.each([
    [['--n-trials', '50'], '--trials 50 (n-trials in Optuna)'],
    [['--n_trials', '50'], '--trials 50 ('],
    [['--max-trials', '50'], '--trials 50 (max-trials in Keras Tuner)'],
    [['--sampler', 'RandomSampler'], '--search random ('],
    [['--pruner', 'SuccessiveHalvingPruner'], '--prune halving ('],
    [['--cv', '5'], '--folds 5 (cv in scikit-learn)'],
    [['--objective', 'val_accuracy'], '--metric validation_accuracy?'],
    [['--timeout', '600'], '--time 600s ('],
    [['--n-jobs', '2'], '--jobs 2 ('],
    [['--storage', 'redis://me:secret@h'], '--queue redis://me:***@h ('],
  ])('%j', async (args, meant) => {
    const { stderr } = await place.refuses(['tune', ...args], 2, [`Did you mean ${meant}`]);
    expect(stderr).not.toContain('secret');
  });
});

it('a password is in no message and in no printed configuration', async () => {
  const url = 'redis://me:secret@h:6379';
  const wrong = [
    ['tune', '--queue', `x${url}`],
    ['tune', '--queue', url, '--seed', 'x'],
    ['tune', '--queu', url],
    ['tune', url],
    ['tune', 'lr', url],
    ['tune', '--seed', url],
  ];
  for (const args of wrong) expect((await place.refuses(args, 2, [])).stderr).not.toContain('secret');
  const printed = await place.dnn(['tune', '--print-config'], { DNN_QUEUE: url });
  expect(JSON.parse(printed.stdout).queue).toBe('redis://me:***@h:6379');
});

describe('a sweep', () => {
  const run = (args: readonly string[]) => place.dnn([...LIST.slice(0, -3), ...args]);

  it('tells of ranges on an unsuitable scale, of few values, and of options that do nothing in any configuration', async () => {
    const told = await run([
      '--list',
      '--lr',
      '1e-4..1',
      '--beta1',
      '0.9..0.99',
      '--optimizer',
      'gd|momentum',
    ]);
    expectSuccess(told);
    expect(told.stderr).toContain(
      'Warning: --learning-rate 1e-4..1: 90 % of these draws are above 0.1: did you mean log:1e-4..1?',
    );
    expect(told.stderr).toContain('--beta1 0.9..0.99 has no effect with --optimizer');
    const some = await run(['--list', '--lr', '0.1|1', '--beta1', '0.95', '--optimizer', 'gd|adam']);
    expect(some.stderr).toContain('4 different configurations, fewer than --trials 30');
    expect(some.stderr).not.toContain('--beta1');
  });
});
