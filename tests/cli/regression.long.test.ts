/** Runs on a target of numbers that are resumed, and what is refused of them. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { eventsOf, expectSuccess, type Result, Workspace } from '../helpers/cli.js';

const place = new Workspace();
place.write('churn.csv', readFileSync('tests/goldens/tables/churn.csv', 'utf8'));
const DATA = ['--data', 'churn.csv', '--target', 'spend', '--drop', 'customer_id'];
const RUN = ['--layers', 'auto,8,auto', '--optimizer', 'adam', '--lr', '0.02', '--loss', 'huber'];
const digest = (result: Result) => eventsOf(result).find(({ event }) => event === 'saved')?.sha256;

it('a run goes on from a checkpoint to the same bits', async () => {
  const whole = await place.dnn(['train', ...DATA, ...RUN, '--iterations', '60', '--log-format', 'json']);
  const args = ['--iterations', '30', '--checkpoint-every', '30', '--out', 'half.json'];
  expectSuccess(await place.dnn(['train', ...DATA, ...RUN, ...args]));
  const goOn = ['--resume', 'half.checkpoint', '--iterations', '60', '--log-format', 'json'];
  const resumed = await place.dnn(['train', ...goOn]);
  expectSuccess(resumed);
  expect(digest(resumed)).toBe(digest(whole));
});

it('folds are measured by rmse, and can be expected', async () => {
  const args = ['--folds', '3', '--iterations', '20', '--expect', 'folds_rmse<=30', '--log-format', 'json'];
  const result = await place.dnn(['train', ...DATA, ...RUN, ...args]);
  expectSuccess(result);
  const folds = eventsOf(result).find(({ event }) => event === 'folds');
  expect(Object.keys(folds?.mean as object)).toEqual(['cost', 'rmse', 'mae', 'r2']);
});

it('gradients agree with centred differences', async () => {
  expectSuccess(await place.dnn(['gradcheck', ...DATA, '--loss', 'huber', '--layers', 'auto,8,auto']));
});

it.each<[string[], number, string[]]>([
  [['--expect', 'validation_rmse<=3'], 2, ['validation_rmse is not measured', 'train_rmse']],
  [['--task', 'classification'], 3, ['line 2, column 8 (spend) is 78.39', '--task regression']],
  [['--task', 'regression', '--classes', '1,2'], 2, ['--classes 1,2: the target of churn is a number']],
  [
    ['--target', 'plan', '--task', 'regression'],
    3,
    ['line 2, column 4 (plan) is "basic", expected a number'],
  ],
])('refuses %j', async (args, code, words) => {
  await place.refuses(['train', ...DATA, ...args], code, words);
});

it('folders of pictures have no numbers', async () => {
  await place.refuses(['train', '--data', 'moons', '--task', 'regression'], 2, [
    '--task regression: moons has classes',
  ]);
});
