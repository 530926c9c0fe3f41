/** gelu and its derivative of two float64 at once: the formulas of ../normal.ts, operation for operation. */
import { both, exp, expOfSum, upper } from './math';

/** Numerator and denominator in turn, from the highest power on: a range of x after the other. */
const TERMS = memory.data<f64>([
  0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -3.960228278775368e-6, -2.3763016656650163e-5, 0.00013249473800432164,
  -0.005770270296489442, 0.005081306281875766, -0.02848174957559851, 0.0650222499887673, -0.3250421072470015,
  0.39791722395915535, 0.12837916709551256, 1.0, 0.0, 0.0, 0.0, 0.0, -0.002166375594868791,
  0.011984499846799107, 0.035478304325618236, 0.01363708391202905, -0.11089469428239668, 0.12617121980876164,
  0.31834661990116175, 0.07182865441419627, -0.3722078760357013, 0.540397917702171, 0.41485611868374833,
  0.10642088040084423, -0.0023621185607526594, 1.0, 0.0, -0.0604244152148581, -9.814329344169145,
  6.570249770319282, -81.2874355063066, 108.63500554177944, -184.60509290671104, 429.00814002756783,
  -162.39666946257347, 645.3872717332679, -62.375332450326006, 434.56587747522923, -10.558626225323291,
  137.65775414351904, -0.6938585727071818, 19.651271667439257, -0.009864944034847148, 1.0, 0.0, 0.0, 0.0,
  -22.44095244658582, -483.5191916086514, 474.52854120695537, -1025.0951316110772, 2553.0504064331644,
  -637.5664433683896, 3199.8582195085955, -160.63638485582192, 1536.729586084437, -17.757954917754752,
  325.7925129965739, -0.799283237680523, 30.33806074348246, -0.0098649429247001, 1.0,
]);
/** Bytes of a range's terms. */
const RANGE_BYTES: usize = 144;
const ERF_1: f64 = 0.8450629115104675;
const FURTHEST: f64 = 38.6;
const DENSITY_AT_0: f64 = 0.3989422804014327;

/** The numerator and the denominator at t of the range whose terms begin at `terms`. */
function fraction(terms: usize, t: v128): v128 {
  let both = v128.load(terms);
  const end = terms + RANGE_BYTES;
  for (let at = terms + 16; at < end; at += 16) both = f64x2.add(f64x2.mul(both, t), v128.load(at));
  return both;
}

/** The rational function of each value's range at t. */
function rational(range: v128, t: v128): v128 {
  const first = fraction(
    TERMS + <usize>i64x2.extract_lane(range, 0) * RANGE_BYTES,
    v128.shuffle<f64>(t, t, 0, 0),
  );
  const second = fraction(
    TERMS + <usize>i64x2.extract_lane(range, 1) * RANGE_BYTES,
    v128.shuffle<f64>(t, t, 1, 1),
  );
  return f64x2.div(v128.shuffle<f64>(first, second, 0, 2), v128.shuffle<f64>(first, second, 1, 3));
}

function lowerTail(size: v128): v128 {
  const half = both(0.5);
  const x = f64x2.mul(size, both(Math.SQRT1_2));
  const square = f64x2.mul(x, x);
  const second = f64x2.ge(x, both(0.84375));
  const third = f64x2.ge(x, both(1.25));
  // Each comparison that holds is −1.
  const range = i64x2.neg(i64x2.add(i64x2.add(second, third), f64x2.ge(x, both(1.0 / 0.35))));
  const near = v128.bitselect(f64x2.sub(x, both(1)), square, second);
  if (!v128.any_true(third)) return nearTail(x, second, rational(range, near));
  const r = rational(range, v128.bitselect(f64x2.div(both(1), square), near, third));
  const h = upper(size);
  const lost = f64x2.mul(half, f64x2.mul(f64x2.sub(h, size), f64x2.add(h, size)));
  const rest = f64x2.add(lost, f64x2.sub(r, both(0.5625)));
  const power = expOfSum(f64x2.mul(both(-0.5), f64x2.mul(h, h)), rest);
  return v128.bitselect(f64x2.div(f64x2.mul(half, power), x), nearTail(x, second, r), third);
}

/** Φ(−√2·x) on the first two ranges. */
function nearTail(x: v128, second: v128, r: v128): v128 {
  const half = both(0.5);
  const first = f64x2.sub(half, f64x2.mul(half, f64x2.add(x, f64x2.mul(x, r))));
  return v128.bitselect(f64x2.sub(both(0.5 * (1 - ERF_1)), f64x2.mul(half, r)), first, second);
}

function normalCdf(z: v128): v128 {
  const tail = lowerTail(f64x2.pmin(f64x2.abs(z), both(FURTHEST)));
  return v128.bitselect(tail, f64x2.sub(both(1), tail), f64x2.lt(z, both(0)));
}

export function gelu(z: v128): v128 {
  return f64x2.mul(f64x2.pmax(z, both(-FURTHEST)), normalCdf(z));
}

export function geluSlope(z: v128): v128 {
  const near = f64x2.pmin(f64x2.pmax(z, both(-FURTHEST)), both(FURTHEST));
  const density = f64x2.mul(both(DENSITY_AT_0), exp(f64x2.mul(both(-0.5), f64x2.mul(near, near))));
  return f64x2.add(normalCdf(z), f64x2.mul(near, density));
}
