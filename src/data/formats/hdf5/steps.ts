/** Counts how much of an HDF5 file's structure has been read: a bound on the cost of links, trees and headers. */
import { DnnError } from '../../../errors.js';

/** Entries of trees, links, messages and the like. A file of 10,000 arrays has some 400,000. */
const MAX_STEPS = 2 ** 20;

/** Counts what is read, so that structure that leads in circles, or to one place many times, comes to an end. */
export class Steps {
  #left = MAX_STEPS;

  /** @throws DnnError (data) when more has been read than any sound file needs. */
  take(count = 1): void {
    this.#left -= count;
    if (this.#left < 0) {
      throw new DnnError(
        'data',
        `more than ${MAX_STEPS} entries of structure: it leads in circles, or is damaged`,
      );
    }
  }
}
