/** `dnn tune --expect`: conditions on the best run of a sweep. */
import { expect, it } from 'vitest';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
const TUNE = ['tune', '--data', 'moons', '--layers', '2,4,1', '--iterations', '9'];
const run = (args: readonly string[]) => place.dnn([...TUNE, ...args]);

it('has --expect for its best run: refused before the sweep, or judged behind it', async () => {
  const expected = (condition: string) => ['--lr', '0.1|1', '--expect', condition];
  for (const condition of ['test_accuracy>=0.5', 'folds_cost<1', 'validation_cost<1', 'train_rmse<1'])
    await place.refuses([...TUNE, ...expected(condition)], 2, [`--expect ${condition}`]);
  const { code, stdout, stderr } = await run(expected('train_accuracy>=0.999'));
  expect([code, stderr]).toEqual([6, expect.stringContaining('not as expected: train_accuracy>=0.999')]);
  expect(stdout).toMatch(/^Sweep digest: [0-9a-f]{64}$/m);
  expect(place.listing().join('\n')).toContain('best/model.rejected.json');
  expect((await run(expected('train_accuracy>=0.1'))).code).toBe(0);
});
