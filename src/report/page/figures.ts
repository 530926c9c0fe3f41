/** The figures of a report's results: costs, ROC, precision and recall, calibration, accuracies. */
import type { CostPoint } from '../../train/records.js';
import { brief, visible } from '../../visible.js';
import type { CalibrationCurve } from '../results/calibration-curve.js';
import type { PrecisionRecallCurve, RocCurve } from '../results/curves.js';
import { thinned } from '../results/thinned.js';
import { type Html, html } from './html.js';
import { cssColour, dashes } from './palette.js';
import { axisX, axisY, barX, dot, drawPlot, frame, line, link, rect, ruleX, text, WIDTH } from './plot.js';

/** A range of costs, largest by smallest, that only a logarithmic axis shows. */
const WIDE_RANGE = 100;
/** Ems of a run's name, as wide as the figure. */
const NAME_WIDTH = 34;
const SQUARE = { width: WIDTH, height: 400, marginRight: 16 };
const SHARE = { domain: [0, 1], ticks: 5 };
export const GRID = { stroke: 'currentColor', strokeOpacity: 0.25 };
const CHANCE = { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '4 4' };

/** A line of costs. */
export interface CostLine {
  readonly name: string;
  readonly costs: readonly CostPoint[];
}

/** A drawing with a caption. */
export function figure(drawing: Html, caption: Html | string): Html {
  return html`<figure>${drawing}<figcaption>${caption}</figcaption></figure>`;
}

/** The names of a figure's lines or dots. */
export function legend(names: readonly string[], shape: 'line' | 'dot' = 'line'): Html {
  const key = (i: number) =>
    shape === 'dot'
      ? html`<circle cx="12" cy="6" r="5" fill="${cssColour(i)}"/>`
      : html`<path d="M0 6H24" stroke="${cssColour(i)}" stroke-width="2.5" stroke-dasharray="${dashes(i)}"/>`;
  const items = names.map(
    (name, i) => html`<li><svg width="24" height="12" aria-hidden="true">${key(i)}</svg> ${name}</li>`,
  );
  return html`<ul class="legend">${items}</ul>`;
}

/** Costs over iterations, on a logarithmic axis where they span a hundredfold. */
export function costFigure(lines: readonly CostLine[]): Html {
  const drawn = lines.map(({ costs }) => thinned(costs));
  const all = drawn.flat().map(([, cost]) => cost);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const last = Math.max(1, ...drawn.flat().map(([iteration]) => iteration));
  const type = low > 0 && high / low > WIDE_RANGE ? 'log' : 'linear';
  const descriptions = lines.map(
    ({ name, costs }) => `${name} from ${short(costs[0][1])} to ${short(costs[costs.length - 1][1])}`,
  );
  const drawing = drawPlot('Cost by iteration', `Costs: ${descriptions.join('; ')}`, {
    width: WIDTH,
    marginLeft: 60,
    x: { label: 'iteration', domain: [0, last] },
    y: {
      label: 'cost',
      grid: true,
      type,
      ...(type === 'linear' && { domain: [Math.min(0, low), high], nice: true }),
    },
    marks: [
      axisX({ ticks: Math.min(6, last), tickSize: 4 }),
      axisY({ ticks: 6, tickSize: 0, ...(type === 'log' && { tickFormat: '~g' }) }),
      ruleX([0], GRID),
      ...drawn.flatMap((costs, i) => [
        line(costs as [number, number][], {
          stroke: cssColour(i),
          strokeWidth: 2,
          strokeDasharray: dashes(i),
        }),
        ...(costs.length === 1 ? [dot(costs as [number, number][], { fill: cssColour(i) })] : []),
      ]),
    ],
  });
  const caption =
    type === 'log'
      ? 'Cost before each logged update; the axis is logarithmic.'
      : 'Cost before each logged update.';
  return figure(html`${drawing}${legend(lines.map(({ name }) => name))}`, caption);
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
    html`ROC for “${positive}”: area under the curve <b>${auc.toFixed(4)}</b>. The dashed line is chance.`,
  );
}

/** `share` is that of positive examples: the precision of chance. */
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
      line(steps, { x: 'x', y: 'y', stroke: cssColour(1), strokeWidth: 2.5, curve: 'step-before' }),
    ],
  });
  return figure(
    drawing,
    html`Precision and recall: average precision <b>${averagePrecision.toFixed(4)}</b>. The dashed line is chance.`,
  );
}

/** Bars are the examples of each bin, dots their observed frequencies. `event` is predicted with the probabilities. */
export function calibrationFigure({ bins, expectedError, brier }: CalibrationCurve, event: string): Html {
  const most = Math.max(...bins.map(({ examples }) => examples));
  const all = bins.reduce((sum, { examples }) => sum + examples, 0);
  const drawing = drawPlot('Calibration', `Expected calibration error ${expectedError.toFixed(4)}`, {
    ...SQUARE,
    x: { ...SHARE, label: `predicted probability: ${visible(brief(event))}` },
    y: { ...SHARE, label: 'observed frequency' },
    marks: [
      frame(GRID),
      rect(bins, {
        x1: 'low',
        x2: 'high',
        y1: 0,
        y2: ({ examples }: { examples: number }) => (examples / most) * 0.25,
        fill: 'currentColor',
        fillOpacity: 0.15,
        inset: 1,
      }),
      link([0], { x1: 0, y1: 0, x2: 1, y2: 1, ...CHANCE }),
      line(bins, { x: 'predicted', y: 'observed', stroke: cssColour(2), strokeWidth: 2 }),
      dot(bins, { x: 'predicted', y: 'observed', fill: cssColour(2), r: 4 }),
    ],
  });
  return figure(
    drawing,
    html`Calibration of ${all} examples in ten bins (grey: examples in each): expected calibration error <b>${expectedError.toFixed(4)}</b>, Brier score <b>${brier.toFixed(4)}</b>. The dashed line is perfect calibration.`,
  );
}

/** Accuracies side by side, one bar a run and split. */
export function accuracyFigure(
  runs: readonly { readonly name: string; readonly split: string; readonly accuracy: number }[],
): Html {
  const rows = runs.map((run) => ({ ...run, row: visible(`${brief(run.name)} · ${run.split}`) }));
  const descriptions = rows.map(({ row, accuracy }) => `${row} ${accuracy.toFixed(4)}`);
  const splits = [...new Set(runs.map(({ split }) => split))];
  const drawing = drawPlot('Accuracies', descriptions.join('; '), {
    width: WIDTH,
    height: 40 + 44 * rows.length,
    marginTop: 0,
    marginLeft: 16,
    marginRight: 60,
    x: { ...SHARE, label: 'accuracy' },
    y: { axis: null, domain: rows.map(({ row }) => row) },
    marks: [
      barX(rows, {
        x: 'accuracy',
        y: 'row',
        fill: ({ split }: (typeof rows)[number]) => cssColour(splits.indexOf(split)),
        insetTop: 18,
      }),
      // Names are above their bars, where they have the width of the figure.
      text(rows, {
        y: 'row',
        text: 'row',
        frameAnchor: 'left',
        dy: -11,
        textOverflow: 'ellipsis-middle',
        lineWidth: NAME_WIDTH,
      }),
      text(rows, {
        x: 'accuracy',
        y: 'row',
        text: ({ accuracy }: (typeof rows)[number]) => accuracy.toFixed(4),
        textAnchor: 'start',
        dx: 4,
        dy: 9,
      }),
    ],
    color: { type: 'identity' },
  });
  return figure(drawing, 'Accuracy of each run, split by split.');
}

function short(cost: number): string {
  return cost.toPrecision(4);
}
