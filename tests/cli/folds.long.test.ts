/** `--folds` and what may come between: a signal, a run that goes on, a plan. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { expectSuccess, Workspace } from '../helpers/cli.js';

const place = new Workspace();
const MOONS = ['train', '--data', 'moons', '--layers', '2,8,1', '--folds', '4'];
const trainingOf = (file: string) => JSON.parse(readFileSync(place.at(file), 'utf8')).training;

it('a signal during the folds ends the run, says where, and leaves nothing', async () => {
  const { code, stderr, stdout } = await place.shell(
    `$DNN ${MOONS.join(' ')} --iterations 100000 --out cut.json > folds.txt & P=$!
     until grep -q 'Fold 1' folds.txt; do sleep 0.05; done
     kill -TERM $P; wait $P`,
  );
  expect(stdout).toBe('');
  expect(code).toBe(143);
  expect(stderr).toMatch(/Interrupted in fold [2-4] of 4: no model was written\.\n/);
  expect(existsSync(place.at('cut.json'))).toBe(false);
  expect(existsSync(place.at('cut.checkpoint'))).toBe(false);
});

it('a run that goes on keeps the results of its folds, and its length', async () => {
  expectSuccess(await place.dnn([...MOONS, '--iterations', '300', '--out', 'whole.json']));
  await place.shell(
    `$DNN ${MOONS.join(' ')} --iterations 300 --checkpoint-every 100 --out part.json > part.txt & P=$!
     until [ -f part.checkpoint ]; do sleep 0.01; done
     kill -INT $P; wait $P`,
  );
  expectSuccess(await place.dnn(['train', '--resume', 'part.checkpoint', '--expect', 'folds_accuracy>0.1']));
  expect(trainingOf('part.json').folds).toEqual(trainingOf('whole.json').folds);
  expect(trainingOf('part.json').sha256).toBe(trainingOf('whole.json').sha256);
  await place.refuses(['train', '--resume', 'part.checkpoint', '--iterations', '400'], 2, [
    '--iterations 400',
    'the folds of the run were trained for 300 updates',
  ]);
  await place.refuses(['train', '--resume', 'part.checkpoint', '--folds', '5'], 2, ['--folds 5', 'has 4']);
});

it('the plan counts the updates and the work of all runs, and says so of the time', async () => {
  const plain = JSON.parse(
    (await place.dnn([...MOONS.slice(0, -2), '--explain', '--log-format', 'json'])).stdout,
  );
  const folded = JSON.parse((await place.dnn([...MOONS, '--explain', '--log-format', 'json'])).stdout);
  expect(folded.folds).toBe(4);
  expect(folded.plan).toEqual(plain.plan);
  expect(folded.expected.seconds).toBeGreaterThan(plain.expected.seconds);
  const { stdout } = await place.dnn([...MOONS, '--iterations', '300', '--explain']);
  expect(stdout).toContain('4 folds before it: 1200 updates and ');
  const { stderr } = await place.dnn([...MOONS, '--iterations', '300', '--out', 'm.json']);
  expect(stderr).toMatch(/4 folds and 300 iterations in \d+\.\d\d s\n/);
});
