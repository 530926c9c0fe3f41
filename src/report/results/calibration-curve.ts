/** Predicted probabilities against observed frequencies, in equal bins as scikit-learn's calibration_curve has them. */

/** Bins of the probability from 0 to 1, each with its upper end. */
const BINS = 10;

/** The examples whose probability lies in (low, high]; the first bin has 0 too. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly examples: number;
  /** The mean predicted probability. */
  readonly predicted: number;
  /** The observed frequency: the share of examples with outcome 1. */
  readonly observed: number;
}

export interface CalibrationCurve {
  /** Bins without examples are left out. */
  readonly bins: readonly CalibrationBin[];
  /** The expected calibration error: Σ n_b/m · |observed − predicted|. */
  readonly expectedError: number;
  /** The Brier score: the mean of (probability − outcome)². */
  readonly brier: number;
}

/** `outcomes[i]` is 1 where the event of `probabilities[i]` happened, else 0. */
export function calibrationCurve(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): CalibrationCurve {
  const sums = Array.from({ length: BINS }, () => ({ examples: 0, probability: 0, outcome: 0 }));
  const m = probabilities.length;
  let squares = 0;
  for (let i = 0; i < m; i++) {
    const sum = sums[binOf(probabilities[i])];
    sum.examples++;
    sum.probability += probabilities[i];
    sum.outcome += outcomes[i];
    squares += (probabilities[i] - outcomes[i]) ** 2;
  }
  const bins = sums
    .map(({ examples, probability, outcome }, b) => ({
      low: b / BINS,
      high: (b + 1) / BINS,
      examples,
      predicted: probability / examples,
      observed: outcome / examples,
    }))
    .filter(({ examples }) => examples > 0);
  const error = (bin: CalibrationBin) => (bin.examples / m) * Math.abs(bin.observed - bin.predicted);
  return { bins, expectedError: bins.reduce((sum, bin) => sum + error(bin), 0), brier: squares / m };
}

/** Examples that an observed frequency needs to say anything: one of 10 moves by 0.1 with each of them. */
const FEWEST = 10;

/** Neighbouring bins joined until each has 10 examples or more; all in one where there are fewer. */
export function joinedBins(bins: readonly CalibrationBin[]): CalibrationBin[] {
  const joined: CalibrationBin[] = [];
  for (const bin of bins) {
    const last = joined.at(-1);
    if (last === undefined || last.examples >= FEWEST) joined.push(bin);
    else joined[joined.length - 1] = joinedTo(last, bin);
  }
  const [end, before] = [joined.at(-1), joined.at(-2)];
  if (end === undefined || before === undefined || end.examples >= FEWEST) return joined;
  return [...joined.slice(0, -2), joinedTo(before, end)];
}

function joinedTo(a: CalibrationBin, b: CalibrationBin): CalibrationBin {
  const examples = a.examples + b.examples;
  const mean = (x: number, y: number) => (x * a.examples + y * b.examples) / examples;
  return {
    low: a.low,
    high: b.high,
    examples,
    predicted: mean(a.predicted, b.predicted),
    observed: mean(a.observed, b.observed),
  };
}

/** Counts the inner ends below p. They are NumPy's linspace: multiples of 0.1, not tenths. */
function binOf(p: number): number {
  let bin = 0;
  while (bin < BINS - 1 && (bin + 1) * (1 / BINS) < p) bin++;
  return bin;
}
