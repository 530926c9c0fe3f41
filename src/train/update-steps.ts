/** The steps of one update, as those who watch or time them see them. */
import type { Matrix } from '../engine/matrix.js';
import type { Observer, Pass } from '../nn/layer.js';
import type { PauseEvent, TraceEvent } from './events.js';

/** Training examples of one update. */
export interface Batch {
  /** (b × n₀), or (b × m) inner products for a first layer in its dual form. */
  readonly X: Matrix;
  /** (b × n_L) */
  readonly Y: Matrix;
  readonly pass: Pass;
}

/** The pauses of a step that is computed while they are asked for; none of a short one, which is over. */
export type Pauses = Iterable<PauseEvent>;

/** The steps of an update, in the order in which the loop takes them. */
export interface Update {
  /** The cost on the validation examples before update `iteration`, if it is due; only where the run has a monitor. */
  measure?(iteration: number, logged: boolean): number | undefined;
  /** Takes the next batch; `observer` sees its passes. */
  batch(observer?: Observer): Batch;
  forward(batch: Batch): Pauses;
  /** The mean cost of the batch, penalty included. */
  cost(batch: Batch): number;
  /** Writes every parameter's gradient, penalty included. */
  backward(batch: Batch): Pauses;
  step(learningRate: number): void;
  /** The arrays of the update that is over, if they were asked for; only where the run is traced. */
  trace?(): TraceEvent | undefined;
}
