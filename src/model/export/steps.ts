/** A model as the steps that a prediction takes, one operation each with its numbers: exporters translate them. */
import type { Scaling } from '../../data/tables/scaling.js';
import type { TargetScale } from '../../data/target-scale.js';
import type { Matrix } from '../../engine/matrix.js';
import type { ActivationName } from '../../nn/activations.js';
import { layerShapes } from '../../nn/architecture.js';
import type { Shapes } from '../../nn/layers/layer-type.js';
import { isWeighted, type PlainShape, type WeightedShape } from '../../nn/layers/layers.js';
import type { Role } from '../../nn/parameter.js';
import type { Model } from '../model.js';

/** Weights and, where no batch norm follows, a bias (units × 1): Z = W·A + b, of images Z = W ⋆ A + b. */
interface Weights {
  /** Layer number, from 1, as in W1. */
  readonly index: number;
  /** (units × inputs), or (filters × kernel height·kernel width·channels) */
  readonly W: Matrix;
  readonly b: Matrix | undefined;
}

/** γ·(Z − mean)/√(variance + ε) + β, all (units × 1): running averages, as prediction takes them. */
interface NormStep {
  readonly type: 'norm';
  readonly index: number;
  readonly gamma: Matrix;
  readonly beta: Matrix;
  readonly mean: Matrix;
  readonly variance: Matrix;
}

/** (value − shift)/scale, feature by feature, after missing values (NaN) have been filled: as a table is prepared. */
interface ScaleStep extends Scaling {
  readonly type: 'scale';
}

/** value · deviation + mean: the number in the units of its target. */
interface TargetStep extends TargetScale {
  readonly type: 'target';
}

/** A = g(Z) */
interface ActivationStep {
  readonly type: 'activation';
  readonly activation: ActivationName;
}

/** Nothing, in prediction; in training it kept values with that probability. */
interface DropoutStep {
  readonly type: 'dropout';
  readonly keepProb: number;
}

/** One operation, and the shapes of an example before and behind it. */
export type Step = (
  | ScaleStep
  | TargetStep
  | (WeightedShape & Weights)
  | NormStep
  | ActivationStep
  | DropoutStep
  | PlainShape
) &
  Shapes;
/** The name of an operation. */
export type StepType = Step['type'];
/** The step of one operation. */
export type StepOf<T extends StepType> = Extract<Step, { readonly type: T }>;

/** The steps from the scaled input to the network's output, in order. */
export function stepsOf({ architecture, parameters, divisor, scaling, targetScale }: Model): Step[] {
  const shapes = layerShapes(architecture);
  const find = (index: number, wanted: Role) =>
    parameters.find(({ layer, role }) => layer === index && role === wanted)?.value;
  const get = (index: number, role: Role) => find(index, role) as Matrix;
  const norm = (index: number) => ({
    ...{ type: 'norm' as const, index, gamma: get(index, 'scale'), beta: get(index, 'shift') },
    ...{ mean: get(index, 'mean'), variance: get(index, 'variance') },
  });
  let index = 0;
  const layers = architecture.layers.flatMap((layer, l): Step[] => {
    const [input, output] = [shapes[l], shapes[l + 1]];
    if (!isWeighted(layer)) return [{ ...layer, input, output }];
    index++;
    const { activation, batchNorm = false, keepProb = 1, ...shape } = layer;
    const inside = { input: output, output };
    return [
      { ...shape, index, W: get(index, 'weights'), b: find(index, 'bias'), input, output },
      ...(batchNorm ? [{ ...norm(index), ...inside }] : []),
      { type: 'activation', activation, ...inside },
      ...(keepProb < 1 ? [{ type: 'dropout' as const, keepProb, ...inside }] : []),
    ];
  });
  const [first, last] = [shapes[0], shapes[shapes.length - 1]];
  return [
    ...(scaling
      ? [{ type: 'scale' as const, ...behind(scaling, divisor), input: first, output: first }]
      : []),
    ...layers,
    ...(targetScale ? [{ type: 'target' as const, ...targetScale, input: last, output: last }] : []),
  ];
}

/** The scaling of values that are divided already: what fills them is divided too. */
function behind(scaling: Scaling, divisor: number): Scaling {
  return { ...scaling, ...(scaling.fill && { fill: scaling.fill.map((value) => value / divisor) }) };
}
