/** What each layer of an architecture is, in the words and numbers of a table. */
import {
  type Architecture,
  type LayerSpec,
  layerShapes,
  layerSizes,
  layerWeights,
  parameterShapes,
} from './architecture.js';
import { layerText } from './shapes.js';

export interface LayerSummary {
  readonly type: string;
  /** Values that an example brings into the layer. */
  readonly inputs: number;
  /** Values that an example has behind it. */
  readonly units: number;
  /** The shapes of both: units, or height, width and channels. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** What it is in `--layers`. */
  readonly layer: string;
  /** Undefined where the layer has none of its own. */
  readonly activation?: string;
  /** Whether Z is normalised before the activation. */
  readonly batchNorm: boolean;
  /** The share of values that dropout keeps in training, 1 without dropout. */
  readonly keepProb: number;
  readonly parameters: number;
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
    inputShape: layer.type === 'dense' ? [sizes[l]] : shapes[l],
    outputShape: shapes[l + 1],
    layer: layerText(layer),
    ...aroundActivation(layer),
    parameters: parameters
      .filter((parameter) => parameter.layer === weights[l]?.index)
      .reduce((sum, { rows, cols }) => sum + rows * cols, 0),
  }));
}

function aroundActivation(layer: LayerSpec): Pick<LayerSummary, 'activation' | 'batchNorm' | 'keepProb'> {
  if (layer.type === 'pool') return { batchNorm: false, keepProb: 1 };
  const { activation, batchNorm = false, keepProb = 1 } = layer;
  return { activation, batchNorm, keepProb };
}
