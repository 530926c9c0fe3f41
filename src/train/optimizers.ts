/** The optimizers with their settings, simplest first. They see parameters and gradients, never the network. */
import type { Backend } from '../engine/backend.js';
import { Matrix } from '../engine/matrix.js';
import type { NamedMatrix, Param } from '../nn/parameter.js';
import { shell } from '../shell.js';
import { ABOVE_0, BELOW_1, FLAG, FROM_0, type Kind } from './options/kinds.js';
import { names, type RunOption, runOption, type ValuesOf } from './options/option.js';

/** A matrix that an optimizer keeps from one update to the next. */
export interface StateMatrix extends NamedMatrix {
  /** `mean` and `square` are of the gradients: running averages, or their sum. */
  readonly what: 'velocity' | 'mean' | 'square' | 'powers';
}

/** Moves parameters along their gradients; it has seen both and never the network. */
export interface Optimizer {
  /** Its memory of earlier updates, by name: a run resumed with a copy of it continues unchanged. */
  readonly state: readonly StateMatrix[];
  /** One update of every parameter from its gradient. */
  step(learningRate: number): void;
}

/** An optimizer before it has parameters: its settings, what plans ask of it, and how one is made. */
export interface OptimizerKind<S extends Settings = Settings> {
  /** True if updates are linear in the gradients, so that the first layer may take its dual form. */
  readonly linear: boolean;
  /** State values kept for each parameter value. */
  readonly stateSize: number;
  /** The options that it takes beside the learning rate. */
  readonly settings: S;
  create(backend: Backend, params: readonly Param[], settings: ValuesOf<S>): Optimizer;
}

type Setting = RunOption<number> | RunOption<number | undefined> | RunOption<boolean>;
type Settings = Readonly<Record<string, Setting>>;

function optimizer<S extends Settings>(kind: OptimizerKind<S>): OptimizerKind<S> {
  return kind;
}

const momentum = setting(BELOW_1, '1-log', '--momentum <beta>', 0.9, 'β: share of the past in the velocity');
const dampening = runOption<number | undefined>(BELOW_1, {
  flags: '--dampening <d>',
  help: "d: the velocity takes 1−d of each gradient; 0 is PyTorch's momentum",
  default: undefined,
  defaultHelp: "β, the course's form",
  scope: 'numbers',
  scale: '1-log',
});
const rho = setting(
  BELOW_1,
  '1-log',
  '--rho <x>',
  0.9,
  'ρ: share of the past in the running mean of squares',
);
const beta1 = setting(BELOW_1, '1-log', '--beta1 <x>', 0.9, 'β₁: share of the past in the running mean');
const beta2 = setting(
  BELOW_1,
  '1-log',
  '--beta2 <x>',
  0.999,
  'β₂: share of the past in the running mean of squares',
);
const epsilon = setting(ABOVE_0, 'log', '--epsilon <x>', 1e-8, 'ε: added to the root that is divided by');
const epsilonInRoot = runOption<boolean>(FLAG, {
  flags: '--epsilon-in-root',
  help: 'ε inside the root, √(ŝ + ε), as the notebooks of the course have it',
  default: false,
  scope: 'numbers',
});
const weightDecay = setting(FROM_0, 'log', '--weight-decay <lambda>', 0.01, 'λ: pull of the weights to 0');

function setting(
  kind: Kind<number>,
  scale: 'log' | '1-log',
  flags: string,
  usual: number,
  help: string,
): RunOption<number> {
  return runOption(kind, { flags, help, default: usual, scope: 'numbers', scale });
}

const ADAM = { beta1, beta2, epsilon, epsilonInRoot };

