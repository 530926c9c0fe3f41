/** Reads the network that a learner meant to compute from the options of a training run. */
import { optionError } from '../errors.js';
import type { HiddenActivation } from '../nn/activations.js';
import { goesWith, usualLoss } from '../nn/losses.js';
import { shell } from '../shell.js';
import type { ParsedOptions } from '../train/options/options.js';
import { CHECKED_OPTIMIZERS, type CheckedOptimizer, type Intended, type IntendedStart } from './intended.js';

/** The options that say what was meant. */
export type MeantOptions = Pick<
  ParsedOptions,
  'layers' | 'activation' | 'outputActivation' | 'loss' | 'l2' | 'keepProb' | 'optimizer' | 'learningRate'
> &
  Pick<ParsedOptions, 'momentum' | 'dampening' | 'rho' | 'beta1' | 'beta2' | 'epsilon' | 'epsilonInRoot'>;

/**
 * The network of those sizes; `update` counts from 1; `start` is how its parameters were drawn, if that is known.
 * @throws DnnError (usage) where the options do not go with the sizes, or are of what is not checked.
 */
export function intendedNetwork(
  sizes: readonly number[],
  options: MeantOptions,
  update: number,
  start?: IntendedStart,
): Intended {
  const { loss, l2, learningRate, keepProb } = options;
  const hidden = sizes.length - 2;
  const output = options.outputActivation ?? (sizes[sizes.length - 1] === 1 ? 'sigmoid' : 'softmax');
  const meant = loss ?? usualLoss(output);
  if (!goesWith(meant, output)) {
    throw optionError(
      'loss',
      meant,
      `it does not go with ${output}`,
      'Leave it out, or give another --output-activation.',
    );
  }
  return {
    sizes,
    hidden: each('activation', options.activation, hidden) as HiddenActivation[],
    output,
    loss: meant,
    l2,
    keepProb: each('keepProb', keepProb, hidden),
    ...(start && { start: { init: start.init, seed: start.seed } }),
    update: {
      optimizer: checkedOptimizer(options.optimizer),
      learningRate,
      momentum: options.momentum,
      dampening: options.dampening ?? options.momentum,
      rho: options.rho,
      beta1: options.beta1,
      beta2: options.beta2,
      epsilon: options.epsilon,
      epsilonInRoot: options.epsilonInRoot,
      t: update,
    },
  };
}

/** One value a hidden layer. @throws DnnError (usage) */
function each<T extends string | number>(name: string, values: readonly T[], layers: number): T[] {
  if (values.length === layers) return [...values];
  if (values.length === 1) return Array.from({ length: layers }, () => values[0]);
  const problem = `${values.length} are given for ${layers} hidden layers`;
  throw optionError(name, values.join(','), problem, 'Give one for all, or one a hidden layer.');
}

function checkedOptimizer(name: ParsedOptions['optimizer']): CheckedOptimizer {
  const known = CHECKED_OPTIMIZERS.find((each) => each === name);
  if (known) return known;
  const hint = `Leave the updated parameters out, and check the rest: ${shell`--optimizer gd`}.`;
  throw optionError(
    'optimizer',
    name,
    `its update is not checked; ${CHECKED_OPTIMIZERS.join(', ')} are`,
    hint,
  );
}

/** @throws DnnError (usage) where `--layers` says other sizes than the arrays have, or layers that are not dense. */
export function assertLayers(
  { text, input, hidden, output }: ParsedOptions['layers'],
  sizes: readonly number[],
): void {
  const said = [
    input === 'auto' ? 'auto' : input.reduce((a, b) => a * b, 1),
    ...hidden.map((layer) => ('units' in layer ? layer.units : undefined)),
    output,
  ];
  const hint = `The arrays are of ${shell`--layers ${sizes.join(',')}`}.`;
  if (said.includes(undefined)) throw optionError('layers', text, 'only dense layers are checked', hint);
  const fits = said.length === sizes.length && said.every((size, i) => size === 'auto' || size === sizes[i]);
  if (!fits) throw optionError('layers', text, `the arrays are of a network ${sizes.join(',')}`, hint);
}
