/** Explanations: scores are those of the predictions, and their slopes those of small changes of every input. */
import { describe, expect, it } from 'vitest';
import { Explainer } from '../../src/model/explainer.js';
import { Predictor } from '../../src/model/predict.js';
import { inputSize } from '../../src/nn/architecture.js';
import { randomModel } from '../helpers/models.js';
import { NETWORKS, networkModel, storedValues, titleOf } from '../helpers/networks.js';
import { numberModel, tableModel } from '../helpers/table-model.js';

/** All but the cats: drawing their parameters takes a second. */
const SMALL = NETWORKS.filter(([layers]) => !layers.startsWith('12288'));
/** Half the width of a centred difference. */
const STEP = 1e-5;
/** Inputs of a network that are moved. */
const MOVED = 12;

/** The centred difference of the score along input `i`, and how far the slopes to either side are apart. */
function difference(explainer: Explainer, inputs: Float64Array, answer: number, i: number) {
  const scoreAt = (h: number) => {
    const moved = inputs.slice();
    moved[i] += h;
    return explainer.scores(moved, answer)[0];
  };
  const [low, middle, high] = [scoreAt(-STEP), scoreAt(0), scoreAt(STEP)];
  return { slope: (high - low) / (2 * STEP), kink: Math.abs(high - middle - (middle - low)) / STEP };
}

describe('the gradient of a score', () => {
  it.each(SMALL.map((network) => [titleOf(...network), network] as const))(
    '%s: relative difference from finite differences < 1e-6',
    (_, [layers, options]) => {
      const model = networkModel(layers, options);
      const explainer = new Explainer(model);
      const inputs = explainer.inputs(storedValues(model, 1));
      for (const answer of [0, model.classes.length - 1]) {
        const gradient = explainer.gradient(inputs, answer);
        expect(gradient.some((slope) => slope !== 0)).toBe(true);
        let compared = 0;
        for (let k = 0; k < MOVED; k++) {
          const i = Math.floor((k * inputs.length) / MOVED);
          const { slope, kink } = difference(explainer, inputs, answer, i);
          // The slope of relu and of a maximum jumps where two inputs of it are equal.
          if (kink > 1e-4) continue;
          compared++;
          expect(Math.abs(gradient[i] - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
        }
        expect(compared).toBeGreaterThan(MOVED / 2);
      }
    },
  );

  it('of several examples is that of each', () => {
    const model = networkModel('8x8x1,conv3:4,pool2,10', { divisor: 16 });
    const explainer = new Explainer(model);
    const inputs = explainer.inputs(storedValues(model, 3));
    const size = inputSize(model.architecture);
    const all = explainer.gradient(inputs, 4);
    for (let m = 0; m < 3; m++) {
      const own = inputs.slice(m * size, (m + 1) * size);
      expect(all.slice(m * size, (m + 1) * size)).toEqual(explainer.gradient(own, 4));
    }
  });

  it('of a number is in its units', () => {
    const explainer = new Explainer(numberModel());
    const inputs = explainer.inputs(Float64Array.of(30, 20_000, 0, 1, 0, 0, 1));
    const gradient = explainer.gradient(inputs);
    for (const i of inputs.keys()) {
      const { slope, kink } = difference(explainer, inputs, 0, i);
      expect(kink).toBeLessThan(1e-3);
      expect(Math.abs(gradient[i] - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
    }
  });
});

describe('scores', () => {
  it.each([
    ['softmax', randomModel({ classes: ['a', 'b', 'c'] })],
    ['one sigmoid', randomModel()],
  ])('of %s are the log-odds of the probabilities', (_, model) => {
    const explainer = new Explainer(model);
    expect(explainer.isLogOdds).toBe(true);
    const values = Float64Array.of(0.2, -0.4, 0.3);
    const [{ probabilities = [] }] = new Predictor(model).predictValues(values);
    for (const [c, p] of probabilities.entries()) {
      const [score] = explainer.scores(explainer.inputs(values), c);
      expect(1 / (1 + Math.exp(-score))).toBeCloseTo(p, 12);
    }
  });

  it('of a probability that is 1 to the last digit keep their digits', () => {
    const model = randomModel({ classes: ['a', 'b', 'c'] });
    const values = Float64Array.of(400, -300, 200);
    const [{ probabilities = [], class: answer }] = new Predictor(model).predictValues(values);
    expect(Math.max(...probabilities)).toBe(1);
    const [score] = new Explainer(model).scores(values, answer);
    expect(score).toBeGreaterThan(40);
    expect(Number.isFinite(score)).toBe(true);
  });

  it('of numbers are the numbers', () => {
    const model = numberModel();
    const values = Float64Array.of(30, 20_000, 0, 1, 0, 0, 1);
    const [{ prediction }] = new Predictor(model).predictValues(values);
    const explainer = new Explainer(model);
    expect(explainer.isLogOdds).toBe(false);
    expect(explainer.scores(explainer.inputs(values))[0]).toBe(prediction);
  });

  it('fill what is missing, and scale as in training', () => {
    const inputs = new Explainer(tableModel()).inputs(Float64Array.of(Number.NaN, 41_000, 0, 1, 0, 0, 1));
    expect([...inputs]).toEqual([(40.5 - 41) / 12.5, 1, 0, 1, 0, 0, 1]);
  });

  it('take the bytes of pictures', () => {
    const model = networkModel('2x2x1,3', { divisor: 16 });
    expect([...new Explainer(model).inputs(Uint8Array.of(0, 51, 102, 255), 255)]).toEqual([0, 0.2, 0.4, 1]);
  });
});

it('leaves no trace of one explanation in the next', () => {
  const model = networkModel('6,9,8,2', { divisor: 1 });
  const explainer = new Explainer(model);
  const [a, b] = [0, 1].map((k) => explainer.inputs(storedValues(model, 2).slice(6 * k, 6 * k + 6)));
  const first = explainer.gradient(a, 1);
  explainer.gradient(b, 0);
  expect(explainer.gradient(a, 1)).toEqual(first);
});
