import { describe, expect, it } from 'vitest';
import { type Architecture, parameterCount } from '../../src/nn/architecture.js';
import { summariseLayers } from '../../src/nn/summary.js';
import { edgesPhrase } from '../../src/report/layer-phrases.js';

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
    expect(layers.some((layer) => 'leftOut' in layer)).toBe(false);
  });

  it('says which edges fill no window of a pooling layer', () => {
    const [pool, average] = summariseLayers({
      inputShape: [8, 6, 1],
      layers: [
        { type: 'avgpool', size: 3 },
        { type: 'pool', size: 2 },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
      loss: 'binary-cross-entropy',
    });
    expect(pool).toMatchObject({ layer: 'avgpool3', outputShape: [2, 2, 1], leftOut: [2, 0] });
    expect(edgesPhrase(pool)).toBe(' (the last 2 rows fill no window and are left out)');
    expect(edgesPhrase({ ...pool, leftOut: [1, 2] })).toContain('the last 1 row and 2 columns');
    expect(edgesPhrase(average)).toBe('');
  });
});
