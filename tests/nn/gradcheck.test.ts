/** The gradient check: it passes every sound network, and finds each backward pass broken in turn. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/engine/backend.js';
import type { Matrix } from '../../src/engine/matrix.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { RandomState } from '../../src/engine/rng.js';
import { createWasm } from '../../src/engine/wasm/wasm.js';
import {
  type Activation,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  OUTPUT_ACTIVATIONS,
  type OutputActivation,
} from '../../src/nn/activations.js';
import {
  checkGradients,
  type GradientCheck,
  type GradientCheckOptions,
  unsettle,
} from '../../src/nn/gradcheck.js';
import type { Layer, Pass } from '../../src/nn/layer.js';
import { ActivationLayer } from '../../src/nn/layers/activation.js';
import { BatchNorm } from '../../src/nn/layers/batchnorm.js';
import { Dense } from '../../src/nn/layers/dense.js';
import { Dropout } from '../../src/nn/layers/dropout.js';
import { LOSSES, type Loss, type LossName } from '../../src/nn/losses.js';
import { type Head, Network } from '../../src/nn/network.js';
import { l2Cost, l2Penalty, type Penalty } from '../../src/nn/penalties.js';

const backend = createReference('float64');
const [EXAMPLES, FEATURES, HIDDEN, OUTPUTS] = [9, 6, [5, 4], 3];
const TOLERANCE = 1e-7;
const LAMBDA = 0.7;

const HIDDENS = Object.keys(HIDDEN_ACTIVATIONS) as HiddenActivation[];
const PAIRS = (Object.keys(OUTPUT_ACTIVATIONS) as OutputActivation[]).flatMap((output) =>
  (Object.keys(LOSSES) as LossName[])
    .filter((loss) => [undefined, output].includes((LOSSES[loss] as Loss).activation))
    .map((loss): [OutputActivation, LossName] => [output, loss]),
);

interface Parts {
  readonly hidden?: HiddenActivation;
  /** In place of the hidden activation of that name. */
  readonly activation?: Activation;
  readonly head?: Omit<Head, 'units'>;
  readonly batchNorm?: boolean;
  readonly keep?: number;
  readonly penalty?: Penalty | undefined;
  /** Replaces the layers that it knows by broken ones. */
  readonly sabotage?: (layer: Layer) => Layer;
  readonly on?: Backend;
  readonly inputs?: (rng: RandomState) => Float64Array;
  /** Standard deviation of the weights. */
  readonly deviation?: number;
}

const HEAD = { activation: 'softmax', loss: 'categorical-cross-entropy' } as const;

/** A network of two hidden layers with data, as the parts describe it. */
function problem({
  hidden = 'tanh',
  activation = HIDDEN_ACTIVATIONS[hidden],
  head = HEAD,
  batchNorm,
  keep,
  sabotage,
  on = backend,
  inputs,
  deviation = 1,
}: Parts) {
  const rng = new RandomState(11);
  const sizes = [FEATURES, ...HIDDEN, OUTPUTS];
  const layers = sizes.slice(1).flatMap((n, l): Layer[] => {
    const W = on.zeros(n, sizes[l]);
    W.data.set(rng.randn(n, sizes[l]).map((g) => deviation * g));
    const normed = batchNorm && l < HIDDEN.length;
    const dense = [new Dense(on, l + 1, W, !normed), ...(normed ? [new BatchNorm(on, l + 1, n)] : [])];
    if (l === HIDDEN.length) return dense;
    const hiddenLayers = [...dense, new ActivationLayer(on, activation, n)];
    return [...hiddenLayers, ...(keep === undefined ? [] : [new Dropout(on, n, keep)])];
  });
  const network = new Network(on, sabotage ? layers.map(sabotage) : layers, { units: OUTPUTS, ...head });
  unsettle(network, rng);
  const X = on.zeros(EXAMPLES, FEATURES);
  X.data.set(inputs?.(rng) ?? rng.randn(EXAMPLES, FEATURES));
  const Y = on.zeros(EXAMPLES, OUTPUTS);
  for (let r = 0; r < EXAMPLES; r++) Y.data[r * OUTPUTS + rng.bounded(OUTPUTS - 1)] = 1;
  return { network, X, Y };
}

