/** The figures of a model's results on a split: ROC, precision and recall, calibration. */
import { highest } from '../../engine/extremes.js';
import { brief, visible } from '../../visible.js';
import { type CalibrationBin, type CalibrationCurve, joinedBins } from '../results/calibration-curve.js';
import { type BestF1, type PrecisionRecallCurve, type RocCurve, shortThreshold } from '../results/curves.js';
import { thinned } from '../results/thinned.js';
import { type Html, html } from './html.js';
import { cssColour, dashes, symbolOf } from './palette.js';
import { axisX, axisY, dot, drawPlot, frame, line, link, rect, ruleX, text } from './plot.js';

const SQUARE = { width: 380, height: 350, marginLeft: 44, marginRight: 16 };
const SHARE = { domain: [0, 1], ticks: 5 };
/** Names of a legend; more are counted. */
const MOST_NAMES = 20;
/** The part of a calibration figure below 0, which shows how many examples each bin has. */
const COUNTS = { floor: -0.24, height: 0.15 };
export const GRID = { stroke: 'currentColor', strokeOpacity: 0.25 };
const CHANCE = { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '4 4' };

/** A drawing with a caption. */
export function figure(drawing: Html, caption: Html | string): Html {
  return html`<figure>${drawing}<figcaption>${caption}</figcaption></figure>`;
}

/** The names of a figure's lines or dots. */
export function legend(names: readonly string[], shape: 'line' | 'dot' = 'line'): Html {
  const key = (i: number) =>
    shape === 'dot'
      ? html`<span style="color:${cssColour(i)}" aria-hidden="true">${symbolOf(i)[1]}</span>`
      : html`<svg width="24" height="12" aria-hidden="true"><path d="M0 6H24" stroke="${cssColour(i)}" stroke-width="2.5" stroke-dasharray="${dashes(i)}"/></svg>`;
  const items = names.slice(0, MOST_NAMES).map((name, i) => html`<li>${key(i)} ${name}</li>`);
  const others = names.length - MOST_NAMES;
  return html`<ul class="legend">${items}${others > 0 && html`<li>and ${others} more</li>`}</ul>`;
}

/** `positive` is the name of the positive class. */
export function rocFigure({ auc, points }: RocCurve, positive: string): Html {
  const drawing = drawPlot('ROC curve', `Area under the curve ${auc.toFixed(4)}`, {
    ...SQUARE,
    x: { ...SHARE, label: 'false positive rate' },
    y: { ...SHARE, label: 'true positive rate' },
    marks: [
      frame(GRID),
      link([0], { x1: 0, y1: 0, x2: 1, y2: 1, ...CHANCE }),
      line(thinned(points), { x: 'x', y: 'y', stroke: cssColour(0), strokeWidth: 2.5 }),
    ],
  });
  return figure(
    drawing,
    html`<b>ROC</b> for “${positive}”: area under the curve <b>${auc.toFixed(4)}</b>. Dashed: guessing.`,
  );
}

/** `share` is that of positive examples: the precision of guessing. */
export function precisionRecallFigure(
  { averagePrecision, points }: PrecisionRecallCurve,
  share: number,
): Html {
  const [first] = points;
  const steps = [{ ...first, x: 0 }, ...thinned(points)];
  const drawing = drawPlot('Precision by recall', `Average precision ${averagePrecision.toFixed(4)}`, {
    ...SQUARE,
    x: { ...SHARE, label: 'recall' },
    y: { ...SHARE, label: 'precision' },
    marks: [
      frame(GRID),
      link([0], { x1: 0, y1: share, x2: 1, y2: share, ...CHANCE }),
      line(steps, { x: 'x', y: 'y', stroke: cssColour(0), strokeWidth: 2.5, curve: 'step-before' }),
    ],
  });
  return figure(
    drawing,
    html`<b>Precision by recall</b>: average precision <b>${averagePrecision.toFixed(4)}</b>. Dashed: guessing.`,
  );
}

