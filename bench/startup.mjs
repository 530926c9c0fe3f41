/** Start-up: whole processes that do next to nothing, in turn with a bare `node -e 0`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { catData } from './data.mjs';
import { summary } from './measure.mjs';
import { runProcess } from './processes.mjs';
import { dnn, root } from './program.mjs';
import { progress } from './progress.mjs';
import { scratch } from './scratch.mjs';

const BARE = 'node -e 0';

/** @param {import('./settings.mjs').Settings} settings */
export function startup({ startupRounds: rounds }) {
  const commands = programs();
  progress(`start-up: ${rounds} rounds`);
  for (const command of Object.values(commands)) runProcess(command);
  const seconds = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) seconds[name].push(runProcess(command).seconds);
  }
  const bare = summary(seconds[BARE]).median;
  const rows = Object.entries(seconds).map(([name, times]) => {
    const timing = summary(times);
    return { name, ...timing, ratio: timing.median / bare };
  });
  return { rounds, rows };
}

function programs() {
  const model = trainedModel();
  return {
    [BARE]: { file: process.execPath, args: ['-e', '0'] },
    'dnn --help': dnn('--help'),
    'dnn predict cat.png': dnn('predict', join(root, 'datasets/samples/cat.png'), '--model', model),
  };
}

/** A model of the cat job's size; how well it is trained does not matter to the clock. */
function trainedModel() {
  const model = join(scratch(), 'startup.json');
  if (!existsSync(model)) {
    const options = ['--data', catData().folder, '--layers', '12288,20,7,5,1', '--iterations', 5];
    runProcess(dnn('train', ...options, '--out', model));
  }
  return model;
}