function check(parts: Parts, options: Partial<GradientCheckOptions> = {}): Promise<GradientCheck> {
  const { network, X, Y } = problem(parts);
  return checkGradients(parts.on ?? backend, network, X, Y, {
    rng: new RandomState(3),
    step: 1e-5,
    tolerance: TOLERANCE,
    samples: 1000,
    penalty: parts.penalty,
    ...options,
  });
}

const CASES = HIDDENS.flatMap((hidden) =>
  PAIRS.map(([output, loss]) => ({ hidden, output, loss, head: { activation: output, loss } })),
);

describe('a sound network agrees: relative difference < 1e-7 in each parameter and in all', () => {
  const sound = (result: GradientCheck) => {
    for (const { difference, checked, skipped } of [result, ...result.parameters]) {
      expect(difference).toBeLessThan(TOLERANCE);
      expect(checked).toBeGreaterThan(0);
      expect(skipped).toBe(0);
    }
    expect(result.agrees).toBe(true);
  };

  it.each(CASES)('$hidden, $output, $loss', async (parts) => {
    sound(await check(parts));
  });

  it.each(CASES)('$hidden, $output, $loss, with batch norm, dropout and L2', async (parts) => {
    const all = { ...parts, batchNorm: true, keep: 0.7, penalty: l2Penalty(backend, LAMBDA) as Penalty };
    sound(await check(all));
  });

  it('and so it does on the SIMD kernels', async () => {
    const on = createWasm('float64');
    const penalty = l2Penalty(on, LAMBDA) as Penalty;
    sound(await check({ on, batchNorm: true, keep: 0.7, penalty, hidden: 'leaky-relu' }));
  });
});

/** `layer` with another backward pass; what it holds and does otherwise stays. */
function withBackward(layer: Layer, backward: Layer['backward']): Layer {
  return {
    params: layer.params,
    averages: layer.averages ?? [],
    forward: (input, pass) => layer.forward(input, pass),
    backward,
    squaredNorm: () => layer.squaredNorm(),
  };
}

/** Applies `spoil` after the right backward pass of the layers of one class. */
function spoiling<L extends Layer>(
  kind: new (...args: never[]) => L,
  spoil: (layer: L, dInput: Matrix | undefined) => void,
): (layer: Layer) => Layer {
  return (layer) => {
    if (!(layer instanceof kind)) return layer;
    return withBackward(layer, (dOutput: Matrix, pass: Pass, wanted: boolean) => {
      const dInput = layer.backward(dOutput, pass, wanted);
      spoil(layer, dInput);
      return dInput;
    });
  };
}

const times = (M: Matrix | undefined, factor: number) => {
  if (M) backend.scale(factor, M);
};

/** g' of another function: a mistake of 1 % at one end. */
function wrongly(activation: Activation): Activation {
  return {
    ...activation,
    backward: (on, dA, outputs, dZ) => {
      activation.backward(on, dA, outputs, dZ);
      const { A } = outputs;
      for (let i = 0; i < dZ.data.length; i++) if (A.data[i] > 0) dZ.data[i] *= 1.01;
    },
  };
}

