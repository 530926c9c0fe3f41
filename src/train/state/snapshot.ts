/**
 * A run between two updates as plain data: all that its rest depends on, so that a run which goes on from it ends
 * in the same bits as one that never stopped. What data, options and seed give again is not in it.
 */
import type { KernelsName } from '../../engine/backend.js';
import { Matrix } from '../../engine/matrix.js';
import type { RandomStateSnapshot } from '../../engine/rng.js';
import type { NamedMatrix } from '../../nn/parameter.js';
import type { FirstLayerForm } from '../first-layer.js';
import type { RunHistory } from '../records.js';
import type { WatchState } from '../watch/divergence.js';
import type { CostHistoryState } from './cost-history.js';
import type { StoppingState } from './early-stopping.js';
import type { StatsState } from './stats-history.js';

/** A run between two updates; `takeSnapshot` makes it. */
export interface Snapshot extends Pick<RunHistory, 'costs' | 'validationCosts'> {
  /** Updates made. */
  readonly iteration: number;
  /** The kernels that computed them: others give other last bits. */
  readonly backend: KernelsName;
  /** In the dual form C1 and s1 stand in place of W1. */
  readonly firstLayer: FirstLayerForm;
  readonly generator: RandomStateSnapshot;
  /** The examples in the order of the epoch that has begun, unless the next update begins one. */
  readonly order?: Int32Array | undefined;
  /**
   * Parameters and running averages by their names, what the optimizer remembers (`velocity of W1`), and the
   * best parameters so far of early stopping (`best W1`).
   */
  readonly matrices: readonly NamedMatrix[];
  readonly divergence: WatchState;
  readonly stopping?: StoppingState | undefined;
  readonly course: CostHistoryState;
  /** The costs of the examples that the epoch has seen, added up; 0 where the next update begins one. */
  readonly epochSum: number;
  /** With --log-stats. */
  readonly stats?: StatsState | undefined;
}

/** A copy that shares nothing with the run, whose next update changes the snapshot itself. */
export function copySnapshot({ matrices, order, ...rest }: Snapshot): Snapshot {
  const copies = matrices.map(({ name, value: { rows, cols, data } }) => ({
    name,
    value: new Matrix(rows, cols, data.slice()),
  }));
  return { ...structuredClone(rest), order: order?.slice(), matrices: copies };
}
