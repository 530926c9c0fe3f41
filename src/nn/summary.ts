/** The layers of an architecture in the words and numbers of a table. */
import {
  type Architecture,
  type LayerSpec,
  layerShapes,
  layerSizes,
  layerWeights,
  parameterShapes,
} from './architecture.js';
import { isWeighted, type LayerTypeName, layerText, typeOf } from './layers/layers.js';

export interface LayerSummary {
  readonly type: LayerTypeName;
  /** Values that an example brings into the layer. */
  readonly inputs: number;
  /** Values that an example has behind it. */
  readonly units: number;
  /** The shapes of both: units, or height, width and channels. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** The layer as `--layers` writes it. */
  readonly layer: string;
  /** Undefined where the layer has none of its own. */
  readonly activation?: string;
  /** True if Z is normalised before the activation. */
  readonly batchNorm: boolean;
  /** The share of values that dropout keeps in training, 1 without dropout. */
  readonly keepProb: number;
  readonly parameters: number;
  /** Rows and columns at the ends of an image that a pooling layer leaves out; undefined if there are none. */
  readonly leftOut?: readonly [rows: number, columns: number];
}

/** The layers from the first hidden one to the output. */
export function summariseLayers(architecture: Architecture): LayerSummary[] {
  const sizes = layerSizes(architecture);
  const shapes = layerShapes(architecture);
  const weights = layerWeights(architecture);
  const parameters = parameterShapes(architecture).filter(({ trained }) => trained);
  return architecture.layers.map((layer, l) => ({
    type: layer.type,
    inputs: sizes[l],
    units: sizes[l + 1],
    inputShape: typeOf(layer).ofImages ? shapes[l] : [sizes[l]],
    outputShape: shapes[l + 1],
    layer: layerText(layer),
    ...aroundActivation(layer),
    ...edges(layer, shapes[l]),
    parameters: parameters
      .filter((parameter) => parameter.layer === weights[l]?.index)
      .reduce((sum, { rows, cols }) => sum + rows * cols, 0),
  }));
}

function edges(layer: LayerSpec, input: readonly number[]): Pick<LayerSummary, 'leftOut'> {
  const type = typeOf(layer);
  const leftOut = type.weights === undefined ? type.leftOut?.(layer as never, input) : undefined;
  return leftOut?.some((n) => n > 0) ? { leftOut } : {};
}

function aroundActivation(layer: LayerSpec): Pick<LayerSummary, 'activation' | 'batchNorm' | 'keepProb'> {
  if (!isWeighted(layer)) return { batchNorm: false, keepProb: 1 };
  const { activation, batchNorm = false, keepProb = 1 } = layer;
  return { activation, batchNorm, keepProb };
}