describe('an error is found', () => {
  const disagrees = async (parts: Parts) => {
    const result = await check(parts);
    expect(result.agrees).toBe(false);
    expect(result.parameters.some(({ difference }) => difference > TOLERANCE)).toBe(true);
    return result;
  };

  it.each<[string, Parts, first: string]>([
    ['dW of a dense layer', { sabotage: spoiling(Dense, ({ W }) => times(W.gradient, 1.001)) }, 'W1'],
    [
      'one entry of dW, by 1e-4',
      {
        sabotage: spoiling(Dense, ({ W }) => {
          W.gradient.data[1] += 1e-4;
        }),
      },
      'W1',
    ],
    ['db of a dense layer', { sabotage: spoiling(Dense, ({ b }) => times(b?.gradient, -1)) }, 'b1'],
    ['dA of a dense layer', { sabotage: spoiling(Dense, (_, dA) => times(dA, 1.001)) }, 'W1'],
    [
      'dγ of batch norm',
      { batchNorm: true, sabotage: spoiling(BatchNorm, ({ gamma }) => times(gamma.gradient, 0.999)) },
      'gamma1',
    ],
    [
      'dβ of batch norm',
      { batchNorm: true, sabotage: spoiling(BatchNorm, ({ beta }) => times(beta.gradient, 1.001)) },
      'beta1',
    ],
    [
      'dZ of batch norm without γ',
      {
        batchNorm: true,
        sabotage: spoiling(BatchNorm, ({ gamma }, dZ) => {
          dZ?.data.forEach((d, i) => {
            dZ.data[i] = d / gamma.value.data[i % dZ.cols];
          });
        }),
      },
      'W1',
    ],
    [
      'dZ of batch norm that forgets a tenth of what the mean takes away',
      {
        batchNorm: true,
        sabotage: spoiling(BatchNorm, ({ gamma, beta }, dZ) => {
          dZ?.data.forEach((d, i) => {
            const unit = i % dZ.cols;
            dZ.data[i] = d + 0.1 * gamma.value.data[unit] * beta.gradient.data[unit];
          });
        }),
      },
      'W1',
    ],
    [
      'dropout that forgets to divide',
      { keep: 0.7, sabotage: spoiling(Dropout, (_, dA) => times(dA, 0.7)) },
      'W1',
    ],
    [
      'dropout without its mask',
      {
        keep: 0.7,
        sabotage: (layer) =>
          layer instanceof Dropout ? withBackward(layer, (dOutput: Matrix) => dOutput) : layer,
      },
      'W1',
    ],
    [
      'L2 that pulls twice',
      {
        penalty: {
          cost: (network, m) => l2Cost(network, LAMBDA, m),
          addGradient: (network, m) => l2Penalty(backend, 2 * LAMBDA)?.addGradient(network, m),
        },
      },
      'W1',
    ],
    [
      'L2 that pulls at the biases too',
      {
        penalty: {
          cost: (network, m) => l2Cost(network, LAMBDA, m),
          addGradient: ({ params }, m) => {
            for (const { value, gradient } of params) backend.addScaled(value, LAMBDA / m, gradient);
          },
        },
      },
      'b1',
    ],
  ])('%s', async (_, parts, first) => {
    const result = await disagrees(parts);
    expect(result.parameters.find(({ agrees }) => !agrees)?.name).toBe(first);
  });

  it.each(HIDDENS)('g’ of %s in the hidden layers', async (hidden) => {
    const { parameters } = await disagrees({ activation: wrongly(HIDDEN_ACTIVATIONS[hidden]) });
    // what lies behind the activations is sound
    expect(parameters.filter(({ agrees }) => agrees).map(({ name }) => name)).toEqual(['W3', 'b3']);
  });

  it.each(PAIRS.filter(([, loss]) => (LOSSES[loss] as Loss).activation === undefined))(
    'g’ of a %s output under %s',
    async (activation, loss) => {
      const output = wrongly(OUTPUT_ACTIVATIONS[activation]);
      const { parameters } = await disagrees({ head: { activation, loss, output } });
      expect(parameters.every(({ agrees }) => !agrees)).toBe(true);
    },
  );

  it.each(PAIRS)('the derivative of the loss: %s, %s', async (activation, name) => {
    const loss: Loss = {
      ...LOSSES[name],
      derivative: (on, A, Y, result) => {
        LOSSES[name].derivative(on, A, Y, result);
        times(result, 1.001);
      },
    };
    const { parameters } = await disagrees({ head: { activation, loss } });
    expect(parameters.every(({ agrees }) => !agrees)).toBe(true);
  });
});

