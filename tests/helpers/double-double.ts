/**
 * Reference functions in double-double arithmetic (about 106 bits), to measure the last place of the
 * kernels' exp, log, tanh, sin, …: a number is the unevaluated sum of two float64.
 */
export type Double2 = readonly [high: number, low: number];

function twoSum(a: number, b: number): Double2 {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

const SPLIT = 134217729; // 2^27 + 1

function twoProduct(a: number, b: number): Double2 {
  const product = a * b;
  const [ah, al] = halves(a);
  const [bh, bl] = halves(b);
  return [product, ah * bh - product + ah * bl + al * bh + al * bl];
}

function halves(a: number): Double2 {
  const c = SPLIT * a;
  const high = c - (c - a);
  return [high, a - high];
}

function add(a: Double2, b: Double2): Double2 {
  const [s, e] = twoSum(a[0], b[0]);
  const [t, f] = twoSum(a[1], b[1]);
  const [u, g] = twoSum(s, e + t);
  return twoSum(u, g + f);
}

function multiply(a: Double2, b: Double2): Double2 {
  const [p, e] = twoProduct(a[0], b[0]);
  return twoSum(p, e + a[0] * b[1] + a[1] * b[0]);
}

function divide(a: Double2, b: Double2): Double2 {
  const first = a[0] / b[0];
  const rest = add(a, multiply(b, [-first, 0]));
  const second = rest[0] / b[0];
  const last = add(rest, multiply(b, [-second, 0]));
  return add(twoSum(first, second), [last[0] / b[0], 0]);
}

// ln 2 to 159 bits, in three parts
const LN2: readonly [number, number, number] = [Math.LN2, 2.3190468138462996e-17, 5.707708438416212e-34];

/** e^r − 1 for small r, by its Taylor series. */
function expm1Series(r: Double2): Double2 {
  let sum: Double2 = [0, 0];
  for (let n = 27; n >= 2; n--) sum = divide(multiply(add(sum, [1, 0]), r), [n, 0]);
  return multiply(add(sum, [1, 0]), r);
}

/** e^x as e^r · 2^k, so that k may lie outside the range of a float64. */
function expParts(x: Double2): [expm1: Double2, power: number] {
  const k = Math.round(x[0] / LN2[0]);
  const r = LN2.reduce<Double2>((rest, part) => add(rest, twoProduct(-k, part)), x);
  return [expm1Series(r), k];
}

const ONE: Double2 = [1, 0];
const negated = ([high, low]: Double2): Double2 => [-high, -low];
const scaled = ([high, low]: Double2, k: number): Double2 => [high * 2 ** k, low * 2 ** k];

export function expOf(x: Double2): Double2 {
  const [part, k] = expParts(x);
  return scaled(add(ONE, part), k);
}

function expm1Of(x: Double2): Double2 {
  const [part, k] = expParts(x);
  return k === 0 ? part : add(scaled(add(ONE, part), k), negated(ONE));
}

/** log x by one Newton step from the engine's own logarithm, which doubles its digits. */
export function logOf(x: number): Double2 {
  const guess = Math.log(x);
  const [part, k] = expParts([-guess, 0]);
  const ratio = scaled(multiply(add(ONE, part), [x, 0]), k);
  const e = add(ratio, negated(ONE));
  const square = multiply(e, e);
  return add([guess, 0], add(e, scaled(negated(square), -1)));
}

export function tanhOf(x: number): Double2 {
  const t = expm1Of([2 * x, 0]);
  return divide(t, add(t, [2, 0]));
}

export function sigmoidOf(x: number): Double2 {
  return x >= 0 ? divide(ONE, add(ONE, expOf([-x, 0]))) : divide(expOf([x, 0]), add(ONE, expOf([x, 0])));
}

// π/2 to 211 bits, in four parts
const HALF_PI = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33, 5.562271104316826e-50];

/** sin(r + shift·π/2) for |r| ≤ π/4 by the Taylor series: Σ ±r^n/n!, n odd (shift 0) or even (shift 1). */
function sineSeries(r: Double2, shift: number): Double2 {
  const z = multiply(r, r);
  let sum: Double2 = ONE;
  for (let n = 30 + shift; n > 1; n -= 2) {
    const below = shift === 1 ? (n - 1) * (n - 2) : n * (n + 1);
    sum = add(ONE, negated(divide(multiply(z, sum), [below, 0])));
  }
  return shift === 1 ? sum : multiply(r, sum);
}

/** sin(x + shift·π/2) */
function sineOf(x: number, shift: number): Double2 {
  const k = Math.round(x / HALF_PI[0]);
  const r = HALF_PI.reduce<Double2>((rest, part) => add(rest, twoProduct(-k, part)), [x, 0]);
  const turns = (k + shift) & 3;
  const size = sineSeries(r, turns & 1);
  return turns > 1 ? negated(size) : size;
}

export const sinOf = (x: number): Double2 => sineOf(x, 0);
export const cosOf = (x: number): Double2 => sineOf(x, 1);

/** |got − exact| in units of the last place of the exact value. */
export function ulps(got: number, exact: Double2): number {
  const magnitude = Math.abs(exact[0]);
  const exponent = Math.max(-1022, Math.floor(Math.log2(magnitude)));
  const unit = 2 ** (exponent - 52);
  return Math.abs((got - exact[0] - exact[1]) / unit);
}
