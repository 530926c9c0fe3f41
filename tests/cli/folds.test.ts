/** `--folds` through the command: results fold by fold, then one model of all examples that keeps them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectSuccess } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
place.write('churn.csv', readFileSync('tests/goldens/tables/churn.csv', 'utf8'));
const RUN = [
  '--target',
  'churned',
  '--drop',
  'customer_id,spend',
  '--layers',
  'auto,4,auto',
  '--iterations',
  '30',
];
const train = (...args: string[]) => place.dnn(['train', '--data', 'churn.csv', ...RUN, ...args]);

describe('--folds', () => {
  it('reports each fold and their mean, then trains the model that it would train without', async () => {
    const [{ stdout, code, stderr }, plain] = await Promise.all([
      train('--folds', '3', '--name', 'folded', '--log-format', 'json', '--expect', 'folds_accuracy>1.5e-1'),
      train('--out', 'plain.json', '--quiet'),
    ]);
    expect(code, stderr).toBe(0);
    expectSuccess(plain);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const order = events.map(({ event }) => event);
    expect(order.slice(0, 5)).toEqual(['fold', 'fold', 'fold', 'folds', 'start']);
    expect(events.at(-1)).toMatchObject({ event: 'done', iterations: 30, folds: 3 });
    const [kept, other] = ['runs/folded/model.json', 'plain.json'].map((file) =>
      JSON.parse(readFileSync(place.at(file), 'utf8')),
    );
    expect(kept.training.sha256).toBe(other.training.sha256);
    expect(other.training).not.toHaveProperty('folds');
    expect(kept.training.folds).toEqual(
      events.slice(0, 3).map(({ event: _, fold: __, folds: ___, ...record }) => record),
    );
    const { mean } = events[3];
    const [inspected, listed] = await Promise.all([
      place.dnn(['inspect', 'runs/folded']),
      place.dnn(['ls', '--best', 'folds_accuracy', '--json']),
    ]);
    expect(inspected.stdout).toContain(`Mean of 3 folds: accuracy ${mean.accuracy.toFixed(4)} ± `);
    expect(JSON.parse(listed.stdout)[0].folds.mean).toEqual(mean);
    expect(readFileSync(place.at('runs/folded/report.html'), 'utf8')).toContain('Cross-validation');
  });

  it('is refused before it trains where it cannot be done, and judged by --expect', async () => {
    const words = ['--folds 900', 'no class of churn'];
    await place.refuses(['train', '--data', 'churn.csv', ...RUN, '--folds', '900'], 2, words);
    const judged = await train('--folds', '2', '--expect', 'folds_cost<=0.001', '--out', 'bad.json');
    expect(judged.code).toBe(6);
    expect(judged.stdout).toMatch(/^Fold 1 of 2: accuracy 0\.\d{4}, cost 0\.\d{6} \(\d+ examples\)\nFold 2/);
    expect(judged.stderr).toContain('folds_cost is 0.');
  });
});
