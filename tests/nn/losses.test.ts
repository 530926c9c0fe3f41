import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/engine/matrix.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { createWasm } from '../../src/engine/wasm/wasm.js';
import { OUTPUT_ACTIVATIONS, type OutputActivation } from '../../src/nn/activations.js';
import { LOSSES, type Loss, type LossName, lossesFor } from '../../src/nn/losses.js';
import { readGolden } from '../helpers/goldens.js';

const reference = createReference('float64');
const BACKENDS = [
  { name: 'js', backend: reference },
  { name: 'wasm', backend: createWasm('float64') },
];
const { values } = readGolden('functions.json');
interface Exact {
  /** (logit, soft label) and the binary cost. */
  soft: { z: number; y: number; cost: number }[];
  /** Logits and the cost of class 0. */
  margins: { z: number[]; cost: number }[];
}
const { soft, margins }: Exact = JSON.parse(readFileSync('tests/nn/goldens/losses.json', 'utf8'));
const PAIRS: [LossName, OutputActivation][] = [
  ['binary-cross-entropy', 'sigmoid'],
  ['categorical-cross-entropy', 'softmax'],
  ...(Object.keys(OUTPUT_ACTIVATIONS) as OutputActivation[]).flatMap(
    (output): [LossName, OutputActivation][] => [
      ['mse', output],
      ['quadratic', output],
    ],
  ),
];

function outputsOf(activation: OutputActivation, Z: Matrix, backend = reference): { Z: Matrix; A: Matrix } {
  const A = backend.zeros(Z.rows, Z.cols);
  OUTPUT_ACTIVATIONS[activation].forward(backend, Z, A);
  return { Z, A };
}

const total = (name: LossName, activation: OutputActivation, z: number[], y: number[]) =>
  LOSSES[name].total(reference, outputsOf(activation, Matrix.of([z])), Matrix.of([y]));

describe('the names', () => {
  it('are those of the contract', () => {
    expect(Object.keys(LOSSES)).toEqual([
      'binary-cross-entropy',
      'categorical-cross-entropy',
      'mse',
      'quadratic',
      'huber',
    ]);
  });
  it('every output activation has its losses, the usual one first', () => {
    const outputs = Object.keys(OUTPUT_ACTIVATIONS) as OutputActivation[];
    expect(Object.fromEntries(outputs.map((output) => [output, lossesFor(output)]))).toEqual({
      sigmoid: ['binary-cross-entropy', 'mse', 'quadratic', 'huber'],
      softmax: ['categorical-cross-entropy', 'mse', 'quadratic', 'huber'],
      linear: ['mse', 'quadratic', 'huber'],
      tanh: ['quadratic', 'mse', 'huber'],
    });
  });
});

describe.each(BACKENDS)('$name: cross-entropies against mpmath, relative error <= 1e-15', ({ backend }) => {
  const total = (name: LossName, activation: OutputActivation, z: number[], y: number[]) => {
    const [Z, Y] = [z, y].map((row) => {
      const matrix = backend.zeros(1, row.length);
      matrix.data.set(row);
      return matrix;
    });
    return LOSSES[name].total(backend, outputsOf(activation, Z, backend), Y);
  };
  const expectClose = (got: number, expected: number, where: string) =>
    expect(Math.abs(got - expected), where).toBeLessThanOrEqual(1e-15 * expected);

  it.each([1, 0] as const)('binary, label %i', (y) => {
    values.x.forEach((x: number, i: number) => {
      const got = total('binary-cross-entropy', 'sigmoid', [x], [y]);
      expectClose(got, values[`bce_label_${y}`][i], `x = ${x}`);
    });
  });
  it.each(soft)('binary, z $z, soft label $y', ({ z, y, cost }) => {
    expectClose(total('binary-cross-entropy', 'sigmoid', [z], [y]), cost, `z = ${z}`);
  });
  it.each(values.softmax as { z: number[]; cross_entropy_of_class_0: number }[])(
    'categorical, $z',
    ({ z, cross_entropy_of_class_0: expected }) => {
      const got = total(
        'categorical-cross-entropy',
        'softmax',
        z,
        z.map((_, c) => Number(c === 0)),
      );
      expectClose(got, expected, `z = ${z}`);
    },
  );
  it.each(margins)('categorical, $z', ({ z, cost }) => {
    expectClose(total('categorical-cross-entropy', 'softmax', z, [1, 0, 0]), cost, `z = ${z}`);
  });
});

describe('squared errors', () => {
  it('mse is Σ (a − y)², quadratic half of it', () => {
    expect(total('mse', 'linear', [1, 2, 3], [0, 0, 5])).toBe(9);
    expect(total('quadratic', 'linear', [1, 2, 3], [0, 0, 5])).toBe(4.5);
  });
  it('huber is half of it up to an error of 1, then the error less a half', () => {
    expect(total('huber', 'linear', [0.5, -1, 3, -4], [0, 0, 0, 0])).toBe(0.125 + 0.5 + 2.5 + 3.5);
  });
});

describe('derivatives against centred differences, within 1e-8', () => {
  it.each(PAIRS)('%s of %s', (name, activation) => {
    const z = [0.3, -1.2, 0.8];
    const y = [0, 1, 0];
    const outputs = outputsOf(activation, Matrix.of([z]));
    const dZ = reference.zeros(1, 3);
    const loss: Loss = LOSSES[name];
    loss.derivative(reference, outputs.A, Matrix.of([y]), dZ);
    if (loss.activation === undefined) {
      const dA = Matrix.of([Array.from(dZ.data)]);
      OUTPUT_ACTIVATIONS[activation].backward(reference, dA, outputs, dZ);
    }
    z.forEach((_, i) => {
      const moved = (h: number) =>
        total(
          name,
          activation,
          z.map((v, j) => (j === i ? v + h : v)),
          y,
        );
      expect(Math.abs(dZ.data[i] - (moved(1e-5) - moved(-1e-5)) / 2e-5), `dZ[${i}]`).toBeLessThan(1e-8);
    });
  });
});
