/** The parameters of a model: matrices that know their layer and their role in it. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';

/** The roles of parameters, with the course's letters for them; C and s stand for W in a layer's dual form. */
const LETTERS = {
  weights: 'W',
  bias: 'b',
  scale: 'gamma',
  shift: 'beta',
  mean: 'mean',
  variance: 'variance',
  coefficients: 'C',
  start: 's',
} as const;

/** The part that a parameter plays in its layer: batch norm has `scale`, `shift` and the running `mean` and `variance`. */
export type Role = keyof typeof LETTERS;

/** The roles that L2 and weight decay pull to zero. */
const DECAYING: readonly Role[] = ['weights', 'coefficients', 'start'];

/** A matrix and its name in files and messages. */
export interface NamedMatrix {
  readonly name: string;
  readonly value: Matrix;
}

/** The place of a parameter in its network. */
export interface ParameterPlace {
  /** Counted from 1 among the layers that have weights. */
  readonly layer: number;
  readonly role: Role;
}

/** A matrix that belongs to a model, under its name in the model file: W1, b1, … */
export interface NamedParameter extends NamedMatrix, ParameterPlace {}

/** A trained matrix and the derivative of the cost with respect to it; optimizers see nothing else. */
export interface Param extends NamedParameter {
  /** d cost / d value, the mean over the batch; written by `backward`. */
  readonly gradient: Matrix;
  /** True if L2 and weight decay pull it to zero (weights do, biases do not). */
  readonly decays: boolean;
}

/** The name in the model file: `W1`, `gamma2`. */
export function parameterName({ layer, role }: ParameterPlace): string {
  return `${LETTERS[role]}${layer}`;
}

/** `value` as the parameter of that role of layer number `layer`. */
export function parameter(layer: number, role: Role, value: Matrix): NamedParameter {
  return { name: parameterName({ layer, role }), layer, role, value };
}

/** The same with a zero gradient of its shape, made when it is first asked for: not everyone trains. */
export function trainable(backend: Backend, layer: number, role: Role, value: Matrix): Param {
  let gradient: Matrix | undefined;
  return {
    ...parameter(layer, role, value),
    decays: DECAYING.includes(role),
    get gradient() {
      gradient ??= backend.zeros(value.rows, value.cols);
      return gradient;
    },
  };
}
