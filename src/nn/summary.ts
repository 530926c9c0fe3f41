/** What each layer of an architecture is, in the words and numbers of a table. */
import { type Architecture, layerSizes, parameterShapes } from './architecture.js';

export interface LayerSummary {
  readonly type: string;
  /** Values that an example brings into the layer. */
  readonly inputs: number;
  readonly units: number;
  readonly activation: string;
  /** Whether Z is normalised before the activation. */
  readonly batchNorm: boolean;
  /** The share of values that dropout keeps in training, 1 without dropout. */
  readonly keepProb: number;
  readonly parameters: number;
}

/** The layers that have weights, from the first hidden one to the output. */
export function summariseLayers(architecture: Architecture): LayerSummary[] {
  const sizes = layerSizes(architecture);
  const shapes = parameterShapes(architecture);
  return architecture.layers.map(({ type, units, activation, batchNorm = false, keepProb = 1 }, l) => ({
    type,
    inputs: sizes[l],
    units,
    activation,
    batchNorm,
    keepProb,
    parameters: shapes
      .filter(({ name, trained }) => trained && Number(/\d+$/.exec(name)) === l + 1)
      .reduce((sum, { rows, cols }) => sum + rows * cols, 0),
  }));
}
