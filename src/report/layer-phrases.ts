/** Phrases for the layers of a network, which the terminal and the page share. */
import type { Architecture } from '../nn/architecture.js';
import { LAYER_TYPES } from '../nn/layers/layers.js';
import { type LayerSummary, summariseLayers } from '../nn/summary.js';
import { listed } from '../visible.js';
import { counted } from './phrases.js';

/** `loss binary-cross-entropy`, and how much the examples of each class count where they count differently. */
export function lossPhrase({ loss, classWeights }: Architecture): string {
  const weights = classWeights?.map((weight) => String(Number(weight.toPrecision(4))));
  return `loss ${loss}${weights ? `, classes weighted ${listed(weights)}` : ''}`;
}

/** The heading of {@link layerRows}. */
export const LAYER_HEADING = ['layer', 'type', 'size', 'activation', 'parameters'];

/** A row for each layer: number, type, size, activation, parameters. */
export function layerRows(architecture: Architecture): [number, string, string, string, number][] {
  return summariseLayers(architecture).map((layer, l) => [
    l + 1,
    layerName(layer),
    layerSize(layer),
    layerSteps(layer),
    layer.parameters,
  ]);
}

/** `dense`, or the layer as `--layers` writes it where that has a word for its type. */
export function layerName({ type, layer }: LayerSummary): string {
  return LAYER_TYPES[type].grammar ? layer : type;
}

/** `12288 -> 20`, `28x28x1 -> 28x28x8` */
export function layerSize({ inputShape, outputShape }: LayerSummary): string {
  return `${inputShape.join('x')} -> ${outputShape.join('x')}`;
}

/** ` (the last 2 rows and 2 columns fill no window and are left out)`; empty if all are used. */
export function edgesPhrase({ leftOut }: LayerSummary): string {
  if (leftOut === undefined) return '';
  const [rows, columns] = leftOut;
  const parts = [rows > 0 ? counted(rows, 'row') : [], columns > 0 ? counted(columns, 'column') : []].flat();
  return ` (the last ${parts.join(' and ')} fill no window and are left out)`;
}

/** The steps after a layer's Z: `batch norm, relu, dropout keeping 0.8`; empty for pooling. */
export function layerSteps({ activation, batchNorm, keepProb }: LayerSummary): string {
  const steps = activation === undefined ? [] : [activation];
  if (batchNorm) steps.unshift('batch norm');
  if (keepProb < 1) steps.push(`dropout keeping ${keepProb}`);
  return steps.join(', ');
}
