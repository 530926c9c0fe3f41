/** The optimizers, simplest first. They see parameters and gradients, never the network. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { Param } from '../nn/layer.js';

/** Moves parameters along their gradients; it has seen both and never the network. */
export interface Optimizer {
  /** One update of every parameter from its gradient. */
  step(learningRate: number): void;
}

/** What the optimizers take beside the learning rate; each reads what it needs. */
export interface OptimizerSettings {
  /** β of momentum and nesterov. */
  readonly momentum: number;
  readonly beta1: number;
  readonly beta2: number;
  /** ρ of rmsprop. */
  readonly rho: number;
  readonly epsilon: number;
  /** λ of adamw. */
  readonly weightDecay: number;
}

/** An optimizer before it has parameters: what plans ask of it, and how one is made. */
export interface OptimizerKind {
  /** Whether updates are linear in the gradients, so that the first layer may take its dual form. */
  readonly linear: boolean;
  /** State values kept for each parameter value. */
  readonly stateSize: number;
  create(backend: Backend, params: readonly Param[], settings: OptimizerSettings): Optimizer;
}

/** The optimizers by name, the simplest first. */
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
  /** v ← μ·v + g, w ← w − α·(g + μ·v) */
  nesterov: {
    linear: true,
    stateSize: 1,
    create: (backend, params, { momentum }) => {
      const velocities = zerosLike(backend, params);
      return {
        step(learningRate) {
          params.forEach(({ value, gradient }, i) => {
            backend.scale(momentum, velocities[i]);
            backend.addScaled(gradient, 1, velocities[i]);
            backend.addScaled(gradient, -learningRate, value);
            backend.addScaled(velocities[i], -learningRate * momentum, value);
          });
        },
      };
    },
  },
  /** s ← ρ·s + (1−ρ)·g², w ← w − α·g/(√s + ε) */
  rmsprop: {
    linear: false,
    stateSize: 1,
    create: (backend, params, { rho, epsilon }) => {
      const squares = zerosLike(backend, params);
      return {
        step(rate) {
          params.forEach(({ value, gradient }, i) => {
            backend.rmsprop(gradient, squares[i], value, { rate, rho, epsilon });
          });
        },
      };
    },
  },
  /** m and v are the running means of g and g², corrected for their start at 0: w ← w − α·m̂/(√v̂ + ε) */
  adam: { linear: false, stateSize: 2, create: createAdam },
  /** w ← w − α·λ·w for the weights, then adam's step */
  adamw: {
    linear: false,
    stateSize: 2,
    create: (backend, params, settings) => {
      const adam = createAdam(backend, params, settings);
      return {
        step(learningRate) {
          for (const { value, decays } of params) {
            if (decays) backend.scale(1 - learningRate * settings.weightDecay, value);
          }
          adam.step(learningRate);
        },
      };
    },
  },
} as const satisfies Record<string, OptimizerKind>;

/** A name of {@link OPTIMIZERS}. */
export type OptimizerName = keyof typeof OPTIMIZERS;

function createAdam(backend: Backend, params: readonly Param[], settings: OptimizerSettings): Optimizer {
  const { beta1, beta2, epsilon } = settings;
  const means = zerosLike(backend, params);
  const squares = zerosLike(backend, params);
  let [power1, power2] = [1, 1];
  return {
    step(rate) {
      power1 *= beta1;
      power2 *= beta2;
      const step = { rate, beta1, beta2, epsilon, correction1: 1 - power1, correction2: 1 - power2 };
      params.forEach(({ value, gradient }, i) => {
        backend.adam(gradient, means[i], squares[i], value, step);
      });
    },
  };
}

function zerosLike(backend: Backend, params: readonly Param[]): Matrix[] {
  return params.map(({ value }) => backend.zeros(value.rows, value.cols));
}
