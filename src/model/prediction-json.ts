/** A prediction as JSON: the same text on the command line and from a server, so that no digit can differ. */
import { visible } from '../visible.js';
import type { Prediction } from './predict.js';

/** An object whose first member says what was predicted: the `file` of a picture, the `id` of a row. */
export function predictionJson(key: 'file' | 'id', name: string | number, prediction: Prediction): string {
  const known = `{"${key}":${JSON.stringify(name)},`;
  return visible(known + JSON.stringify(prediction).slice(1));
}
