import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/data/pictures/picture.js';
import { Matrix } from '../../../src/engine/matrix.js';
import type { Architecture, LayerSpec } from '../../../src/nn/architecture.js';
import { filterSheet } from '../../../src/report/page/filter-sheet.js';
import { dnnError } from '../../helpers/errors.js';

const conv: LayerSpec = {
  ...{ type: 'conv', kernel: [2, 2], filters: 3, stride: 1, padding: 'same', activation: 'relu' },
};
const output: LayerSpec = { type: 'dense', units: 1, activation: 'sigmoid' };

function architecture(inputShape: number[], ...layers: LayerSpec[]): Architecture {
  return { inputShape, layers: [...layers, output], loss: 'binary-cross-entropy' };
}

const at = ({ width, pixels }: Picture, y: number, x: number) => [
  ...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe('filterSheet', () => {
  it('draws each filter on its own scale: 0 grey, the largest white or black, between them white gaps', () => {
    const W = Matrix.of([
      [1, -1, 0, 0.5],
      [0.01, 0, 0, -0.02],
      [0, 0, 0, 0],
    ]);
    const sheet = filterSheet(architecture([8, 8, 1], conv), W);
    expect([sheet.width, sheet.height]).toEqual([2 * 50 + 2, 2 * 50 + 2]);
    const grey = (y: number, x: number) => at(sheet, y, x);
    expect(grey(0, 0)).toEqual([255, 255, 255]);
    expect([grey(2, 2), grey(25, 25), grey(2, 26), grey(26, 2), grey(49, 49)]).toEqual(
      [255, 255, 0, 128, 191].map((v) => [v, v, v]),
    );
    expect([grey(2, 52), grey(26, 76)]).toEqual([191, 0].map((v) => [v, v, v]));
    expect(grey(60, 10)).toEqual([128, 128, 128]);
    expect(grey(60, 60), 'where no tile is').toEqual([255, 255, 255]);
  });

  it('draws three channels as colours, a dense layer too', () => {
    const sheet = filterSheet(
      architecture([1, 2, 3], { type: 'dense', units: 1, activation: 'relu' }),
      Matrix.of([[1, 0, -1, 0.5, 0.5, -0.5]]),
    );
    expect(at(sheet, 2, 2)).toEqual([255, 128, 0]);
    expect(at(sheet, 2, 2 + 24)).toEqual([191, 191, 64]);
  });

  it('draws other numbers of channels side by side, a row a filter', () => {
    const W = Matrix.of(Array.from({ length: 3 }, (_, f) => Array.from({ length: 8 }, (_, i) => f + i)));
    const sheet = filterSheet(architecture([8, 8, 2], conv), W);
    expect([sheet.width, sheet.height]).toEqual([2 * 50 + 2, 3 * 50 + 2]);
    // filter 0: channel 0 holds 0, 2, 4, 6, channel 1 holds 1, 3, 5, 7
    expect([at(sheet, 2, 2)[0], at(sheet, 49, 49)[0]]).toEqual([128, 255]);
    expect([at(sheet, 2, 52)[0], at(sheet, 49, 99)[0]]).toEqual([Math.round(127.5 * (1 + 1 / 7)), 255]);
  });

  it.each<[string, Architecture, RegExp]>([
    ['flat inputs', architecture([4]), /its inputs are 4 values without a shape/],
    [
      'pooling first',
      architecture([4, 4, 1], { type: 'pool', size: 2 }),
      /its first layer, pool2, has no weights/,
    ],
  ])('refuses %s', (_, network, message) => {
    const error = dnnError('usage', () => filterSheet(network, Matrix.zeros(1, 4)));
    expect(error.message).toMatch(message);
  });
});
