/** Two results of one trial that differ: at least one machine computes wrongly, and neither result counts. */
import { DnnError } from '../errors.js';
import type { TrialResult } from './result.js';

export class Contradiction extends DnnError {
  /** The trials whose results count no more: the disputed one, and those that went on from its checkpoint. */
  readonly ids: readonly string[];

  constructor([a, b]: readonly [TrialResult, TrialResult], ids: readonly string[]) {
    const message = `trial ${a.id} has two results: ${a.sha256} of ${a.machine}, and ${b.sha256} of ${b.machine}`;
    const hint =
      'One of the two machines computes wrongly. Stop its worker, and go on with --resume: the trial is trained again.';
    super('data', message, hint);
    this.ids = ids;
  }
}