/** The optimizers by name, the simplest first. */
export const OPTIMIZERS = {
  /** w ← w − α·g */
  gd: optimizer({
    linear: true,
    stateSize: 0,
    settings: {},
    create: (backend, params) => ({
      state: [],
      step(learningRate) {
        for (const { value, gradient } of params) backend.addScaled(gradient, -learningRate, value);
      },
    }),
  }),
  /** v ← β·v + (1−d)·g, w ← w − α·v (d is β in the course's form, 0 in PyTorch's; v starts at 0 and is not corrected) */
  momentum: optimizer({
    linear: true,
    stateSize: 1,
    settings: { momentum, dampening },
    create: (backend, params, { momentum, dampening = momentum }) => {
      const velocities = zerosLike(backend, params, 'velocity');
      return {
        state: velocities,
        step(learningRate) {
          params.forEach(({ value, gradient }, i) => {
            const { value: velocity } = velocities[i];
            backend.scale(momentum, velocity);
            backend.addScaled(gradient, 1 - dampening, velocity);
            backend.addScaled(velocity, -learningRate, value);
          });
        },
      };
    },
  }),
  /** v ← μ·v + g, w ← w − α·(g + μ·v) */
  nesterov: optimizer({
    linear: true,
    stateSize: 1,
    settings: { momentum },
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
  }),
  /** s ← ρ·s + (1−ρ)·g², w ← w − α·g/(√s + ε) */
  rmsprop: optimizer({
    linear: false,
    stateSize: 1,
    settings: { rho, epsilon },
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
  }),
  /** s ← s + g², w ← w − α·g/(√s + ε) */
  adagrad: optimizer({
    linear: false,
    stateSize: 1,
    settings: { epsilon },
    create: (backend, params, { epsilon }) => {
      const squares = zerosLike(backend, params, 'square');
      return {
        state: squares,
        step(rate) {
          params.forEach(({ value, gradient }, i) => {
            backend.adagrad(gradient, squares[i].value, value, { rate, epsilon });
          });
        },
      };
    },
  }),
  /** m and v are the running means of g and g², corrected for their start at 0: w ← w − α·m̂/(√v̂ + ε), or α·m̂/√(v̂ + ε) */
  adam: optimizer({ linear: false, stateSize: 2, settings: ADAM, create: createAdam }),
  /** w ← w − α·λ·w for the weights, then adam's step */
  adamw: optimizer({
    linear: false,
    stateSize: 2,
    settings: { ...ADAM, weightDecay },
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
  }),
} as const satisfies Record<string, OptimizerKind>;

/** A name of {@link OPTIMIZERS}. */
export type OptimizerName = keyof typeof OPTIMIZERS;

type Intersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void
  ? I
  : never;
type AllSettings = Intersection<(typeof OPTIMIZERS)[OptimizerName]['settings']>;
/** The values of the settings of all optimizers. */
export type OptimizerSettings = ValuesOf<AllSettings>;

/** The settings of all optimizers: each says which take it, and that it does nothing with the others. */
export const OPTIMIZER_SETTINGS = Object.fromEntries(
  Object.values<OptimizerKind>(OPTIMIZERS).flatMap(({ settings }) =>
    Object.entries(settings).map(([name, each]) => [name, ofItsOptimizers(name, each)]),
  ),
) as AllSettings;

function ofItsOptimizers(name: string, each: Setting): Setting {
  const takers = names(OPTIMIZERS).filter((optimizer) => name in OPTIMIZERS[optimizer].settings);
  return {
    ...each,
    help: `${each.help} (${takers.join(', ')})`,
    idle: ({ optimizer }: { optimizer: OptimizerName }) =>
      takers.includes(optimizer)
        ? undefined
        : `has no effect with ${shell`--optimizer ${optimizer}`}: it is for ${takers.join(', ')}`,
  };
}

/** Puts the state of an optimizer back to its start. */
export function restartState({ state }: Optimizer): void {
  for (const { what, value } of state) value.data.fill(what === 'powers' ? 1 : 0);
}

function createAdam(
  backend: Backend,
  params: readonly Param[],
  { beta1, beta2, epsilon, epsilonInRoot }: ValuesOf<typeof ADAM>,
): Optimizer {
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
      // The kernels divide by √(1 − β₂ᵗ) behind the root: √(v̂ + ε) is √(v + ε·(1 − β₂ᵗ)) / √(1 − β₂ᵗ).
      const epsilons = epsilonInRoot ? { epsilon: 0, inner: epsilon * correction2 } : { epsilon, inner: 0 };
      const step = { rate, beta1, beta2, ...epsilons, correction1, correction2 };
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
