import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/engine/matrix.js';
import { createReference } from '../../src/engine/reference/reference.js';
import { type Param, parameter } from '../../src/nn/parameter.js';
import { OPTIMIZERS, type OptimizerKind, type OptimizerName } from '../../src/train/optimizers.js';
import { expectRelative, type GoldenArray, readGolden, toMatrix } from '../helpers/goldens.js';

interface Case {
  name: string;
  kind: string;
  dtype?: 'float64' | 'float32';
  hyper: {
    lr: number;
    beta?: number;
    mu?: number;
    dampening?: number;
    beta1?: number;
    beta2?: number;
    eps?: number;
    decay?: number;
  };
  start: GoldenArray[];
  gradients: GoldenArray[][];
  after_step: GoldenArray[][];
}

const backend = createReference('float64');
const torch = ['adagrad', 'momentum'].flatMap(
  (name): Case[] => JSON.parse(readFileSync(`tests/train/goldens/${name}.json`, 'utf8')).cases,
);
const cases = [...(readGolden('optimizers.json').cases as Case[]), ...torch].map((golden) => ({
  ...golden,
  kind: golden.kind.replace('_torch', ''),
  dtype: golden.dtype ?? 'float64',
}));
const TOLERANCE = { float64: 1e-12, float32: 2e-6 };

const SETTINGS = {
  momentum: 0.9,
  dampening: undefined,
  beta1: 0.9,
  beta2: 0.999,
  rho: 0.9,
  epsilon: 1e-8,
  epsilonInRoot: false,
  weightDecay: 0.01,
};

const create = (
  kind: string,
  params: readonly Param[],
  hyper: Partial<Case['hyper']> = {},
  engine = backend,
) =>
  OPTIMIZERS[kind as OptimizerName].create(engine, params, {
    momentum: hyper.beta ?? hyper.mu ?? 0.9,
    dampening: hyper.dampening,
    beta1: hyper.beta1 ?? 0.9,
    beta2: hyper.beta2 ?? 0.999,
    rho: hyper.beta ?? 0.9,
    epsilon: hyper.eps ?? 1e-8,
    epsilonInRoot: false,
    weightDecay: hyper.decay ?? 0.01,
  });

const weights = (value: Matrix, layer = 1) => parameter(layer, 'weights', value);

describe('ten steps against NumPy and PyTorch, relative error <= 1e-12, in float32 <= 2e-6', () => {
  it.each(cases)('$name', ({ kind, dtype, hyper, start, gradients, after_step }) => {
    const engine = createReference(dtype);
    const params = start.map(({ shape: [rows, cols], data }, i): Param => {
      const value = engine.zeros(rows, cols);
      value.data.set(data);
      return { ...weights(value, i + 1), gradient: engine.zeros(rows, cols), decays: true };
    });
    const optimizer = create(kind, params, hyper, engine);
    for (const [step, expected] of after_step.entries()) {
      params.forEach(({ gradient }, i) => {
        gradient.data.set(gradients[step][i].data);
      });
      optimizer.step(hyper.lr);
      params.forEach(({ value }, i) => {
        expectRelative(value.data, expected[i].data, TOLERANCE[dtype], `step ${step}, parameter ${i}`);
      });
    }
  });

  it('every optimizer has a golden case', () => {
    expect(new Set(cases.map(({ kind }) => kind))).toEqual(new Set(Object.keys(OPTIMIZERS)));
  });
});

describe.each(Object.entries(OPTIMIZERS) as [string, OptimizerKind][])('%s', (name, kind) => {
  const fresh = (): Param => ({
    ...weights(toMatrix({ shape: [1, 2], data: [1, -1] })),
    gradient: toMatrix({ shape: [1, 2], data: [0.5, 2] }),
    decays: true,
  });

  it('leaves the gradient as it is', () => {
    const param = fresh();
    create(name, [param]).step(0.1);
    expect(Array.from(param.gradient.data)).toEqual([0.5, 2]);
    expect(Array.from(param.value.data)).not.toEqual([1, -1]);
  });

  it('is linear exactly when it says so: a gradient twice as large moves twice as far', () => {
    const moved = (factor: number) => {
      const param = fresh();
      backend.scale(factor, param.gradient);
      const optimizer = create(name, [param]);
      for (let i = 0; i < 3; i++) optimizer.step(0.1);
      return Array.from(param.value.data, (w, i) => w - [1, -1][i]);
    };
    const linear = moved(2).every((step, i) => Math.abs(step - 2 * moved(1)[i]) < 1e-12);
    expect(linear).toBe(kind.linear);
  });

  it('two instances share no state', () => {
    const [a, b] = [fresh(), fresh()];
    const first = create(name, [a]);
    first.step(0.1);
    first.step(0.1);
    create(name, [b]).step(0.1);
    const third = fresh();
    create(name, [third]).step(0.1);
    expect(b.value.data).toEqual(third.value.data);
  });
});

/** A surface of two parameters, with its gradient; both have their minimum 0 at (1, 1). */
type Surface = (x: number, y: number) => { height: number; gradient: [number, number] };
const SURFACES = {
  /** ½((x−1)² + 10(y−1)²) */
  parabola: (x, y) => ({
    height: ((x - 1) ** 2 + 10 * (y - 1) ** 2) / 2,
    gradient: [x - 1, 10 * (y - 1)],
  }),
  /** (1−x)² + 100(y−x²)²: a bent valley */
  Rosenbrock: (x, y) => ({
    height: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    gradient: [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  }),
} as const satisfies Record<string, Surface>;

/** The step size of each on either surface; rmsprop's steps stay as long as that, so it takes shorter ones. */
const RATES: Record<OptimizerName, { parabola: number; Rosenbrock: number }> = {
  gd: { parabola: 0.1, Rosenbrock: 0.001 },
  momentum: { parabola: 0.1, Rosenbrock: 0.002 },
  nesterov: { parabola: 0.02, Rosenbrock: 0.0005 },
  rmsprop: { parabola: 0.001, Rosenbrock: 0.0002 },
  adagrad: { parabola: 0.5, Rosenbrock: 0.5 },
  adam: { parabola: 0.01, Rosenbrock: 0.01 },
  adamw: { parabola: 0.01, Rosenbrock: 0.01 },
};

describe.each(['float64', 'float32'] as const)(
  'down from (-1, 2) to 1e-4 of the height in 20,000 steps, %s',
  (dtype) => {
    const table = Object.entries(RATES).flatMap(([name, rates]) =>
      (['parabola', 'Rosenbrock'] as const).map((surface) => [name, surface, rates[surface]] as const),
    );
    it.each(table)('%s on the %s, rate %d', (name, surface, rate) => {
      const engine = createReference(dtype);
      const value = engine.zeros(1, 2);
      value.data.set([-1, 2]);
      const param: Param = { ...weights(value), gradient: engine.zeros(1, 2), decays: false };
      const optimizer = OPTIMIZERS[name as OptimizerName].create(engine, [param], SETTINGS);
      const at = () => SURFACES[surface](value.data[0], value.data[1]);
      const start = at().height;
      for (let step = 0; step < 20_000; step++) {
        param.gradient.data.set(at().gradient);
        optimizer.step(rate);
      }
      expect(at().height).toBeLessThan(start * 1e-4);
    });
  },
);
