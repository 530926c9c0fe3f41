/** A model's parameters as NumPy has them: an .npz archive with the course's names W1, b1, W2, … */
import { npzBytes } from '../../data/formats/npz/writer.js';
import type { Model } from '../model.js';

/** The bytes of an archive of the model's parameters and running averages: what `np.load` reads. */
export function parametersNpz({ parameters }: Model): Uint8Array {
  return npzBytes(
    parameters.map(({ name, value: { rows, cols, data } }) => ({ name, shape: [rows, cols], values: data })),
  );
}
