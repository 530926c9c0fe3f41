/** Mistakes about the start: how W and b are drawn. */
import { Matrix } from '../../engine/matrix.js';
import { RandomState } from '../../engine/rng.js';
import { INITS } from '../../nn/init.js';
import { scaled, transposed } from '../arrays.js';
import { byInit, type Drawing, drawn, type Fill, meantStart } from '../drawing.js';
import type { Place } from '../place.js';
import type { Layer, Line, Mistake } from './mistake.js';

const RIGHT: Line = (at) => startLine(at);
const STREAM = 'The same seed gives the same numbers only if they are drawn in the same order and shape.';
const SCALE = 'With the factor of the initialisation the signal keeps its size from layer to layer.';

/** Seeds that people like. */
const SEEDS = [
  ...Array.from({ length: 21 }, (_, i) => i),
  42,
  99,
  100,
  123,
  1234,
  12345,
  1337,
  2023,
  2024,
  2025,
];

type Name = keyof typeof INITS;
const NAMES = Object.keys(INITS) as Name[];

/** NumPy's way to write each initialisation. */
const CODE: Readonly<Record<Name, string>> = {
  'lecun-normal': 'W = np.random.randn(n, n_prev) / np.sqrt(n_prev)',
  'he-normal': 'W = np.random.randn(n, n_prev) * np.sqrt(2 / n_prev)',
  'glorot-normal': 'W = np.random.randn(n, n_prev) * np.sqrt(2 / (n_prev + n))',
  'glorot-uniform': 'l = np.sqrt(6 / (n_prev + n)); W = np.random.uniform(-l, l, (n, n_prev))',
  'he-uniform': 'l = np.sqrt(6 / n_prev); W = np.random.uniform(-l, l, (n, n_prev))',
  'torch-default': 'l = 1 / np.sqrt(n_prev); W = np.random.uniform(-l, l, (n, n_prev))',
  zeros: 'W = np.zeros((n, n_prev))',
};

export const STARTS: readonly Mistake[] = [
  ...NAMES.map(asInit),
  asNormal('start-times-0.01', () => 0.01, 'the weights are drawn times 0.01', '* 0.01'),
  asNormal('start-unscaled', () => 1, 'the weights are drawn without a factor', ''),
  asNormal(
    'start-over-n_prev',
    (_, p) => 1 / p,
    'the root is missing: the weights are divided by n_prev',
    '/ n_prev',
  ),
  asNormal(
    'start-over-root-of-n',
    (n) => 1 / Math.sqrt(n),
    'the weights are scaled by the units of their own layer',
    '/ np.sqrt(n)',
  ),
  asNormal(
    'start-root-2-over-n_prev',
    (_, p) => Math.SQRT2 / p,
    'the root is taken of 2 alone',
    '* np.sqrt(2) / n_prev',
  ),
  {
    id: 'start-uniform',
    changes: { W: (at) => drawn(at, { fill: scaledBy(at, (rng, n, p) => rng.rand(n, p)) }) },
    where: isNormal,
    did: 'the weights are drawn by rand, from 0 to 1',
    wrong: (at) => `W = np.random.rand(n, n_prev)${factorCode(at)}`,
    right: RIGHT,
    why: 'rand gives no negative number; randn gives the normal distribution.',
  },
  {
    id: 'start-transposed',
    changes: { W: (at) => drawn(at, { fill: (rng, n, p) => turned(rightFill(at), rng, n, p) }) },
    where: hasStart,
    did: 'the weights are drawn in the shape (n_prev, n), and transposed',
    wrong: (at) => transposedLine(startLine(at)),
    right: RIGHT,
    why: STREAM,
  },
  {
    id: 'start-layers-backwards',
    changes: { W: (at) => drawn(at, { fill: rightFill(at), isBackwards: true }) },
    where: hasStart,
    did: 'the last layer is drawn first',
    wrong: 'for l in reversed(range(1, L + 1)): …',
    right: 'for l in range(1, L + 1): …',
    why: STREAM,
  },
  {
    id: 'start-seed-in-each-layer',
    changes: { W: (at) => ofFreshStream(at) },
    where: hasStart,
    did: 'the seed is set again before each layer',
    wrong: (at) => `for l in range(1, L + 1): ${seedLine(at)}; …`,
    right: (at) => `${seedLine(at)}; for l in range(1, L + 1): …`,
    why: 'All layers begin with the same numbers then.',
  },
  ...[
    biasesDrawn('randn(n, 1)', () => 1),
    biasesDrawn('randn(n, 1) * 0.01', () => 0.01),
    biasesDrawn('randn(n, 1) / np.sqrt(n_prev)', (p) => 1 / Math.sqrt(p)),
    biasesDrawn('randn(n, 1) * np.sqrt(2 / n_prev)', (p) => Math.sqrt(2 / p)),
  ],
  {
    id: 'start-b-of-ones',
    changes: { b: (at) => new Matrix(rowsOf(at), 1, new Float64Array(rowsOf(at)).fill(1)) },
    where: hasStart,
    did: 'b begins at 1',
    wrong: 'b = np.ones((n, 1))',
    right: 'b = np.zeros((n, 1))',
    why: 'Biases begin at 0.',
  },
  ...SEEDS.map(ofSeed),
];

