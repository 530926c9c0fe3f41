/** The error for a model file that does not hold what it should. */
import { DnnError } from '../../errors.js';

/** Makes the error (model) for the file at `path`. */
export function damaged(path: string, problem: string): DnnError {
  return new DnnError(
    'model',
    `${path} is a damaged model: ${problem}`,
    'Restore the file, or train the model again.',
  );
}
