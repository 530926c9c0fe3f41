/** Whether probabilities mean what they say: of the examples told 70 %, do 70 % come true? */

/** Equal bins of the probability from 0 to 1, each with its upper end, as scikit-learn's calibration_curve has them. */
const BINS = 10;

/** The examples whose probability lies in (low, high]; the first bin has 0 too. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly examples: number;
  /** The mean probability told. */
  readonly predicted: number;
  /** The share that came true. */
  readonly observed: number;
}

export interface Calibration {
  /** Those that have examples. */
  readonly bins: readonly CalibrationBin[];
  /** The expected calibration error: Σ n_b/m · |observed − predicted|. */
  readonly expectedError: number;
  /** The Brier score: the mean of (probability − outcome)². */
  readonly brier: number;
}

/** `outcomes` are 1 where what was told with `probabilities[i]` came true, else 0. */
export function calibrationOf(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): Calibration {
  const counts = new Array<number>(BINS).fill(0);
  const [told, true_] = [[...counts], [...counts]];
  let squares = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const bin = binOf(probabilities[i]);
    counts[bin]++;
    told[bin] += probabilities[i];
    true_[bin] += outcomes[i];
    squares += (probabilities[i] - outcomes[i]) ** 2;
  }
  const bins = counts.flatMap((examples, b) =>
    examples === 0
      ? []
      : {
          low: b / BINS,
          high: (b + 1) / BINS,
          examples,
          predicted: told[b] / examples,
          observed: true_[b] / examples,
        },
  );
  const m = probabilities.length;
  const error = (bin: CalibrationBin) => (bin.examples / m) * Math.abs(bin.observed - bin.predicted);
  return {
    bins,
    expectedError: bins.reduce((sum, bin) => sum + error(bin), 0),
    brier: squares / m,
  };
}

/** How many of the inner ends lie below p. They are NumPy's linspace: multiples of 0.1, not tenths. */
function binOf(p: number): number {
  let bin = 0;
  while (bin < BINS - 1 && (bin + 1) * (1 / BINS) < p) bin++;
  return bin;
}
