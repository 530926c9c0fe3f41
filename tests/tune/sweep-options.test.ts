/** The sweep's own options: metrics, shares, addresses, lengths of time. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { TUNE } from '../../src/cli/commands/tune-command.js';
import { type Options, readValue } from '../../src/train/options/option.js';
import type { QueueUrl } from '../../src/tune/queue-url.js';
import { dnnError } from '../helpers/errors.js';

const OPTIONS: Options = TUNE.options;
const read = (name: string, text: string) => readValue<unknown>(OPTIONS[name], text, `--${name} ${text}`);

describe('is read', () => {
  it.each<[name: string, text: string, value: object]>([
    ['metric', 'validation_cost', { measure: 'cost', class: undefined, isError: true }],
    ['metric', 'validation_r2', { measure: 'r2', class: undefined, isError: false }],
    ['metric', 'validation_f1[cat]', { measure: 'f1', class: 'cat', isError: false }],
    ['shard', '3/10', { part: 3, parts: 10 }],
    ['time', '90s', { seconds: 90 }],
    ['time', '1h30m', { seconds: 5400 }],
    ['time', '0.5d', { seconds: 43_200 }],
    ['queue', 'redis://localhost:6379', { store: 'redis' }],
    ['queue', 'rediss://h', { store: 'redis' }],
    ['queue', 'postgres://me@h/db', { store: 'postgres' }],
  ])('--%s %s', (name, text, value) => {
    expect(read(name, text)).toMatchObject({ ...value, text });
  });
});

describe('is refused', () => {
  it.each<[name: string, text: string, problem: string, hint: string]>([
    [
      'metric',
      'test_accuracy',
      'does not choose by the test set',
      'looks better than it is. Use validation_accuracy.',
    ],
    ['metric', 'test_f1[cat]', 'does not choose by the test set', 'Use validation_f1[cat].'],
    [
      'metric',
      'train_cost',
      'the examples that it trains on',
      'overfits most is the best. Use validation_cost.',
    ],
    ['metric', 'cost', 'the examples that it trains on', 'Use validation_cost.'],
    ['metric', 'folds_cost', 'not told the mean over the folds', 'Use validation_cost.'],
    ['metric', 'accuracy', 'no metric "accuracy"', 'Did you mean validation_accuracy?'],
    ['metric', 'val_loss', 'no metric "val_loss"', 'Did you mean validation_cost?'],
    ['metric', 'validation_acuracy', 'no metric', 'Did you mean validation_accuracy?'],
    ['shard', '0/10', 'no share 0 of 10', 'add 1 to an index that starts at 0'],
    ['shard', '11/10', 'no share 11 of 10', '3/10'],
    ['shard', '3', 'expected a share i/n', '3/10'],
    ['shard', '1/0', 'expected a share i/n', '3/10'],
    ['time', '10', 'a length of time', 'Did you mean 10s, or 10m?'],
    ['time', '10min', 'a length of time', 'Did you mean 10m?'],
    ['time', '02:30:00', 'a length of time', 'Did you mean 2h30m?'],
    ['time', '0s', 'a length of time', ''],
    ['time', '100d', 'at most 20d', ''],
    ['queue', 'localhost:6379', 'the address of a queue', 'Did you mean redis://localhost:6379?'],
    ['queue', 'redi://h', 'the address of a queue', 'Did you mean redis://?'],
    ['queue', 'redis://me:a/b@h', 'redis://me:***@h', '%2F'],
    ['queue', 'redis://h/name', 'a database of Redis has one, and no name', 'redis://host:6379/1'],
    ['queue', 'redis://h/-1', 'expected a number behind the host', 'redis://host:6379/1'],
    ['queue', 'redis://h?db=x', 'expected a number behind the host', 'redis://host:6379/1'],
    ['queue', 'amqp://h', 'the address of a queue', ''],
    ['trials', '0', 'a whole number from 1', ''],
    ['search', 'radnom', 'one of random', 'Did you mean random?'],
  ])('--%s %s', (name, text, problem, hint) => {
    const error = dnnError('usage', () => read(name, text));
    expect(error.message).toContain(problem);
    expect(error.hint ?? '').toContain(hint);
  });
});

it('an address keeps its password from whatever prints it', () => {
  const url = read('queue', 'redis://me:secret@h:6379/0') as QueueUrl;
  expect(url.address).toBe('redis://me:secret@h:6379/0');
  expect(url.text).toBe('redis://me:***@h:6379/0');
  for (const printed of [JSON.stringify(url), JSON.stringify({ ...url }), inspect(url), `${url.text}`])
    expect(printed).not.toContain('secret');
});
