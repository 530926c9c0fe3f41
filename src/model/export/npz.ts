/** A model's parameters as NumPy has them: an .npz archive with the course's names W1, b1, W2, … */
import { npzBytes } from '../../data/formats/npz/writer.js';
import type { Model } from '../model.js';
import { preparationOf } from './preparation.js';

/**
 * The bytes of an archive of the model's parameters and running averages: what `np.load` reads. Of a table there is
 * also a text, `preparation`, of all that its rows need to become inputs.
 */
export function parametersNpz(model: Model): Uint8Array {
  const parameters = model.parameters.map(({ name, value: { rows, cols, data } }) => ({
    name,
    shape: [rows, cols],
    values: data,
  }));
  return npzBytes(parameters, preparationOf(model));
}