/** Precision and recall by the threshold, the best F1 marked; `positive` is the name of the positive class. */
export function thresholdFigure({ points }: PrecisionRecallCurve, best: BestF1, positive: string): Html {
  const at = shortThreshold(best);
  // From the lowest threshold up. Below it the answers are the same; above the last nothing is predicted to be positive.
  const steps = thinned(points.toReversed());
  const precision = [{ ...steps[0], threshold: 0 }, ...steps];
  const recall = [...steps.map((point) => ({ ...point, y: point.x })), { x: 0, y: 0, threshold: 1 }];
  const drawing = drawPlot('Precision and recall by threshold', `Highest F1 ${best.f1.toFixed(4)} at ${at}`, {
    ...SQUARE,
    x: { ...SHARE, label: 'threshold' },
    y: { ...SHARE, label: 'precision, recall' },
    marks: [
      frame(GRID),
      ruleX([at], { stroke: 'currentColor', strokeOpacity: 0.6, strokeDasharray: '4 4' }),
      ...[precision, [{ ...recall[0], threshold: 0 }, ...recall]].map((each, i) =>
        line(each, { x: 'threshold', y: 'y', curve: 'step-before', ...strokeOf(i) }),
      ),
      dot([best.precision, best.recall], { x: at, y: (share: number) => share, fill: 'currentColor', r: 4 }),
    ],
  });
  return figure(
    drawing,
    html`${legend(['precision', 'recall'])}<b>Precision and recall</b> of “${positive}” by <code>--threshold</code>: F1 is highest, <b>${best.f1.toFixed(4)}</b>, at <b>${at}</b>. Choose a threshold on training or validation examples, not on the test set.`,
  );
}

function strokeOf(i: number) {
  return { stroke: cssColour(i), strokeWidth: 2.5, strokeDasharray: dashes(i) };
}

/**
 * Observed frequencies by predicted probabilities, and below them the examples of each bin. Bins of few examples are
 * joined, and each frequency has its interval. `event` is predicted with the probabilities.
 */
export function calibrationFigure({ bins, expectedError, brier }: CalibrationCurve, event: string): Html {
  const joined = joinedBins(bins);
  const intervals = joined.map((bin) => ({ x: bin.predicted, ...interval(bin) }));
  const counts = joined.map(({ examples }) => examples).join(', ');
  const words = `Expected calibration error ${expectedError.toFixed(4)}; examples of each point: ${counts}`;
  const drawing = drawPlot('Calibration', words, {
    ...SQUARE,
    x: { ...SHARE, label: `predicted probability: ${visible(brief(event))}` },
    y: { domain: [COUNTS.floor, 1], label: 'observed frequency' },
    marks: [
      frame(GRID),
      axisX({ ticks: 5 }),
      axisY({ ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], tickFormat: '.1f' }),
      ...countMarks(bins),
      link([0], { x1: 0, y1: 0, x2: 1, y2: 1, ...CHANCE }),
      link(intervals, { x1: 'x', x2: 'x', y1: 'low', y2: 'high', stroke: cssColour(0), strokeOpacity: 0.55 }),
      line(joined, { x: 'predicted', y: 'observed', stroke: cssColour(0), strokeWidth: 2 }),
      dot(joined, { x: 'predicted', y: 'observed', fill: cssColour(0), r: 4 }),
    ],
  });
  return figure(
    drawing,
    html`<b>Calibration</b>: expected error <b>${expectedError.toFixed(4)}</b>, Brier score <b>${brier.toFixed(4)}</b>. Points: tenths of the probability, joined to have 10 examples or more, with 95 % intervals. Grey: examples in each tenth. Dashed: perfect.`,
  );
}

/** A bar and a number for each bin. */
function countMarks(bins: readonly CalibrationBin[]) {
  const most = highest(bins.map(({ examples }) => examples));
  const { floor, height } = COUNTS;
  const top = ({ examples }: CalibrationBin) => floor + (examples / most) * height;
  return [
    link([0], { x1: 0, x2: 1, y1: 0, y2: 0, ...GRID }),
    rect(bins, {
      x1: 'low',
      x2: 'high',
      y1: () => floor,
      y2: top,
      fill: 'currentColor',
      fillOpacity: 0.22,
      inset: 1,
    }),
    text(bins, {
      x: ({ low, high }: CalibrationBin) => (low + high) / 2,
      y: top,
      text: 'examples',
      dy: -6,
      fontSize: 10,
    }),
  ];
}

/** Wilson's interval, which holds the true frequency in 95 of 100 cases. */
function interval({ observed: p, examples: n }: CalibrationBin): { low: number; high: number } {
  const z = 1.96;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = ((z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) as number;
  return { low: centre - half, high: centre + half };
}