describe('what it says', () => {
  it('names the worst entry with both values, by row and column', async () => {
    const sabotage = spoiling(Dense, ({ W }) => {
      if (W.name === 'W2') W.gradient.data[7] += 0.25;
    });
    const { worst, parameters } = await check({ sabotage });
    expect(worst).toMatchObject({ parameter: 'W2', index: [1, 2] });
    expect((worst?.backpropagation ?? 0) - (worst?.differences ?? 0)).toBeCloseTo(0.25, 7);
    expect(parameters.filter(({ agrees }) => !agrees).map(({ name }) => name)).toEqual(['W2']);
  });

  it('lists each parameter with its shape and as many entries as were asked for', async () => {
    const { parameters, checked } = await check({ batchNorm: true }, { samples: 7 });
    expect(parameters.map(({ name, shape, checked: n }) => [name, shape, n])).toEqual([
      ['W1', [5, 6], 7],
      ['gamma1', [5, 1], 5],
      ['beta1', [5, 1], 5],
      ['W2', [4, 5], 7],
      ['gamma2', [4, 1], 4],
      ['beta2', [4, 1], 4],
      ['W3', [3, 4], 7],
      ['b3', [3, 1], 3],
    ]);
    expect(checked).toBe(42);
  });

  it('NaN is no agreement', async () => {
    const sabotage = spoiling(Dense, ({ W }) => {
      if (W.name === 'W1') W.gradient.data[4] = Number.NaN;
    });
    const { agrees, worst } = await check({ sabotage });
    expect(agrees).toBe(false);
    expect(worst).toMatchObject({ parameter: 'W1', index: [0, 4] });
  });

  it('tells of every entry, and waits', async () => {
    const told: number[] = [];
    const onProgress = async (done: number, total: number) => {
      expect(total).toBe(74);
      told.push(done);
    };
    await check({}, { onProgress });
    expect(told).toEqual(Array.from({ length: 74 }, (_, i) => i + 1));
  });

  it('the same seed checks the same entries', async () => {
    expect(await check({ keep: 0.5 }, { samples: 3 })).toEqual(await check({ keep: 0.5 }, { samples: 3 }));
  });
});

describe('what differences cannot tell', () => {
  it.each(HIDDENS)(
    'small weights under batch norm bend the cost: finer differences agree, %s',
    async (hidden) => {
      const result = await check({ hidden, batchNorm: true, deviation: 0.01 });
      expect(result.agrees).toBe(true);
      expect(result.difference).toBeLessThan(TOLERANCE);
    },
  );

  const tiny: Parts = { hidden: 'sigmoid', deviation: 1e-4 };

  it('gradients below the rounding of the cost raise no alarm, and are told by their difference', async () => {
    const { agrees, parameters } = await check(tiny);
    expect(agrees).toBe(true);
    expect(parameters[0]).toMatchObject({ name: 'W1', agrees: true });
    expect(parameters[0].difference).toBeGreaterThan(TOLERANCE);
  });

  it('a gradient that is 0 but for its own rounding raises none either', async () => {
    // batch norm behind it takes any shift out again
    const { agrees, parameters } = await check({ hidden: 'linear', batchNorm: true });
    expect(agrees).toBe(true);
    expect(parameters[2]).toMatchObject({ name: 'beta1', agrees: true });
    expect(Math.abs(parameters[2].worst?.backpropagation ?? 1)).toBeLessThan(1e-15);
  });

  it.each([
    ['sigmoid', 1e-4, 1.01],
    ['sigmoid', 1e-3, 1.01],
    ['sigmoid', 0.01, 1.01],
    ['tanh', 1e-3, 1.01],
    ['relu', 1e-3, 1.01],
    ['tanh', 1e-4, 0],
    ['relu', 1e-4, 0],
    ['relu', 1e-4, -1],
  ] as const)(
    'but an error in them is found: %s, weights of %f, times %f',
    async (hidden, deviation, factor) => {
      const sabotage = spoiling(Dense, ({ W }) => {
        if (W.name === 'W1') times(W.gradient, factor);
      });
      const { agrees, parameters } = await check({ hidden, deviation, sabotage });
      expect(agrees).toBe(false);
      expect(parameters.filter((found) => !found.agrees).map(({ name }) => name)).toEqual(['W1']);
    },
  );

  it('nor does a step whose rounding hides everything hide an error of 1 %', async () => {
    const sabotage = spoiling(Dense, ({ W }) => times(W.gradient, 1.01));
    const { parameters } = await check({ hidden: 'sigmoid', deviation: 0.1, sabotage }, { step: 1e-12 });
    expect(parameters.some(({ agrees }) => !agrees)).toBe(true);
  });

  it('and an error of 1e-8 is found', async () => {
    const sabotage = spoiling(Dense, ({ W }) => {
      if (W.name === 'W1') W.gradient.data[0] += 1e-8;
    });
    const { agrees, worst } = await check({ ...tiny, sabotage });
    expect(agrees).toBe(false);
    expect(worst).toMatchObject({ parameter: 'W1', index: [0, 0] });
  });
});

