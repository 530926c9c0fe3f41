import { describe, expect, it } from 'vitest';
import { type Architecture, parameterCount } from '../../src/nn/architecture.js';
import { summariseLayers } from '../../src/nn/summary.js';

describe('summariseLayers', () => {
  const architecture: Architecture = {
    inputShape: [8, 8, 3],
    layers: [
      ...Array.from({ length: 11 }, (_, l) => ({ type: 'dense', units: l + 2, activation: 'relu' }) as const),
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
    loss: 'binary-cross-entropy',
  };

  it('gives each layer its inputs, units and parameters, also beyond the tenth', () => {
    const layers = summariseLayers(architecture);
    expect(layers[0]).toEqual({
      type: 'dense',
      layer: '2',
      inputs: 192,
      inputShape: [192],
      units: 2,
      outputShape: [2],
      activation: 'relu',
      batchNorm: false,
      keepProb: 1,
      parameters: 386,
    });
    expect(layers[10]).toMatchObject({ inputs: 11, units: 12, parameters: 144 });
    expect(layers[11]).toMatchObject({ inputs: 12, units: 1, activation: 'sigmoid', parameters: 13 });
    const total = layers.reduce((sum, { parameters }) => sum + parameters, 0);
    expect(total).toBe(parameterCount(architecture));
  });

  it('gives shapes and parameters of convolutions and pooling as Keras does', () => {
    const conv = { type: 'conv', stride: 1, padding: 'same', activation: 'relu' } as const;
    const layers = summariseLayers({
      inputShape: [28, 28, 1],
      layers: [
        { ...conv, kernel: [3, 3], filters: 8 },
        { type: 'pool', size: 2 },
        { ...conv, kernel: [5, 3], filters: 16, stride: 2, padding: 'valid' },
        { type: 'dense', units: 10, activation: 'softmax' },
      ],
      loss: 'categorical-cross-entropy',
    });
    expect(
      layers.map(({ layer, outputShape, parameters }) => [layer, outputShape.join('x'), parameters]),
    ).toEqual([
      ['conv3:8', '28x28x8', 80],
      ['pool2', '14x14x8', 0],
      ['conv5x3:16/2:valid', '5x6x16', 1936],
      ['10', '10', 4810],
    ]);
  });
});
