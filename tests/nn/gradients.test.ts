/** Backpropagation of whole networks against centred differences of their cost. */
import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/engine/matrix.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { RandomState } from '../../src/engine/rng.js';
import { MatrixRows } from '../../src/engine/rows.js';
import {
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  OUTPUT_ACTIVATIONS,
  type OutputActivation,
} from '../../src/nn/activations.js';
import type { Architecture } from '../../src/nn/architecture.js';
import { buildNetwork } from '../../src/nn/build.js';
import { DualDense } from '../../src/nn/layers/dual-dense.js';
import { LOSSES, type Loss, type LossName } from '../../src/nn/losses.js';
import type { Network } from '../../src/nn/network.js';
import { addL2Gradient, l2Cost } from '../../src/nn/penalties.js';

const backend = createReference('float64');
const [EXAMPLES, FEATURES, HIDDEN, OUTPUTS] = [7, 6, [5, 4], 3];
const LAMBDA = 0.7;
const STEP = 1e-5;

const HIDDENS = Object.keys(HIDDEN_ACTIVATIONS) as HiddenActivation[];
const PAIRS = (Object.keys(OUTPUT_ACTIVATIONS) as OutputActivation[]).flatMap((output) =>
  (Object.keys(LOSSES) as LossName[])
    .filter((loss) => [undefined, output].includes((LOSSES[loss] as Loss).activation))
    .map((loss): [OutputActivation, LossName] => [output, loss]),
);
const CASES = HIDDENS.flatMap((hidden) => PAIRS.map(([output, loss]) => ({ hidden, output, loss })));

function build(hidden: HiddenActivation, output: OutputActivation, loss: LossName, dual: boolean) {
  const rng = new RandomState(11);
  const X = new Matrix(EXAMPLES, FEATURES, rng.randn(EXAMPLES, FEATURES));
  const Y = Matrix.zeros(EXAMPLES, OUTPUTS);
  for (let r = 0; r < EXAMPLES; r++) Y.data[r * OUTPUTS + rng.bounded(OUTPUTS - 1)] = 1;
  const sizes = [FEATURES, ...HIDDEN, OUTPUTS];
  const architecture: Architecture = {
    inputShape: [FEATURES],
    layers: sizes.slice(1).map((units, l) => ({
      type: 'dense',
      units,
      activation: l < HIDDEN.length ? hidden : output,
    })),
    loss,
  };
  const weights = sizes.slice(1).map((n, l) => new Matrix(n, sizes[l], rng.randn(n, sizes[l])));
  const first = dual ? new DualDense(backend, 1, weights[0], new MatrixRows(backend, X)) : undefined;
  const network = buildNetwork(backend, architecture, weights, first);
  for (const { name, value } of network.params) {
    if (/^[bC]/.test(name)) value.data.set(rng.randn(value.data.length));
  }
  return { network, X: first?.gram ?? X, Y };
}

function costOf(network: Network, X: Matrix, Y: Matrix): number {
  network.forward(X);
  return network.cost(Y) + l2Cost(network, LAMBDA, Y.rows);
}

/** ‖analytic − numeric‖ / (‖analytic‖ + ‖numeric‖) over all parameters. */
function relativeDifference(network: Network, X: Matrix, Y: Matrix): number {
  costOf(network, X, Y);
  network.backward(Y);
  addL2Gradient(backend, network, LAMBDA, Y.rows);
  let [difference, analytic, numeric] = [0, 0, 0];
  for (const { value, gradient } of network.params) {
    gradient.data.forEach((g, i) => {
      const kept = value.data[i];
      value.data[i] = kept + STEP;
      const above = costOf(network, X, Y);
      value.data[i] = kept - STEP;
      const slope = (above - costOf(network, X, Y)) / (2 * STEP);
      value.data[i] = kept;
      difference += (g - slope) ** 2;
      analytic += g ** 2;
      numeric += slope ** 2;
    });
  }
  return Math.sqrt(difference) / (Math.sqrt(analytic) + Math.sqrt(numeric));
}

describe('backpropagation with L2 against centred differences: relative difference < 1e-7', () => {
  it.each(CASES)('$hidden, $output, $loss', ({ hidden, output, loss }) => {
    const { network, X, Y } = build(hidden, output, loss, false);
    expect(relativeDifference(network, X, Y)).toBeLessThan(1e-7);
  });
});

describe('of the dual form', () => {
  // C's and s's gradients are not the cost's derivatives (those would be G times them), but make W1's
  it('every layer beyond the first, and its bias, within 1e-7', () => {
    const { network, X, Y } = build('tanh', 'sigmoid', 'binary-cross-entropy', true);
    const beyond = network.params.filter(({ name }) => !/^[Cs]/.test(name));
    network.forward(X);
    network.backward(Y);
    addL2Gradient(backend, network, LAMBDA, Y.rows);
    for (const { name, value, gradient } of beyond) {
      gradient.data.forEach((g, i) => {
        const kept = value.data[i];
        value.data[i] = kept + STEP;
        const above = costOf(network, X, Y);
        value.data[i] = kept - STEP;
        const below = costOf(network, X, Y);
        value.data[i] = kept;
        expect(Math.abs(g - (above - below) / (2 * STEP)), `${name}[${i}]`).toBeLessThan(1e-7);
      });
    }
  });
});

describe('a network', () => {
  it('asks for a forward pass before a cost', () => {
    const { network, Y } = build('relu', 'sigmoid', 'mse', false);
    expect(() => network.cost(Y)).toThrow('a forward pass comes first');
  });

  it('gives a row the same bits alone and in any batch', () => {
    for (const { hidden, output, loss } of CASES) {
      const { network, X } = build(hidden, output, loss, false);
      const A = Array.from(network.forward(X).data);
      for (let r = 0; r < EXAMPLES; r++) {
        const alone = Array.from(network.forward(X.rowRange(r, r + 1)).data);
        expect(alone, `${hidden}, ${output}, row ${r}`).toEqual(A.slice(r * OUTPUTS, (r + 1) * OUTPUTS));
      }
      expect(Array.from(network.forward(X.rowRange(2, 5)).data)).toEqual(A.slice(2 * OUTPUTS, 5 * OUTPUTS));
    }
  });
});
