/** Names the data and kernels that a trial needs of a worker. */
import { sha256 } from '../../sha256.js';
import type { Trial } from '../trial.js';

/** Equal for trials that the same workers can train. */
export function needOf({ content: { data, kernels } }: Trial): string {
  return sha256([Buffer.from(`${data}\n${kernels}`)]).slice(0, 32);
}
