/** The program under test, as commands to run. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratch } from './scratch.mjs';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {...(string | number)} args
 * @returns {import('./processes.mjs').Command}
 */
export function dnn(...args) {
  return { file: process.execPath, args: [join(root, 'bin/dnn.js'), ...args.map(String)], cwd: scratch() };
}

/** Trains and saves, with its events as JSON lines. */
export function dnnTrain(...args) {
  return dnn('train', ...args, '--log-format', 'json', '--out', join(scratch(), 'trained.json'));
}

/**
 * The events of `dnn train`.
 * @param {string} stdout
 */
export function trainEvents(stdout) {
  const lines = stdout.trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/**
 * The costs and accuracies of `dnn train`.
 * @param {string} stdout
 */
export function trainReport(stdout) {
  const events = trainEvents(stdout);
  const accuracy = (split) =>
    events.find((event) => event.event === 'evaluation' && event.split === split)?.accuracy;
  return {
    costs: events.filter(({ event }) => event === 'cost').map(({ iteration, cost }) => [iteration, cost]),
    train_accuracy: accuracy('train'),
    test_accuracy: accuracy('test'),
  };
}
