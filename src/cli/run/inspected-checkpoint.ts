/** A checkpoint as `dnn inspect` shows it: how far its run has got, the network and options, the costs so far. */
import { fileSize } from '../../disk/read.js';
import type { Checkpoint } from '../../model/checkpoint/checkpoint.js';
import { loadCheckpoint } from '../../model/checkpoint/checkpoint-reader.js';
import { type Architecture, depth, parameterCount } from '../../nn/architecture.js';
import { summariseLayers } from '../../nn/summary.js';
import { LAYER_HEADING, layerRows } from '../../report/layer-phrases.js';
import { counted, originPhrase } from '../../report/phrases.js';
import { costCurve } from '../../report/terminal/cost-curve.js';
import { table } from '../../report/terminal/table.js';
import { shell } from '../../shell.js';
import { planArchitecture } from '../../train/planned-architecture.js';
import { listed } from '../../visible.js';
import { assertRoom } from '../inputs/memory-budget.js';
import type { MemoryOption } from '../options/shared.js';
import type { Console } from '../terminal/console.js';
import { recordedValues } from './resume.js';

/** @throws DnnError (model) for a damaged checkpoint, (usage) when reading it would pass --max-memory. */
export function inspectCheckpoint(
  path: string,
  options: MemoryOption & { readonly json: boolean },
  console: Console,
): void {
  assertRoom(path, fileSize(path), options, 'Allow more: --max-memory.');
  const checkpoint = loadCheckpoint(path);
  const { name, shape, classes } = checkpoint.data;
  const data = { name, shape, classes: classes.length };
  const architecture = planArchitecture(data, recordedValues(checkpoint, path));
  if (options.json) console.print(JSON.stringify(summary(path, checkpoint, architecture)));
  else describe(path, checkpoint, architecture, console);
}

function summary(path: string, checkpoint: Checkpoint, architecture: Architecture): object {
  const { dnn, options, data, snapshot } = checkpoint;
  const { iteration, backend, course, costs, validationCosts } = snapshot;
  return {
    path,
    checkpoint: { dnn, iteration, iterations: course.iterations, kernels: backend },
    data,
    layers: summariseLayers(architecture),
    loss: architecture.loss,
    parameters: parameterCount(architecture),
    options,
    costs,
    ...(validationCosts && { validationCosts }),
  };
}

function describe(path: string, checkpoint: Checkpoint, architecture: Architecture, console: Console): void {
  const { dnn, options, data, snapshot } = checkpoint;
  const { iteration, course, costs } = snapshot;
  console.say(`${path}: checkpoint after ${iteration} of ${course.iterations} updates, by dnn ${dnn}`);
  console.say(
    `${depth(architecture)}-layer network, ${counted(parameterCount(architecture), 'parameter')}; loss ${architecture.loss}; classes ${listed(data.classes)}`,
  );
  console.print('');
  for (const line of table([LAYER_HEADING, ...layerRows(architecture)], console.columns)) console.print(line);
  console.print('');
  console.say(`Training on ${data.name} (${counted(data.examples, 'example')}): ${originPhrase(options)}`);
  if (costs.length > 0)
    console.say(
      costCurve(
        costs.map(([, cost]) => cost),
        console.columns,
      ),
    );
  console.say(`Go on with it: ${shell`dnn train --resume ${path}`}`);
}
