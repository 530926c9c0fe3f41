/** The optimizer steps that go through gradient, state and parameter once, n values each. */
import { wholeVectors } from './vectors';

/** s = rho·s + (1−rho)·g², w −= rate·g/(√s + epsilon) */
export function rmsprop(n: i32, g: usize, s: usize, w: usize, rate: Real, rho: Real, epsilon: Real): void {
  const vRate = v128.splat<Real>(rate);
  const vRho = v128.splat<Real>(rho);
  const vRest = v128.splat<Real>(1 - rho);
  const vEpsilon = v128.splat<Real>(epsilon);
  const end = w + <usize>wholeVectors(n) * sizeof<Real>();
  const last = w + <usize>n * sizeof<Real>();
  for (; w < end; w += 16, g += 16, s += 16) {
    const x = v128.load(g);
    const square = v128.add<Real>(
      v128.mul<Real>(vRho, v128.load(s)),
      v128.mul<Real>(vRest, v128.mul<Real>(x, x)),
    );
    v128.store(s, square);
    const step = v128.div<Real>(v128.mul<Real>(vRate, x), v128.add<Real>(v128.sqrt<Real>(square), vEpsilon));
    v128.store(w, v128.sub<Real>(v128.load(w), step));
  }
  for (; w < last; w += sizeof<Real>(), g += sizeof<Real>(), s += sizeof<Real>()) {
    const x = load<Real>(g);
    const square = rho * load<Real>(s) + (1 - rho) * (x * x);
    store<Real>(s, square);
    store<Real>(w, load<Real>(w) - (rate * x) / (sqrt<Real>(square) + epsilon));
  }
}

/** s += g², w −= rate·g/(√s + epsilon) */
export function adagrad(n: i32, g: usize, s: usize, w: usize, rate: Real, epsilon: Real): void {
  const vRate = v128.splat<Real>(rate);
  const vEpsilon = v128.splat<Real>(epsilon);
  const end = w + <usize>wholeVectors(n) * sizeof<Real>();
  const last = w + <usize>n * sizeof<Real>();
  for (; w < end; w += 16, g += 16, s += 16) {
    const x = v128.load(g);
    const sum = v128.add<Real>(v128.load(s), v128.mul<Real>(x, x));
    v128.store(s, sum);
    const step = v128.div<Real>(v128.mul<Real>(vRate, x), v128.add<Real>(v128.sqrt<Real>(sum), vEpsilon));
    v128.store(w, v128.sub<Real>(v128.load(w), step));
  }
  for (; w < last; w += sizeof<Real>(), g += sizeof<Real>(), s += sizeof<Real>()) {
    const x = load<Real>(g);
    const sum = load<Real>(s) + x * x;
    store<Real>(s, sum);
    store<Real>(w, load<Real>(w) - (rate * x) / (sqrt<Real>(sum) + epsilon));
  }
}

/** m = beta1·m + (1−beta1)·g, v = beta2·v + (1−beta2)·g², w −= step·m/(√(v + inner)·inverseRoot + epsilon) */
export function adam(
  n: i32,
  g: usize,
  m: usize,
  v: usize,
  w: usize,
  step: Real,
  beta1: Real,
  beta2: Real,
  epsilon: Real,
  inner: Real,
  inverseRoot: Real,
): void {
  const vStep = v128.splat<Real>(step);
  const vBeta1 = v128.splat<Real>(beta1);
  const vRest1 = v128.splat<Real>(1 - beta1);
  const vBeta2 = v128.splat<Real>(beta2);
  const vRest2 = v128.splat<Real>(1 - beta2);
  const vEpsilon = v128.splat<Real>(epsilon);
  const vInner = v128.splat<Real>(inner);
  const vInverse = v128.splat<Real>(inverseRoot);
  const end = w + <usize>wholeVectors(n) * sizeof<Real>();
  const last = w + <usize>n * sizeof<Real>();
  for (; w < end; w += 16, g += 16, m += 16, v += 16) {
    const x = v128.load(g);
    const mean = v128.add<Real>(v128.mul<Real>(vBeta1, v128.load(m)), v128.mul<Real>(vRest1, x));
    const square = v128.add<Real>(
      v128.mul<Real>(vBeta2, v128.load(v)),
      v128.mul<Real>(vRest2, v128.mul<Real>(x, x)),
    );
    v128.store(m, mean);
    v128.store(v, square);
    const root = v128.mul<Real>(v128.sqrt<Real>(v128.add<Real>(square, vInner)), vInverse);
    const ratio = v128.div<Real>(v128.mul<Real>(vStep, mean), v128.add<Real>(root, vEpsilon));
    v128.store(w, v128.sub<Real>(v128.load(w), ratio));
  }
  for (; w < last; w += sizeof<Real>(), g += sizeof<Real>(), m += sizeof<Real>(), v += sizeof<Real>()) {
    const x = load<Real>(g);
    const mean = beta1 * load<Real>(m) + (1 - beta1) * x;
    const square = beta2 * load<Real>(v) + (1 - beta2) * (x * x);
    store<Real>(m, mean);
    store<Real>(v, square);
    store<Real>(w, load<Real>(w) - (step * mean) / (sqrt<Real>(square + inner) * inverseRoot + epsilon));
  }
}
