/** Networks built of an architecture and its parameters. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import { sizeOf } from '../engine/shape.js';
import { ACTIVATIONS } from './activations.js';
import {
  type Architecture,
  type LayerWeights,
  largestImage,
  layerShapes,
  layerWeights,
  outputLayer,
  type WeightedSpec,
} from './architecture.js';
import type { Layer } from './layer.js';
import { ActivationLayer } from './layers/activation.js';
import { BatchNorm } from './layers/batchnorm.js';
import { Dropout } from './layers/dropout.js';
import { isWeighted, typeOf } from './layers/layers.js';
import { LOSSES } from './losses.js';
import { Network } from './network.js';
import type { NamedParameter } from './parameter.js';
import { weightedLoss } from './weighted-loss.js';

/**
 * The network of `architecture` whose layer l (from 1, of those with weights) has weights[l − 1], of the shape of
 * {@link parameterShapes}; biases are 0. `first` replaces the first dense layer by another form of it.
 */
export function buildNetwork(
  backend: Backend,
  architecture: Architecture,
  weights: readonly Matrix[],
  first?: Layer,
): Network {
  const shapes = layerShapes(architecture);
  const own = layerWeights(architecture);
  const output = outputLayer(architecture);
  const layers = architecture.layers.flatMap((layer, l): Layer[] => {
    const input = shapes[l];
    if (!isWeighted(layer)) return [typeOf(layer).build(backend, layer, input)];
    const { index, rows } = own[l] as LayerWeights;
    const values = sizeOf(shapes[l + 1]);
    const biased = layer.batchNorm !== true;
    const given = l === 0 ? first : undefined;
    const linear =
      given ?? typeOf(layer).build(backend, layer, input, { index, W: weights[index - 1], biased });
    return [
      linear,
      ...(biased ? [] : [new BatchNorm(backend, index, rows, values / rows)]),
      ...(layer === output ? [] : behind(backend, layer, values)),
    ];
  });
  const { units, activation } = output;
  const { loss, classWeights } = architecture;
  const counted = classWeights ? weightedLoss(backend, LOSSES[loss], units, classWeights) : loss;
  const head = { units, activation, loss: counted, imageSize: largestImage(architecture) };
  return new Network(backend, layers, head);
}

/** The activation of a hidden layer of `values` values, and its dropout where it has one. */
function behind(backend: Backend, { activation, keepProb = 1 }: WeightedSpec, values: number): Layer[] {
  const dropout = keepProb < 1 ? [new Dropout(backend, values, keepProb)] : [];
  return [new ActivationLayer(backend, ACTIVATIONS[activation], values), ...dropout];
}

/** The network that has exactly these parameters (W1, b1, W2, … as {@link parameterShapes} orders them). */
export function restoreNetwork(
  backend: Backend,
  architecture: Architecture,
  parameters: readonly NamedParameter[],
): Network {
  const weights = parameters.filter(({ role }) => role === 'weights');
  const network = buildNetwork(
    backend,
    architecture,
    weights.map(({ value }) => adopt(backend, value)),
  );
  network.parameters.forEach(({ value }, i) => {
    value.data.set(parameters[i].value.data);
  });
  return network;
}

/** `value` in the backend's own memory and dtype. */
function adopt(backend: Backend, value: Matrix): Matrix {
  const copy = backend.zeros(value.rows, value.cols);
  copy.data.set(value.data);
  return copy;
}
