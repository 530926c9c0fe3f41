/** A model as the steps that a prediction takes, one operation each with its numbers: what exporters translate. */
import type { Matrix } from '../../engine/matrix.js';
import type { ActivationName } from '../../nn/activations.js';
import { layerShapes } from '../../nn/architecture.js';
import type { Role } from '../../nn/parameter.js';
import type { ConvShape, DenseShape, PoolShape } from '../../nn/shapes.js';
import type { Model } from '../model.js';

/** Weights and, where no batch norm follows, a bias (units × 1). */
interface Weights {
  /** Layer number, from 1, as in W1. */
  readonly index: number;
  /** (units × inputs), or (filters × kernel height·kernel width·channels) */
  readonly W: Matrix;
  readonly b: Matrix | undefined;
}

/** Z = W·A + b */
export interface DenseStep extends DenseShape, Weights {}

/** Z = W ⋆ A + b */
export interface ConvStep extends ConvShape, Weights {}

/** γ·(Z − mean)/√(variance + ε) + β, all (units × 1): running averages, as prediction takes them. */
export interface NormStep {
  readonly type: 'norm';
  readonly index: number;
  readonly gamma: Matrix;
  readonly beta: Matrix;
  readonly mean: Matrix;
  readonly variance: Matrix;
}

/** A = g(Z) */
export interface ActivationStep {
  readonly type: 'activation';
  readonly activation: ActivationName;
}

/** Nothing, in prediction; in training it kept values with that probability. */
export interface DropoutStep {
  readonly type: 'dropout';
  readonly keepProb: number;
}

/** One operation, and the shapes of an example before and behind it. */
export type Step = (DenseStep | ConvStep | NormStep | ActivationStep | DropoutStep | PoolShape) & {
  readonly input: readonly number[];
  readonly output: readonly number[];
};

/** The steps from the scaled input to the network's output, in order. */
export function stepsOf({ architecture, parameters }: Model): Step[] {
  const shapes = layerShapes(architecture);
  const find = (index: number, wanted: Role) =>
    parameters.find(({ layer, role }) => layer === index && role === wanted)?.value;
  const get = (index: number, role: Role) => find(index, role) as Matrix;
  let index = 0;
  return architecture.layers.flatMap((layer, l): Step[] => {
    const [input, output] = [shapes[l], shapes[l + 1]];
    if (layer.type === 'pool') return [{ ...layer, input, output }];
    const i = ++index;
    const { activation, batchNorm = false, keepProb = 1, ...shape } = layer;
    const inside = { input: output, output };
    const averages = { mean: get(i, 'mean'), variance: get(i, 'variance') };
    const steps: (Step | false)[] = [
      { ...shape, index: i, W: get(i, 'weights'), b: find(i, 'bias'), input, output },
      batchNorm && {
        type: 'norm',
        index: i,
        gamma: get(i, 'scale'),
        beta: get(i, 'shift'),
        ...averages,
        ...inside,
      },
      { type: 'activation', activation, ...inside },
      keepProb < 1 && { type: 'dropout', keepProb, ...inside },
    ];
    return steps.filter((step) => step !== false);
  });
}
