/** A target of numbers through the commands: one run, and all that is done with its model. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, expectSuccess, type Result } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
const TABLE = readFileSync('tests/goldens/tables/churn.csv', 'utf8');
const [HEADER, ...ROWS] = TABLE.trim().split('\n');

const RUN = ['--layers', 'auto,8,auto', '--optimizer', 'adam', '--lr', '0.02', '--iterations', '60'];
let trained: Result;
beforeAll(async () => {
  // A test set beside it, read alike whatever its own numbers look like.
  place.write('churn/train.csv', [HEADER, ...ROWS.slice(0, 200)].join('\n'));
  place.write('churn/test.csv', [HEADER, ...ROWS.slice(200)].join('\n'));
  place.write('churn.csv', TABLE);
  const args = ['--data', 'churn', '--target', 'spend', '--drop', 'customer_id', '--name', 'spend'];
  const expected = ['--expect', 'test_rmse<=15', '--expect', 'train_r2>=0.1'];
  trained = await place.dnn([
    'train',
    ...args,
    ...RUN,
    ...expected,
    '--log-format',
    'json',
    '--checkpoint-every',
    '30',
  ]);
});

describe('a target of numbers', () => {
  it('is told with the reason, and measured by rmse, mae and r2', () => {
    expectSuccess(trained);
    expect(trained.stderr).toContain(
      'column 8 (spend) is taken as a number to predict (regression): 78.39 is not whole',
    );
    const evaluations = eventsOf(trained).filter(({ event }) => event === 'evaluation');
    expect(evaluations.map(({ split }) => split)).toEqual(['train', 'test']);
    for (const each of evaluations)
      expect(Object.keys(each)).toEqual(['event', 'split', 'examples', 'rmse', 'mae', 'r2', 'cost']);
  });

  it('is evaluated as in training, and predicted in its units', async () => {
    const model = ['--model', 'runs/spend/model.json'];
    const [evaluated, predicted] = await Promise.all([
      place.dnn(['evaluate', ...model, '--json', '--mislabeled']),
      place.dnn(['predict', 'churn/test.csv', ...model, '--csv', '--id', 'customer_id']),
    ]);
    const { rmse, mae, r2, cost, largestErrors } = JSON.parse(evaluated.stdout);
    const event = eventsOf(trained).find(({ event, split }) => event === 'evaluation' && split === 'test');
    expect({ rmse, mae, r2, cost }).toEqual({
      rmse: event?.rmse,
      mae: event?.mae,
      r2: event?.r2,
      cost: event?.cost,
    });
    const lines = predicted.stdout.trim().split('\n');
    expect([lines[0], lines.length]).toEqual(['customer_id,prediction', 41]);
    const [{ index, predicted: number }] = largestErrors;
    expect(lines[index + 1]).toBe(`${ROWS[200 + index].split(',')[0]},${number}`);
  });

  it('is no number for a row far beyond the training, which is named', async () => {
    const rows = ROWS.slice(0, 3).map((row) => row.split(','));
    rows[1][HEADER.split(',').indexOf('income')] = '1e308';
    place.write('far.csv', [HEADER, ...rows.map((row) => row.join(','))].join('\n'));
    const model = JSON.parse(readFileSync(place.at('runs/spend/model.json'), 'utf8'));
    model.input.scaling.scale.fill(1e-6);
    place.write('narrow.json', JSON.stringify(model));
    const args = ['predict', 'far.csv', '--model', 'narrow.json', '--csv'];
    const { code, stdout, stderr } = await place.dnn(args);
    expect([code, stdout.split('\n').length, stdout.includes('Infinity')]).toEqual([3, 3, false]);
    expect(stderr).toContain('far.csv: line 3: column income is 1e+308, so far beyond');
  });

  it('has a place in the list of runs, by which it is the best, and a report', async () => {
    const [listed, reported] = await Promise.all([
      place.dnn(['ls', '--best', 'test_rmse', '--json']),
      place.dnn(['report', 'runs/spend', '--out', 'report.html', '--json']),
    ]);
    const [{ name, evaluations }] = JSON.parse(listed.stdout);
    expect([name, Object.keys(evaluations.test)]).toEqual([
      'spend',
      ['examples', 'cost', 'rmse', 'mae', 'r2'],
    ]);
    const [{ splits }] = JSON.parse(reported.stdout).models;
    expect(splits[1]).toMatchObject({ split: 'test', rmse: evaluations.test.rmse });
    const page = readFileSync(place.at('report.html'), 'utf8');
    for (const words of ['Test rmse', 'Predicted against true', 'Residuals', 'true spend', 'Largest errors'])
      expect(page).toContain(words);
  });
});
