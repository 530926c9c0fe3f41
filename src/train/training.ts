/** The network of a run, in the form that the plan chose, and the rows that it is trained on. */
import type { Backend } from '../engine/backend.js';
import type { Matrix } from '../engine/matrix.js';
import type { RandomState } from '../engine/rng.js';
import { MatrixRows, type Rows } from '../engine/rows.js';
import { layerWeights } from '../nn/architecture.js';
import { buildNetwork } from '../nn/build.js';
import { drawLayer, drawStart } from '../nn/init.js';
import { DualDense } from '../nn/layers/dual-dense.js';
import { isWeighted } from '../nn/layers/layers.js';
import { SparseDense } from '../nn/layers/sparse-dense.js';
import type { Network } from '../nn/network.js';
import type { Role } from '../nn/parameter.js';
import type { Augmenter } from './augmenting.js';
import type { TrainingOptions } from './options/options.js';
import type { Plan } from './plan.js';
import type { Examples } from './splits.js';
import type { Stages } from './stages.js';

/** A network, and what it is trained on. */
export interface Training {
  readonly network: Network;
  /** The first layer in its dual form, which takes inner products with the training examples for X. */
  readonly first: DualDense | undefined;
  /** The first layer's input: X (m × n₀), or the Gram matrix (m × m) for the dual form. */
  readonly input: Rows;
  /** Changes a batch before the network sees it, with --augment. */
  readonly augment: Augmenter;
  /** Y (m × n_L) */
  readonly targets: Rows;
}

/** Draws W1, b1, W2, … in order from the stream and builds the network in the planned form. */
export function prepareTraining(
  backend: Backend,
  plan: Plan,
  options: TrainingOptions,
  rng: RandomState,
  { X, Y }: Examples,
  stages: Stages,
): Omit<Training, 'augment'> {
  stages.enter('draws');
  const { weights, biases } = drawStart(backend, plan.architecture, options, rng);
  const dual = plan.firstLayer.form === 'dual';
  if (dual) stages.enter('gram');
  const first = dual ? new DualDense(backend, 1, weights[0], X, !hasBatchNorm(plan)) : undefined;
  const network = buildNetwork(
    backend,
    plan.architecture,
    weights,
    first ?? sparseFirst(backend, plan, weights),
  );
  for (const { role, layer, value } of network.params) {
    if (role === 'bias') value.data.set(biases[layer - 1].data);
  }
  const input: Rows = first ? new MatrixRows(backend, first.gram) : X;
  return { network, first, input, targets: new MatrixRows(backend, Y) };
}

/** The first layer that skips the zeros of its inputs, where that pays. */
function sparseFirst(backend: Backend, plan: Plan, [weights]: readonly Matrix[]): SparseDense | undefined {
  const { nonZeros } = plan.firstLayer;
  return nonZeros === undefined
    ? undefined
    : new SparseDense(backend, 1, weights, nonZeros, !hasBatchNorm(plan));
}

/** True where batch norm stands behind the first layer. */
function hasBatchNorm({ architecture }: Plan): boolean {
  const [first] = architecture.layers;
  return isWeighted(first) && first.batchNorm === true;
}

/** The value at which the parameters of a role start; the other roles are drawn. */
const STARTS: Readonly<Partial<Record<Role, number>>> = {
  scale: 1,
  shift: 0,
  mean: 0,
  variance: 1,
  coefficients: 0,
  start: 1,
};

/** Puts a network that has been trained back to its start, drawing it again from `rng`. */
export function restart(
  { parameters }: Network,
  { architecture }: Plan,
  options: TrainingOptions,
  rng: RandomState,
): void {
  for (const { role, value } of parameters) value.data.fill(STARTS[role] ?? 0);
  for (const layer of layerWeights(architecture)) {
    if (layer === undefined) continue;
    const find = (role: Role) => parameters.find((each) => each.role === role && each.layer === layer.index);
    // What the network does not have is drawn all the same: the stream goes on behind it.
    const W = find('weights')?.value.data ?? new Float64Array(layer.rows * layer.cols);
    const b = find('bias')?.value.data ?? new Float64Array(layer.rows);
    drawLayer(layer, options, rng, W, b);
  }
}
