/** The origin of a report: what made it, where and when. */
import type { Origin } from '../../report/results/reported-model.js';
import { machineName } from '../inputs/machine.js';
import { packageVersion } from '../version.js';

/** The origin of a report that is made now; its seconds are those of the process. */
export function originOf(): Origin {
  return {
    dnn: packageVersion(),
    node: process.versions.node,
    machine: machineName(),
    made: new Date(),
    seconds: performance.now() / 1000,
  };
}
