/** Labelled points of the plane, and the tools that make them: NumPy's linspace, shuffle and noise. */
import type { RandomState, Shufflable } from '../../engine/rng.js';

/** Points of the plane and their classes. */
export interface Points {
  /** Example-major: x and y of each point. */
  readonly values: Float64Array;
  /** The class of each point. */
  readonly labels: Int32Array;
}

/** `np.linspace(start, stop, n)`; with `open`, `endpoint=False`. */
export function linspace(start: number, stop: number, n: number, open = false): Float64Array {
  const steps = open ? n : n - 1;
  if (steps < 1) return new Float64Array(n).fill(start);
  const step = (stop - start) / steps;
  const points = Float64Array.from({ length: n }, (_, i) => i * step + start);
  if (!open) points[n - 1] = stop;
  return points;
}

/** Divides `n` examples among `classes`; the first classes get one more if they do not divide evenly. */
export function share(n: number, classes: number): number[] {
  return Array.from({ length: classes }, (_, c) => Math.floor(n / classes) + (c < n % classes ? 1 : 0));
}

/** The classes' points one after the other; each of `parts` holds x, y, x, y, … of one class. */
export function joined(parts: readonly ArrayLike<number>[]): Points {
  return {
    values: Float64Array.from(parts.flatMap((part) => Array.from(part))),
    labels: Int32Array.from(parts.flatMap((part, c) => new Array<number>(part.length / 2).fill(c))),
  };
}

/** The points in the order that `sklearn.utils.shuffle` gives them. */
export function shuffled({ values, labels }: Points, rng: RandomState): Points {
  const order = Int32Array.from(labels, (_, i) => i);
  rng.shuffle(order as Shufflable);
  return {
    values: Float64Array.from(values, (_, i) => values[2 * order[i >> 1] + (i & 1)]),
    labels: order.map((i) => labels[i]),
  };
}

/** Each coordinate + deviation·gaussian, in the order of the points. */
export function withNoise({ values, labels }: Points, deviation: number, rng: RandomState): Points {
  const noise = rng.normal(0, deviation, values.length);
  return { values: values.map((value, i) => value + noise[i]), labels };
}
