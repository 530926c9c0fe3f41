/** Evaluations of outputs that a test gives: they pass through a network that leaves its inputs as they are. */
import { Matrix } from '../../src/engine/matrix.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { MatrixRows } from '../../src/engine/rows.js';
import type { OutputActivation } from '../../src/nn/activations.js';
import { Dense } from '../../src/nn/layers/dense.js';
import type { LossName } from '../../src/nn/losses.js';
import { Network } from '../../src/nn/network.js';
import { type ClassEvaluation, evaluate } from '../../src/train/metrics.js';

const backend = createReference('float64');

/** A network that passes its inputs on: A = g(X). */
export function identity(units: number, activation: OutputActivation, loss: LossName): Network {
  const W = Matrix.zeros(units, units);
  for (let i = 0; i < units; i++) W.data[i * units + i] = 1;
  return new Network(backend, [new Dense(backend, 1, W)], { units, activation, loss });
}

/** The evaluation of `outputs` (examples × units) of examples with these class indices. */
export function evaluated(
  outputs: readonly (readonly number[])[],
  labels: readonly number[],
  classes: number,
): ClassEvaluation {
  const units = outputs[0].length;
  const X = Matrix.zeros(outputs.length, units);
  const Y = Matrix.zeros(outputs.length, units);
  outputs.forEach((row, r) => {
    X.data.set(row, r * units);
    if (units === 1) Y.data[r] = labels[r];
    else Y.data[r * units + labels[r]] = 1;
  });
  const network = identity(units, 'linear', 'mse');
  return evaluate(backend, network, new MatrixRows(backend, X), Y, Int32Array.from(labels), classes);
}
