/** Searches: `dnn tune` beside Optuna with PyTorch, and a halved search beside four times as many random trials. */
import { join } from 'node:path';
import { summary } from './measure.mjs';
import { pythonPeer } from './peers.mjs';
import { runProcess } from './processes.mjs';
import { dnn } from './program.mjs';
import { progress } from './progress.mjs';
import { scratch } from './scratch.mjs';

const SETS = ['digits', 'moons'];
const TRIALS = 30;
const EPOCHS = 20;
/** The space, the networks and the examples held out: bench/peers/tune_torch.py has the same. */
const SPACE = [
  ...['--layers', 'auto,8..64,0..64,auto', '--activation', 'relu|tanh', '--init', 'torch-default'],
  ...['--learning-rate', 'log:1e-4..1', '--batch-size', 'log2:16..128', '--epochs', EPOCHS],
  ...['--optimizer', 'adam|momentum', '--dampening', 0, '--scale', 'none', '--validation-split', 0.2],
];

/**
 * @typedef {{ best: readonly number[], updates: readonly number[], timing: import('./measure.mjs').Timing }} Search
 * @typedef {{ name: string, ours: Search, theirs: Omit<Search, 'updates'>, random: Search, ratio: number, error: number }} TuningRow
 * @param {import('./settings.mjs').Settings} settings
 * @returns {{ seeds: number, missing?: string, rows: TuningRow[] }}
 */
export function tuning({ tuningSeeds: seeds }) {
  const { missing, command } = pythonPeer('Optuna', 'tune_torch.py', [
    'optuna',
    'pandas',
    'sklearn',
    'torch',
  ]);
  if (missing !== undefined) return { seeds, missing, rows: [] };
  runProcess(command('data', scratch()));
  return { seeds, rows: SETS.map((name) => rowOf(name, seeds, command)) };
}

/** @returns {TuningRow} */
function rowOf(name, seeds, command) {
  const table = join(scratch(), `${name}.csv`);
  const turns = Array.from({ length: seeds }, (_, seed) => {
    progress(`tuning ${name}: seed ${seed + 1} of ${seeds}`);
    const theirs = runProcess(command('tune', table, seed, TRIALS, EPOCHS, 1));
    return {
      ours: sweep(table, seed, '--trials', TRIALS, '--search', 'tpe'),
      theirs: { ...JSON.parse(theirs.stdout), seconds: theirs.seconds },
      random: sweep(table, seed, '--trials', 4 * TRIALS, '--prune', 'none'),
    };
  });
  const search = (key) => ({
    best: turns.map((turn) => turn[key].best),
    ...(key !== 'theirs' && { updates: turns.map((turn) => turn[key].updates) }),
    timing: summary(turns.map((turn) => turn[key].seconds)),
  });
  const [ours, theirs, random] = [search('ours'), search('theirs'), search('random')];
  return { name, ours, theirs, random, ratio: theirs.timing.median / ours.timing.median };
}

/** One sweep of ours as a whole process: its best validation cost, the updates of all trials, and its time. */
function sweep(table, seed, ...flags) {
  const { stdout, seconds } = runProcess(
    dnn(
      'tune',
      '--data',
      table,
      '--seed',
      seed,
      ...SPACE,
      ...flags,
      '--runs',
      scratch(),
      '--log-format',
      'json',
    ),
  );
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const updates = events.reduce((sum, { event, updates = 0 }) => sum + (event === 'trial' ? updates : 0), 0);
  return { best: events.find(({ event }) => event === 'sweep').best.metric, updates, seconds };
}
