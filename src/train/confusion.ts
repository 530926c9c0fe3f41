/** Confusions of classes as counts of the pairs that occur: a matrix of K classes has K² cells, most of them 0. */

/** Examples of one class that were predicted to be of one class. */
export interface ConfusionPair {
  readonly actual: number;
  readonly predicted: number;
  readonly times: number;
}

/** How often each class was taken for each. */
export interface Confusion {
  /** At least two: beside a single class there is "not of it". */
  readonly classes: number;
  /** The pairs that occur, in the order of the matrix's cells. */
  readonly pairs: readonly ConfusionPair[];
}

/** Counts the pairs of class indices; takes memory for those that occur only. */
export function confusionOf(labels: Int32Array, predictions: Int32Array, classes: number): Confusion {
  const size = Math.max(classes, 2);
  const counts = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const cell = labels[i] * size + predictions[i];
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const cells = [...counts].sort(([a], [b]) => a - b);
  const pairs = cells.map(([cell, times]) => {
    return { actual: Math.floor(cell / size), predicted: cell % size, times };
  });
  return { classes: size, pairs };
}

/** matrix[actual][predicted]: K² numbers, for as many classes as can be shown. */
export function confusionMatrix({ classes, pairs }: Confusion): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { actual, predicted, times } of pairs) matrix[actual][predicted] = times;
  return matrix;
}
