/** The command that checks a trace, with the flags that say what its run has computed. */

import { flagOf } from '../errors.js';
import { type Architecture, outputLayer } from '../nn/architecture.js';
import { usualLoss } from '../nn/losses.js';
import { shell } from '../shell.js';
import { OPTIMIZERS } from '../train/optimizers.js';
import { written } from '../train/options/option.js';
import { TRAINING_OPTIONS, type TrainingOptions } from '../train/options/options.js';
import { CHECKED_OPTIMIZERS } from './intended.js';

/** An update by its iteration, and the rate that it was made with. */
export interface MadeUpdate {
  readonly iteration: number;
  readonly learningRate: number;
}

/** `dnn check model.trace-0.npz --activation tanh --l2 0.7`; undefined where the optimizer's update is not checked. */
export function traceCheck(
  path: string,
  options: TrainingOptions,
  architecture: Architecture,
  { iteration, learningRate }: MadeUpdate,
): string | undefined {
  const { optimizer } = options;
  if (!CHECKED_OPTIMIZERS.some((name) => name === optimizer)) return undefined;
  const settings = Object.keys(OPTIMIZERS[optimizer].settings) as (keyof TrainingOptions)[];
  const names = ['activation', 'l2', 'keepProb', 'optimizer', 'learningRate', ...settings] as const;
  const values: TrainingOptions = { ...options, learningRate };
  const flags = names.flatMap((name) => {
    const [value, usual] = [textOf(values[name]), textOf(TRAINING_OPTIONS[name].default)];
    if (value === usual) return [];
    return value === 'true' ? [flagOf(name)] : [shell`${flagOf(name)} ${value}`];
  });
  const update = optimizer === 'adam' && iteration > 0 ? [shell`--update ${iteration + 1}`] : [];
  return [shell`dnn check ${path}`, ...endFlags(architecture), ...flags, ...update].join(' ');
}

/** The flags of the output and the loss, where they are not the usual ones. */
function endFlags(architecture: Architecture): string[] {
  const { units, activation } = outputLayer(architecture);
  const { loss } = architecture;
  return [
    ...(activation === (units === 1 ? 'sigmoid' : 'softmax')
      ? []
      : [shell`--output-activation ${activation}`]),
    ...(loss === usualLoss(activation) ? [] : [shell`--loss ${loss}`]),
  ];
}

function textOf(value: unknown): string {
  return String(written(value));
}
