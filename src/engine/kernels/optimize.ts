/** The optimizer steps that go through gradient, state and parameter once, n values each. */
import { wholeVectors } from './elementwise';

/** s = rho·s + (1−rho)·g², w −= rate·g/(√s + epsilon) */
export function rmsprop<T>(n: i32, g: usize, s: usize, w: usize, rate: T, rho: T, epsilon: T): void {
  const vRate = v128.splat<T>(rate);
  const vRho = v128.splat<T>(rho);
  const vRest = v128.splat<T>(1 - rho);
  const vEpsilon = v128.splat<T>(epsilon);
  const end = w + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = w + <usize>n * sizeof<T>();
  for (; w < end; w += 16, g += 16, s += 16) {
    const x = v128.load(g);
    const square = v128.add<T>(v128.mul<T>(vRho, v128.load(s)), v128.mul<T>(vRest, v128.mul<T>(x, x)));
    v128.store(s, square);
    const step = v128.div<T>(v128.mul<T>(vRate, x), v128.add<T>(v128.sqrt<T>(square), vEpsilon));
    v128.store(w, v128.sub<T>(v128.load(w), step));
  }
  for (; w < last; w += sizeof<T>(), g += sizeof<T>(), s += sizeof<T>()) {
    const x = load<T>(g);
    const square = rho * load<T>(s) + (1 - rho) * (x * x);
    store<T>(s, square);
    store<T>(w, load<T>(w) - (rate * x) / (sqrt<T>(square) + epsilon));
  }
}

/** s += g², w −= rate·g/(√s + epsilon) */
export function adagrad<T>(n: i32, g: usize, s: usize, w: usize, rate: T, epsilon: T): void {
  const vRate = v128.splat<T>(rate);
  const vEpsilon = v128.splat<T>(epsilon);
  const end = w + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = w + <usize>n * sizeof<T>();
  for (; w < end; w += 16, g += 16, s += 16) {
    const x = v128.load(g);
    const sum = v128.add<T>(v128.load(s), v128.mul<T>(x, x));
    v128.store(s, sum);
    const step = v128.div<T>(v128.mul<T>(vRate, x), v128.add<T>(v128.sqrt<T>(sum), vEpsilon));
    v128.store(w, v128.sub<T>(v128.load(w), step));
  }
  for (; w < last; w += sizeof<T>(), g += sizeof<T>(), s += sizeof<T>()) {
    const x = load<T>(g);
    const sum = load<T>(s) + x * x;
    store<T>(s, sum);
    store<T>(w, load<T>(w) - (rate * x) / (sqrt<T>(sum) + epsilon));
  }
}

/** m = beta1·m + (1−beta1)·g, v = beta2·v + (1−beta2)·g², w −= step·m/(√v·inverseRoot + epsilon) */
export function adam<T>(
  n: i32,
  g: usize,
  m: usize,
  v: usize,
  w: usize,
  step: T,
  beta1: T,
  beta2: T,
  epsilon: T,
  inverseRoot: T,
): void {
  const vStep = v128.splat<T>(step);
  const vBeta1 = v128.splat<T>(beta1);
  const vRest1 = v128.splat<T>(1 - beta1);
  const vBeta2 = v128.splat<T>(beta2);
  const vRest2 = v128.splat<T>(1 - beta2);
  const vEpsilon = v128.splat<T>(epsilon);
  const vInverse = v128.splat<T>(inverseRoot);
  const end = w + <usize>wholeVectors<T>(n) * sizeof<T>();
  const last = w + <usize>n * sizeof<T>();
  for (; w < end; w += 16, g += 16, m += 16, v += 16) {
    const x = v128.load(g);
    const mean = v128.add<T>(v128.mul<T>(vBeta1, v128.load(m)), v128.mul<T>(vRest1, x));
    const square = v128.add<T>(v128.mul<T>(vBeta2, v128.load(v)), v128.mul<T>(vRest2, v128.mul<T>(x, x)));
    v128.store(m, mean);
    v128.store(v, square);
    const root = v128.add<T>(v128.mul<T>(v128.sqrt<T>(square), vInverse), vEpsilon);
    v128.store(w, v128.sub<T>(v128.load(w), v128.div<T>(v128.mul<T>(vStep, mean), root)));
  }
  for (; w < last; w += sizeof<T>(), g += sizeof<T>(), m += sizeof<T>(), v += sizeof<T>()) {
    const x = load<T>(g);
    const mean = beta1 * load<T>(m) + (1 - beta1) * x;
    const square = beta2 * load<T>(v) + (1 - beta2) * (x * x);
    store<T>(m, mean);
    store<T>(v, square);
    store<T>(w, load<T>(w) - (step * mean) / (sqrt<T>(square) * inverseRoot + epsilon));
  }
}
