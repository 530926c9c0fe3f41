/** The optimizers, simplest first. They see parameters and gradients, never the network. */
import type { Backend } from '../engine/backend.js';
import { Matrix } from '../engine/matrix.js';
import type { NamedMatrix, Param } from '../nn/parameter.js';

/** A matrix that an optimizer keeps from one update to the next. */
export interface StateMatrix extends NamedMatrix {
  /** `mean` of gradients and `square` of gradients are running averages. */
  readonly what: 'velocity' | 'mean' | 'square' | 'powers';
}

/** Moves parameters along their gradients; it has seen both and never the network. */
export interface Optimizer {
  /** What it remembers of the updates before, by name: a run goes on from a copy of it as it would have. */
  readonly state: readonly StateMatrix[];
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
      state: [],
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
      const velocities = zerosLike(backend, params, 'velocity');
      return {
        state: velocities,
        step(learningRate) {
          params.forEach(({ value, gradient }, i) => {
            const { value: velocity } = velocities[i];
            backend.scale(momentum, velocity);
            backend.addScaled(gradient, 1 - momentum, velocity);
            backend.addScaled(velocity, -learningRate, value);
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
      const velocities = zerosLike(backend, params, 'velocity');
      return {
        state: velocities,
        step(learningRate) {
          params.forEach(({ value, gradient }, i) => {
            const { value: velocity } = velocities[i];
            backend.scale(momentum, velocity);
            backend.addScaled(gradient, 1, velocity);
            backend.addScaled(gradient, -learningRate, value);
            backend.addScaled(velocity, -learningRate * momentum, value);
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
      const squares = zerosLike(backend, params, 'square');
      return {
        state: squares,
        step(rate) {
          params.forEach(({ value, gradient }, i) => {
            backend.rmsprop(gradient, squares[i].value, value, { rate, rho, epsilon });
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
        state: adam.state,
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
  const means = zerosLike(backend, params, 'mean');
  const squares = zerosLike(backend, params, 'square');
  /** β₁ᵗ and β₂ᵗ, in float64 whatever the run's dtype. */
  const powers = Matrix.of([[1, 1]]);
  return {
    state: [...means, ...squares, { name: 'powers', what: 'powers', value: powers }],
    step(rate) {
      powers.data[0] *= beta1;
      powers.data[1] *= beta2;
      const [correction1, correction2] = [1 - powers.data[0], 1 - powers.data[1]];
      const step = { rate, beta1, beta2, epsilon, correction1, correction2 };
      params.forEach(({ value, gradient }, i) => {
        backend.adam(gradient, means[i].value, squares[i].value, value, step);
      });
    },
  };
}

/** A matrix of zeros for each parameter: `velocity of W1`, … */
function zerosLike(backend: Backend, params: readonly Param[], what: StateMatrix['what']): StateMatrix[] {
  return params.map(({ name, value }) => ({
    name: `${what} of ${name}`,
    what,
    value: backend.zeros(value.rows, value.cols),
  }));
}
