/** The network that options describe for data of some shape. */
import { optionError } from '../errors.js';
import type { OutputActivation } from '../nn/activations.js';
import type { Architecture, LayerSpec } from '../nn/architecture.js';
import { isWeighted, type LayerShape } from '../nn/layers/layers.js';
import {
  goesWith,
  LOSSES,
  type Loss,
  type LossName,
  lossesFor,
  lossesOfNumbers,
  usualLoss,
} from '../nn/losses.js';
import { type DataShape, resolveLayers, weighted } from '../nn/spec.js';
import { shell } from '../shell.js';
import type { ParsedOptions } from './options/options.js';

/** The options that describe a network. */
export type NetworkOptions = Pick<
  ParsedOptions,
  'layers' | 'activation' | 'outputActivation' | 'loss' | 'keepProb' | 'batchNorm'
>;

/**
 * The network that the options describe for data of that shape.
 * @throws DnnError (usage) when layers do not fit the data, or names do not go together.
 */
export function planArchitecture(data: DataShape, options: NetworkOptions): Architecture {
  const { inputShape, hidden, output } = resolveLayers(options.layers, data);
  const isOfNumbers = data.classes === 0;
  if (isOfNumbers) assertOfNumbers(data.name, options);
  const usual = isOfNumbers ? 'linear' : output === 1 ? 'sigmoid' : 'softmax';
  const outputActivation = options.outputActivation ?? usual;
  return {
    inputShape,
    layers: [
      ...hiddenLayers(options, hidden),
      { type: 'dense', units: output, activation: outputActivation },
    ],
    loss: planLoss(options.loss, outputActivation, output),
  };
}

/** @throws DnnError (usage) for an output or a loss of classes, where the target is a number. */
function assertOfNumbers(name: string, { outputActivation = 'linear', loss = 'mse' }: NetworkOptions): void {
  const [option, value, fitting] =
    outputActivation === 'linear'
      ? (['loss', loss, lossesOfNumbers()] as const)
      : (['outputActivation', outputActivation, ['linear']] as const);
  if ((fitting as readonly string[]).includes(value)) return;
  throw optionError(
    option,
    value,
    `the target of ${name} is a number, which needs ${fitting.join(' or ')}`,
    'Leave it out.',
  );
}

/** The hidden layers; options of each count those with weights, dense and convolutions alike. */
function hiddenLayers(options: NetworkOptions, hidden: readonly LayerShape[]): LayerSpec[] {
  const { batchNorm } = options;
  const { length } = weighted(hidden);
  const activations = forEachHidden('activation', 'activations', options.activation, length);
  const keepProbs = forEachHidden('keepProb', 'probabilities', options.keepProb, length);
  if (length === 0 && (batchNorm || options.keepProb.some((keep) => keep < 1))) {
    const [option, value] = batchNorm ? ['batchNorm'] : ['keepProb', options.keepProb];
    throw optionError(
      option as string,
      value,
      'there are no hidden layers for it',
      'Give --layers with hidden layers, such as auto,20,auto.',
    );
  }
  let next = 0;
  return hidden.map((layer) => {
    if (!isWeighted(layer)) return layer;
    const own = next++;
    return {
      ...layer,
      activation: activations[own],
      ...(batchNorm && { batchNorm }),
      ...(keepProbs[own] < 1 && { keepProb: keepProbs[own] }),
    };
  });
}

/** One value a hidden layer, of an option that takes one for all of them or one for each. */
function forEachHidden<T>(option: string, what: string, given: readonly T[], layers: number): T[] {
  if (given.length === 1) return new Array<T>(layers).fill(given[0]);
  if (given.length === layers) return [...given];
  throw optionError(
    option,
    given.join(','),
    `${given.length} ${what} for ${layers} hidden ${layers === 1 ? 'layer' : 'layers'}`,
    'Give one for all of them, or one for each.',
  );
}

function planLoss(given: LossName | undefined, output: OutputActivation, units: number): LossName {
  if (output === 'softmax' && units === 1) {
    throw optionError(
      'outputActivation',
      'softmax',
      'with 1 output unit it is always 1',
      'Use sigmoid, or 2 output units.',
    );
  }
  const name = given ?? usualLoss(output);
  if (goesWith(name, output)) return name;
  throw optionError(
    'loss',
    name,
    `it needs ${shell`--output-activation ${String((LOSSES[name] as Loss).activation)}`}, got ${output}`,
    `Use ${lossesFor(output)
      .map((loss) => shell`--loss ${loss}`)
      .join(' or ')}.`,
  );
}
