/** What each layer of an architecture is, in the words and numbers of a table. */
import { type Architecture, layerShapes, layerSizes, layerWeights } from './architecture.js';
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
  readonly parameters: number;
}

/** The layers from the first hidden one to the output. */
export function summariseLayers(architecture: Architecture): LayerSummary[] {
  const sizes = layerSizes(architecture);
  const shapes = layerShapes(architecture);
  const weights = layerWeights(architecture);
  return architecture.layers.map((layer, l) => ({
    type: layer.type,
    inputs: sizes[l],
    units: sizes[l + 1],
    inputShape: layer.type === 'dense' ? [sizes[l]] : shapes[l],
    outputShape: shapes[l + 1],
    layer: layerText(layer),
    ...(layer.type !== 'pool' && { activation: layer.activation }),
    parameters: parametersOf(weights[l]),
  }));
}

function parametersOf(weights: { readonly rows: number; readonly cols: number } | undefined): number {
  return weights === undefined ? 0 : weights.rows * (weights.cols + 1);
}
