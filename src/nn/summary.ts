/** What each layer of an architecture is, in the words and numbers of a table. */
import { type Architecture, layerSizes, parameterShapes } from './architecture.js';

export interface LayerSummary {
  readonly type: string;
  /** Values that an example brings into the layer. */
  readonly inputs: number;
  readonly units: number;
  readonly activation: string;
  readonly parameters: number;
}

/** The layers that have weights, from the first hidden one to the output. */
export function summariseLayers(architecture: Architecture): LayerSummary[] {
  const sizes = layerSizes(architecture);
  const shapes = parameterShapes(architecture);
  return architecture.layers.map(({ type, units, activation }, l) => ({
    type,
    inputs: sizes[l],
    units,
    activation,
    parameters: shapes
      .filter(({ name }) => Number(/\d+$/.exec(name)) === l + 1)
      .reduce((sum, { rows, cols }) => sum + rows * cols, 0),
  }));
}
