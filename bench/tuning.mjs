/**
 * Searches: `dnn tune` beside Optuna with PyTorch, with pruning and without, and a halved search beside four times as many
 * random trials. All networks are of float32.
 */
import { join } from 'node:path';
import { summary } from './measure.mjs';
import { pythonPeer } from './peers.mjs';
import { runProcess } from './processes.mjs';
import { dnn } from './program.mjs';
import { progress } from './progress.mjs';
import { scratch } from './scratch.mjs';

const SETS = ['digits', 'moons'];
const TRIALS = 30;
/** The space, the networks and the examples held out: bench/peers/tune_torch.py has the same. */
const spaceOf = (epochs) => [
  ...['--layers', 'auto,8..64,0..64,auto', '--activation', 'relu|tanh', '--init', 'torch-default'],
  ...['--learning-rate', 'log:1e-4..1', '--batch-size', 'log2:16..128', '--epochs', epochs],
  ...['--optimizer', 'adam|momentum', '--dampening', 0, '--scale', 'none', '--validation-split', 0.2],
  ...['--dtype', 'float32'],
];

/**
 * @typedef {{ best: readonly number[], updates?: readonly number[], timing: import('./measure.mjs').Timing }} Search
 * @typedef {{ name: string, ours: Search, alone: Search, pruned: Search, random: Search }} TuningRow by contestant:
 *   `alone` is Optuna's sampler without a pruner, `pruned` with its MedianPruner
 * @param {import('./settings.mjs').Settings} settings
 * @returns {{ seeds: number, epochs: number, missing?: string, rows: TuningRow[] }}
 */
export function tuning({ tuningSeeds: seeds, tuningEpochs: epochs }) {
  const { missing, command } = pythonPeer('Optuna', 'tune_torch.py', [
    'optuna',
    'pandas',
    'sklearn',
    'torch',
  ]);
  if (missing !== undefined) return { seeds, epochs, missing, rows: [] };
  runProcess(command('data', scratch()));
  return { seeds, epochs, rows: SETS.map((name) => rowOf(name, seeds, epochs, command)) };
}

/** @returns {TuningRow} */
function rowOf(name, seeds, epochs, command) {
  const table = join(scratch(), `${name}.csv`);
  const theirs = (seed, pruner) => {
    const { stdout, seconds } = runProcess(command('tune', table, seed, TRIALS, epochs, pruner));
    return { ...JSON.parse(stdout), seconds };
  };
  const turns = Array.from({ length: seeds }, (_, seed) => {
    progress(`tuning ${name}: seed ${seed + 1} of ${seeds}`);
    return {
      ours: sweep(table, seed, epochs, '--trials', TRIALS, '--search', 'tpe'),
      alone: theirs(seed, 'none'),
      pruned: theirs(seed, 'median'),
      random: sweep(table, seed, epochs, '--trials', 4 * TRIALS, '--prune', 'none'),
    };
  });
  const search = (key) => ({
    best: turns.map((turn) => turn[key].best),
    ...('updates' in turns[0][key] && { updates: turns.map((turn) => turn[key].updates) }),
    timing: summary(turns.map((turn) => turn[key].seconds)),
  });
  return {
    name,
    ours: search('ours'),
    alone: search('alone'),
    pruned: search('pruned'),
    random: search('random'),
  };
}

/** One sweep of ours as a whole process: its best validation cost, the updates of all trials, and its time. */
function sweep(table, seed, epochs, ...flags) {
  const settings = ['--data', table, '--seed', seed, ...spaceOf(epochs), ...flags];
  const { stdout, seconds } = runProcess(
    dnn('tune', ...settings, '--runs', scratch(), '--log-format', 'json'),
  );
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const updates = events.reduce((sum, { event, updates = 0 }) => sum + (event === 'trial' ? updates : 0), 0);
  return { best: events.find(({ event }) => event === 'sweep').best.metric, updates, seconds };
}
