/** Reads the network that a learner meant to compute from the options of a training run. */
import { sizeOf } from '../engine/shape.js';
import { type DnnError, optionError } from '../errors.js';
import type { HiddenActivation, OutputActivation } from '../nn/activations.js';
import { type Architecture, layerSizes } from '../nn/architecture.js';
import { type DataShape, parseLayers } from '../nn/spec.js';
import { shell } from '../shell.js';
import type { ParsedOptions } from '../train/options/options.js';
import { planArchitecture } from '../train/planned-architecture.js';
import { CHECKED_OPTIMIZERS, type CheckedOptimizer, type Intended, type IntendedStart } from './intended.js';

/** The options that say what was meant. */
export type MeantOptions = Pick<
  ParsedOptions,
  'layers' | 'activation' | 'outputActivation' | 'loss' | 'l2' | 'keepProb' | 'optimizer' | 'learningRate'
> &
  Pick<ParsedOptions, 'momentum' | 'dampening' | 'rho' | 'beta1' | 'beta2' | 'epsilon' | 'epsilonInRoot'>;

/** The network that `dnn train` would make of the options for data of that shape. @throws DnnError (usage) as planArchitecture does. */
export function meantArchitecture(data: DataShape, options: MeantOptions): Architecture {
  return planArchitecture(data, { ...options, batchNorm: false });
}

/** The same for arrays of those sizes, whatever `--layers` says. @throws DnnError (usage) as planArchitecture does. */
export function architectureOf(sizes: readonly number[], options: MeantOptions): Architecture {
  const outputs = sizes[sizes.length - 1];
  const data = { name: 'the file', shape: [sizes[0]], classes: Math.max(2, outputs) };
  return meantArchitecture(data, { ...options, layers: parseLayers(sizes.join(',')) });
}

/**
 * The network of that architecture as it is checked; `update` counts from 1; `start` is how its parameters were drawn,
 * if that is known.
 * @throws DnnError (usage) where layers or the optimizer are not checked.
 */
export function intendedNetwork(
  architecture: Architecture,
  options: MeantOptions,
  update: number,
  start?: IntendedStart,
): Intended {
  const dense = architecture.layers.flatMap((layer) => (layer.type === 'dense' ? [layer] : []));
  if (dense.length < architecture.layers.length) {
    const hint = 'Give the sizes of dense layers, such as auto,20,7,5,auto.';
    throw optionError('layers', options.layers.text, 'only dense layers are checked', hint);
  }
  const hidden = dense.slice(0, -1);
  return {
    sizes: layerSizes(architecture),
    hidden: hidden.map(({ activation }) => activation as HiddenActivation),
    output: dense[dense.length - 1].activation as OutputActivation,
    loss: architecture.loss,
    l2: options.l2,
    keepProb: hidden.map(({ keepProb = 1 }) => keepProb),
    ...(start && { start: { init: start.init, seed: start.seed } }),
    update: {
      optimizer: checkedOptimizer(options.optimizer),
      learningRate: options.learningRate,
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

/** The sizes that `--layers` says: undefined of layers that are not dense. */
function saidSizes({ input, hidden, output }: ParsedOptions['layers']): (number | 'auto' | undefined)[] {
  return [
    input === 'auto' ? 'auto' : sizeOf(input),
    ...hidden.map((layer) => ('units' in layer ? layer.units : undefined)),
    output,
  ];
}

/** True where `--layers` may say these sizes. */
export function areOfLayers(layers: ParsedOptions['layers'], sizes: readonly number[]): boolean {
  const said = saidSizes(layers);
  return said.length === sizes.length && said.every((size, i) => size === 'auto' || size === sizes[i]);
}

/** The error of `--layers` that says other sizes than the arrays have, or layers that are not dense. */
export function otherLayers(layers: ParsedOptions['layers'], sizes: readonly number[]): DnnError {
  const hint = `The arrays are of ${shell`--layers ${sizes.join(',')}`}.`;
  const problem = saidSizes(layers).includes(undefined)
    ? 'only dense layers are checked'
    : `the arrays are of a network ${sizes.join(',')}`;
  return optionError('layers', layers.text, problem, hint);
}