/** W as another initialisation draws it. */
function asInit(name: Name): Mistake {
  return {
    id: `start-${name}`,
    changes: { W: (at) => drawn(at, { fill: byInit(name) }) },
    where: ({ network: { start } }) => start !== undefined && start.init !== name,
    did: name === 'zeros' ? 'the weights begin at 0' : `the weights are drawn as ${name} draws them`,
    wrong: CODE[name],
    right: RIGHT,
    why: name === 'zeros' ? 'Units that begin equal stay equal.' : SCALE,
  };
}

/** randn·factor */
function asNormal(id: string, factor: (n: number, p: number) => number, did: string, code: string): Mistake {
  const fill: Fill = (rng, n, p) => rng.randn(n, p).map((z) => z * factor(n, p));
  return {
    id,
    changes: { W: (at) => drawn(at, { fill }) },
    where: hasStart,
    did,
    wrong: `W = np.random.randn(n, n_prev) ${code}`.trim(),
    right: RIGHT,
    why: SCALE,
  };
}

/** b drawn behind each W. */
function biasesDrawn(code: string, factor: (p: number) => number): Mistake {
  return {
    id: 'start-b-drawn',
    changes: {
      W: (at) => drawn(at, { fill: rightFill(at), between: (rng, n) => rng.randn(n) }),
      b: (at) => scaled(gaussiansBehind(at), factor(at.network.sizes[at.layer - 1])),
    },
    where: hasStart,
    did: 'b is drawn, too, and moves the stream on',
    wrong: `b = np.random.${code}`,
    right: 'b = np.zeros((n, 1))',
    why: STREAM,
  };
}

function ofSeed(seed: number): Mistake {
  return {
    id: `start-seed-${seed}`,
    changes: { W: (at) => drawn(at, { fill: rightFill(at), seed }) },
    where: ({ network: { start } }) => start !== undefined && start.seed !== seed,
    did: `the weights are drawn with the seed ${seed}`,
    wrong: `np.random.seed(${seed})`,
    right: seedLine,
    why: 'Each seed has its own stream of numbers.',
  };
}

function rightFill(at: Place): Fill {
  return byInit(meantStart(at).init);
}

/** The layer's W as the first of a stream. */
function ofFreshStream(at: Place): Matrix {
  const [n, p] = [rowsOf(at), at.network.sizes[at.layer - 1]];
  const values = rightFill(at)(new RandomState(meantStart(at).seed), n, p);
  return new Matrix(n, p, Float64Array.from(values));
}

/** W drawn as (p × n) and turned: (n × p), row by row */
function turned(fill: Fill, rng: RandomState, n: number, p: number): ArrayLike<number> {
  // The factor is still that of a layer of n units.
  const values = Float64Array.from(fill(rng, n, p));
  return transposed(new Matrix(p, n, values)).data;
}

/** `fill` times the factor of the normal initialisation. */
function scaledBy(at: Place, fill: Fill): Fill {
  return (rng, n, p) => Float64Array.from(fill(rng, n, p), (x) => x * deviation(meantStart(at).init, n, p));
}

/** Standard deviation of a normal initialisation. */
function deviation(init: string, n: number, p: number): number {
  if (init === 'he-normal') return Math.sqrt(2 / p);
  if (init === 'glorot-normal') return Math.sqrt(2 / (p + n));
  if (init === 'lecun-normal') return 1 / Math.sqrt(p);
  return Number(init.slice('normal:'.length));
}

/** The gaussians behind the layer's W, (n × 1), where each layer has some. */
function gaussiansBehind(at: Place): Matrix {
  let behind: Float64Array = new Float64Array();
  const fill: Drawing['fill'] = (rng, n, p) => {
    const values = rightFill(at)(rng, n, p);
    behind = rng.randn(n);
    return values;
  };
  drawn(at, { fill });
  return new Matrix(rowsOf(at), 1, behind);
}

function rowsOf({ network, layer }: Place): number {
  return network.sizes[layer];
}

/** W as the options say that it is drawn. */
function startLine({ network: { start } }: Layer): string {
  const init = start?.init ?? 'lecun-normal';
  return init in CODE
    ? CODE[init as Name]
    : `W = np.random.randn(n, n_prev) * ${init.slice('normal:'.length)}`;
}

/** The factor of a normal initialisation, behind its numbers. */
function factorCode(at: Layer): string {
  return startLine(at).slice('W = np.random.randn(n, n_prev)'.length);
}

/** The line with W drawn in the shape (n_prev, n), and transposed. */
function transposedLine(line: string): string {
  return line.replace(
    /np\.random\.\w+\(.*?\(?n, n_prev\)+/,
    (draw) => `${draw.replace('n, n_prev', 'n_prev, n')}.T`,
  );
}

function seedLine({ network: { start } }: Layer): string {
  return `np.random.seed(${start?.seed})`;
}

function hasStart({ network: { start } }: Layer): boolean {
  return start !== undefined;
}

function isNormal({ network: { start } }: Layer): boolean {
  return /normal/.test(start?.init ?? '');
}
