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
      inputs: 192,
      units: 2,
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
});
