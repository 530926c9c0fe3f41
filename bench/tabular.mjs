/** Tables by the defaults of dnn and of scikit-learn: what they score on the same rows, and how long a whole process takes. */
import { join } from 'node:path';
import { meanAndError, summary } from './measure.mjs';
import { pythonPeer } from './peers.mjs';
import { runProcess } from './processes.mjs';
import { dnnTrain, root, trainEvents } from './program.mjs';
import { progress } from './progress.mjs';
import { scratch } from './scratch.mjs';

/** Set → flags that it needs. */
const SETS = {
  iris: [],
  wine: [],
  'breast-cancer': [],
  digits: [],
  churn: ['--missing', 'mean'],
  rents: [],
};

/**
 * @typedef {{ mean: number, error: number }} Score the mean of all seeds and its standard error
 * @typedef {{ name: string, ours: Score, theirs: Score, seconds: import('./measure.mjs').Timing, theirSeconds: import('./measure.mjs').Timing, ratio: number }} TableRow
 * @param {import('./settings.mjs').Settings} settings
 * @returns {{ seeds: number, missing?: string, rows: TableRow[] }}
 */
export function tables({ tableSeeds: seeds }) {
  const { missing, command } = pythonPeer('scikit-learn', 'table_sklearn.py', ['pandas', 'sklearn']);
  if (missing !== undefined) return { seeds, missing, rows: [] };
  const folder = scratch();
  runProcess(command('split', join(root, 'datasets'), Object.keys(SETS).join(','), seeds, folder));
  const rows = Object.entries(SETS).map(([name, flags]) => {
    progress(`table ${name}: ${seeds} seeds`);
    return rowOf(
      name,
      Array.from({ length: seeds }, (_, seed) => turn(name, flags, seed, folder, command)),
    );
  });
  return { seeds, rows };
}

/** Both on the same rows, from the same seed. */
function turn(name, flags, seed, folder, command) {
  const [train, test] = ['train', 'test'].map((part) => join(folder, `${part}_${name}-${seed}.csv`));
  const our = runProcess(dnnTrain('--data', train, '--seed', seed, ...flags));
  const { accuracy, r2 } = trainEvents(our.stdout).find((event) => event.split === 'test');
  const their = runProcess(command('fit', train, test, seed));
  const { score } = JSON.parse(their.stdout);
  return { ours: accuracy ?? r2, theirs: score, seconds: our.seconds, theirSeconds: their.seconds };
}

/** @returns {TableRow} */
function rowOf(name, turns) {
  const of = (key) => turns.map((turn) => turn[key]);
  const [seconds, theirSeconds] = [summary(of('seconds')), summary(of('theirSeconds'))];
  const ratio = theirSeconds.median / seconds.median;
  return {
    name,
    ours: meanAndError(of('ours')),
    theirs: meanAndError(of('theirs')),
    seconds,
    theirSeconds,
    ratio,
  };
}
