/** Options that were given and do nothing beside the others: what to say of each. It needs no data to tell. */
import { brief } from '../../errors.js';
import { parseLayers, weighted } from '../../nn/spec.js';
import type { OptimizerName } from '../../train/optimizers.js';
import {
  type CommandName,
  OPTIONS,
  type OptionName,
  type OptionValues,
  optionsOf,
} from '../../train/options/options.js';
import { type OptionSource, sourceOf } from '../../train/options/resolve.js';
import { learningRateAt } from '../../train/schedules.js';

/** Why an option does nothing in a command, as the end of a sentence; undefined when it does something. */
type Reason = (options: OptionValues, command: CommandName) => string | undefined;

const IDLE: { readonly [Name in OptionName]?: Reason } = {
  xKey: drawsData,
  yKey: drawsData,
  classes: drawsData,
  activation: ({ layers }, command) =>
    command !== 'import' && weighted(parseLayers(layers).hidden).length === 0
      ? `has no effect with --layers ${brief(layers)}: it is for hidden layers`
      : undefined,
  lrDecay: (options) => {
    const epochs = epochsOf(options);
    return epochs !== undefined && keepsItsRate(options, epochs)
      ? `leaves the learning rate as it is in a run of ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`
      : undefined;
  },
  momentum: forOptimizers('momentum', 'nesterov'),
  beta1: forOptimizers('adam', 'adamw'),
  beta2: forOptimizers('adam', 'adamw'),
  rho: forOptimizers('rmsprop'),
  epsilon: forOptimizers('rmsprop', 'adam', 'adamw'),
  weightDecay: forOptimizers('adamw'),
  shuffle: ({ batchSize }) =>
    batchSize === undefined ? 'has no effect without --batch-size: the whole set is one batch' : undefined,
  earlyStopping: (options) => {
    const epochs = epochsOf(options);
    return epochs !== undefined && (options.earlyStopping as number) >= epochs
      ? `waits ${options.earlyStopping} epochs and the run has ${epochs}: it only keeps the best parameters`
      : undefined;
  },
  threads: ({ backend }) => (backend === 'js' ? 'has no effect with --backend js' : undefined),
  runs: ({ name }, command) =>
    command === 'train' && name === undefined ? 'has no effect without --name' : undefined,
};

/**
 * A sentence for each option that was given and does nothing beside the others. A value that a file
 * has is told only when it is not the default: a printed configuration holds all of them.
 */
export function idleOptions(
  command: CommandName,
  options: OptionValues,
  sources: readonly OptionSource[],
): string[] {
  return optionsOf(command).flatMap((name) => {
    const source = sourceOf(name, sources);
    if (source === undefined || source.standing || options[name] === undefined) return [];
    const isUsual = JSON.stringify(options[name]) === JSON.stringify(OPTIONS[name].default);
    if (isUsual && !source.deliberate) return [];
    const reason = IDLE[name]?.(options, command);
    return reason === undefined ? [] : [`${source.describe(name, source.values[name])} ${reason}.`];
  });
}

function forOptimizers(...optimizers: OptimizerName[]): Reason {
  return ({ optimizer }) =>
    optimizers.includes(optimizer)
      ? undefined
      : `has no effect with --optimizer ${optimizer}: it is for ${optimizers.join(', ')}`;
}

/** Of the gradient check, which draws examples where it is given none. */
function drawsData({ data }: OptionValues, command: CommandName): string | undefined {
  return command === 'gradcheck' && data === undefined
    ? 'has no effect without --data: the examples are random'
    : undefined;
}

/** Epochs of the run, where the options alone tell: without batches each update is one. */
function epochsOf({ epochs, iterations, batchSize }: OptionValues): number | undefined {
  return epochs ?? (batchSize === undefined ? iterations : undefined);
}

/** Whether the last epoch has the rate of the first, which no schedule comes back to. */
function keepsItsRate({ learningRate, lrDecay }: OptionValues, epochs: number): boolean {
  const rateAt = learningRateAt(learningRate, lrDecay, { iterations: epochs, epoch: 1 });
  return rateAt(epochs - 1) === rateAt(0);
}