describe('a kink', () => {
  /** All inputs 0: with biases of 0 every Z of the first layer stands on relu's kink. */
  const onTheKink: Parts = { hidden: 'relu', inputs: () => new Float64Array(EXAMPLES * FEATURES) };

  it('that is stepped over is skipped, counted, and raises no alarm', async () => {
    const { network, X, Y } = problem(onTheKink);
    for (const { name, value } of network.params) if (name === 'b1') value.data.fill(0);
    const options = { rng: new RandomState(3), step: 1e-5, tolerance: TOLERANCE, samples: 1000 };
    const result = await checkGradients(backend, network, X, Y, options);
    const b1 = result.parameters[1];
    expect(b1).toMatchObject({ name: 'b1', checked: 0, skipped: 5, difference: 0, worst: undefined });
    // W1 moves no Z there: its derivative is 0, and exists
    expect(result.parameters[0]).toMatchObject({ name: 'W1', checked: 30, skipped: 0, agrees: true });
    expect(result).toMatchObject({ skipped: 5, agrees: true });
  });

  it('would raise one: without the skipping the same network disagrees', async () => {
    const blind = (layer: Layer) => withBackward(layer, (d, pass, w) => layer.backward(d, pass, w));
    const { network, X, Y } = problem({ ...onTheKink, sabotage: blind });
    for (const { name, value } of network.params) if (name === 'b1') value.data.fill(0);
    const options = { rng: new RandomState(3), step: 1e-5, tolerance: TOLERANCE, samples: 1000 };
    expect((await checkGradients(backend, network, X, Y, options)).agrees).toBe(false);
  });

  it('with every entry on one there is nothing to agree on', async () => {
    const { network, X, Y } = problem(onTheKink);
    const options = { rng: new RandomState(3), step: 1e6, tolerance: TOLERANCE, samples: 1000 };
    const result = await checkGradients(backend, network, X, Y, options);
    expect(result.parameters.filter(({ checked }) => checked === 0).length).toBeGreaterThan(0);
  });
});

describe('the network afterwards', () => {
  it('has the parameters and running averages that it had', async () => {
    const { network, X, Y } = problem({ batchNorm: true, keep: 0.8 });
    network.forward(X, { training: { rng: new RandomState(1) } });
    const before = network.parameters.map(({ value }) => Array.from(value.data));
    const options = { rng: new RandomState(3), step: 1e-5, tolerance: TOLERANCE, samples: 1000 };
    await checkGradients(backend, network, X, Y, options);
    expect(network.parameters.map(({ value }) => Array.from(value.data))).toEqual(before);
  });

  it('float32 is refused', async () => {
    const single = createReference('float32');
    const { network, X, Y } = problem({ on: single });
    const options = { rng: new RandomState(3), step: 1e-5, tolerance: TOLERANCE, samples: 1000 };
    await expect(checkGradients(single, network, X, Y, options)).rejects.toThrow('in float64');
  });
});
