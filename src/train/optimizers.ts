/** The optimizers, simplest first. They see parameters and gradients, never the network. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { Param } from '../nn/layer.js';

export interface Optimizer {
  /** One update of every parameter from its gradient. */
  step(learningRate: number): void;
}

export interface OptimizerSettings {
  /** β of momentum. */
  readonly momentum: number;
}

export interface OptimizerKind {
  /** Whether updates are linear in the gradients, so that the first layer may take its dual form. */
  readonly linear: boolean;
  /** State values kept for each parameter value. */
  readonly stateSize: number;
  create(backend: Backend, params: readonly Param[], settings: OptimizerSettings): Optimizer;
}

export const OPTIMIZERS = {
  /** w ← w − α·g */
  gd: {
    linear: true,
    stateSize: 0,
    create: (backend, params) => ({
      step(learningRate) {
        for (const { value, gradient } of params) backend.addScaled(gradient, -learningRate, value);
      },
    }),
  },
  /** v ← β·v + (1−β)·g, w ← w − α·v (the course's form; v starts at 0 and is not corrected) */
  momentum: {
    linear: true,
    stateSize: 1,
    create: (backend, params, { momentum }) => {
      const velocities = zerosLike(backend, params);
      return {
        step(learningRate) {
          params.forEach(({ value, gradient }, i) => {
            backend.scale(momentum, velocities[i]);
            backend.addScaled(gradient, 1 - momentum, velocities[i]);
            backend.addScaled(velocities[i], -learningRate, value);
          });
        },
      };
    },
  },
} as const satisfies Record<string, OptimizerKind>;

export type OptimizerName = keyof typeof OPTIMIZERS;

function zerosLike(backend: Backend, params: readonly Param[]): Matrix[] {
  return params.map(({ value }) => backend.zeros(value.rows, value.cols));
}
