/**
 * The standard normal distribution and gelu, z·Φ(z), with the same bits in every engine. Φ is accurate relative to
 * itself down to where it underflows. Kernels compute the same in kernels/normal.ts.
 */
import { exp, expOfSum, upperHalf } from './math.js';

/** Starts of the second, third and fourth range of x = |z|/√2. */
const STARTS = [0.84375, 1.25, 1 / 0.35];
/**
 * The error function's approximations on each range of x, from Sun Microsystems' fdlibm 5.3 (s_erf.c): coefficients
 * of a rational function R(t), numerator and denominator in turn, from the highest power on.
 * erf x = x + x·R(x²); erf x = ERF_1 + R(x − 1); twice: erfc x = e^(−x² − 0.5625 + R(1/x²)) / x.
 */
const TERMS = [
  [
    0, 0, 0, 0, 0, 0, 0, -3.960228278775368e-6, -2.3763016656650163e-5, 0.00013249473800432164,
    -0.005770270296489442, 0.005081306281875766, -0.02848174957559851, 0.0650222499887673,
    -0.3250421072470015, 0.39791722395915535, 0.12837916709551256, 1,
  ],
  [
    0, 0, 0, 0, -0.002166375594868791, 0.011984499846799107, 0.035478304325618236, 0.01363708391202905,
    -0.11089469428239668, 0.12617121980876164, 0.31834661990116175, 0.07182865441419627, -0.3722078760357013,
    0.540397917702171, 0.41485611868374833, 0.10642088040084423, -0.0023621185607526594, 1,
  ],
  [
    0, -0.0604244152148581, -9.814329344169145, 6.570249770319282, -81.2874355063066, 108.63500554177944,
    -184.60509290671104, 429.00814002756783, -162.39666946257347, 645.3872717332679, -62.375332450326006,
    434.56587747522923, -10.558626225323291, 137.65775414351904, -0.6938585727071818, 19.651271667439257,
    -0.009864944034847148, 1,
  ],
  [
    0, 0, 0, -22.44095244658582, -483.5191916086514, 474.52854120695537, -1025.0951316110772,
    2553.0504064331644, -637.5664433683896, 3199.8582195085955, -160.63638485582192, 1536.729586084437,
    -17.757954917754752, 325.7925129965739, -0.799283237680523, 30.33806074348246, -0.0098649429247001, 1,
  ],
];
const ERF_1 = 0.8450629115104675;
/** Φ(−z) and φ(z) are 0 in float64 from here on. */
const FURTHEST = 38.6;
const DENSITY_AT_0 = 0.3989422804014327; // 1/√(2π)

/** The rational function of `range` at t. */
function rational(range: number, t: number): number {
  const terms = TERMS[range];
  let [above, below] = [terms[0], terms[1]];
  for (let i = 2; i < terms.length; i += 2) {
    above = above * t + terms[i];
    below = below * t + terms[i + 1];
  }
  return above / below;
}

/** Φ(−size) for 0 ≤ size ≤ {@link FURTHEST}. */
function lowerTail(size: number): number {
  const x = size * Math.SQRT1_2;
  const range = Number(x >= STARTS[0]) + Number(x >= STARTS[1]) + Number(x >= STARTS[2]);
  if (range === 0) return 0.5 - 0.5 * (x + x * rational(0, x * x));
  if (range === 1) return 0.5 * (1 - ERF_1) - 0.5 * rational(1, x - 1);
  // −size²/2 is −h²/2, which is exact, and the rest.
  const h = upperHalf(size);
  const rest = 0.5 * ((h - size) * (h + size)) + (rational(range, 1 / (x * x)) - 0.5625);
  return (0.5 * expOfSum(-0.5 * (h * h), rest)) / x;
}

/** Φ(z), the share of a standard normal distribution below z. */
export function normalCdf(z: number): number {
  const tail = lowerTail(Math.min(Math.abs(z), FURTHEST));
  return z < 0 ? tail : 1 - tail;
}

/** z·Φ(z): −0 where it underflows, also for −∞. */
export function gelu(z: number): number {
  return Math.max(z, -FURTHEST) * normalCdf(z);
}

/** The derivative of gelu, Φ(z) + z·φ(z). */
export function geluSlope(z: number): number {
  const near = Math.min(Math.max(z, -FURTHEST), FURTHEST);
  return normalCdf(z) + near * (DENSITY_AT_0 * exp(-0.5 * (near * near)));
}
