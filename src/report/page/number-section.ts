/** A model of numbers on one split of its data: predictions against truth, residuals, and the largest errors. */
import { highest, lowest } from '../../engine/extremes.js';
import { brief, visible } from '../../visible.js';
import { figure as digits, errorsPhrase } from '../phrases.js';
import type { NumberResults } from '../results/number-results.js';
import { figure, GRID } from './figures.js';
import { type Html, html } from './html.js';
import { decimal, htmlTable } from './html-table.js';
import { cssColour } from './palette.js';
import { dot, drawPlot, frame, link } from './plot.js';

const SIZE = { width: 420, height: 350, marginLeft: 64, marginRight: 16 };
const EXACT = { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '4 4' };
const DOTS = { fill: cssColour(0), fillOpacity: 0.55, r: 3 };

/** Largest errors beside the figures. */
const MOST_ROWS = 8;

/** Predictions against truth and residuals, and the largest errors beside them. */
export function numberSection(results: NumberResults): Html {
  return html`<div class="trio">${predictedFigure(results)}${residualFigure(results)}<div>${largestErrors(results)}</div></div>`;
}

/** Predicted numbers by true ones: on the dashed line they are the same. */
function predictedFigure(results: NumberResults): Html {
  const { answers, target } = results;
  const ends = extent(answers.flatMap(({ actual, predicted }) => [actual, predicted]));
  const drawing = drawPlot('Predicted against true', errorsPhrase(results), {
    ...SIZE,
    x: { domain: ends, ticks: 5, label: `true ${visible(brief(target))}` },
    y: { domain: ends, ticks: 5, label: `predicted ${visible(brief(target))}` },
    marks: [
      frame(GRID),
      link([0], { x1: ends[0], y1: ends[0], x2: ends[1], y2: ends[1], ...EXACT }),
      dot(answers, { x: 'actual', y: 'predicted', ...DOTS }),
    ],
  });
  return figure(drawing, html`<b>Predicted against true</b>: ${shown(results)}. Dashed: exact.`);
}

/** Residuals, predicted less true, by predicted numbers: around 0 everywhere where nothing is left to learn. */
function residualFigure({ answers, target, rmse }: NumberResults): Html {
  const residuals = answers.map(({ actual, predicted }) => ({ predicted, residual: predicted - actual }));
  const [low, high] = extent(residuals.map(({ predicted }) => predicted));
  const largest = highest(residuals.map(({ residual }) => Math.abs(residual))) || 1;
  const drawing = drawPlot('Residuals', `The typical residual is ${digits(rmse)}`, {
    ...SIZE,
    x: { domain: [low, high], ticks: 5, label: `predicted ${visible(brief(target))}` },
    y: { domain: [-1.08 * largest, 1.08 * largest], ticks: 5, label: 'predicted − true' },
    marks: [
      frame(GRID),
      link([0], { x1: low, y1: 0, x2: high, y2: 0, ...EXACT }),
      dot(residuals, { x: 'predicted', y: 'residual', ...DOTS }),
    ],
  });
  return figure(drawing, html`<b>Residuals</b>, predicted − true: typically <b>${digits(rmse)}</b> (rmse).`);
}

function shown({ answers, examples }: NumberResults): string {
  return answers.length === examples ? `${examples} examples` : `${answers.length} of ${examples} examples`;
}

/** The ends of an axis for `values`, with a margin. */
function extent(values: readonly number[]): [number, number] {
  const [low, high] = [lowest(values), highest(values)];
  const margin = 0.04 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

/** The examples with the largest errors, in the units of the target. */
function largestErrors({ largest }: NumberResults): Html {
  const rows = largest
    .slice(0, MOST_ROWS)
    .map(({ index, actual, predicted }) => [
      String(index),
      ...[actual, predicted, predicted - actual].map((value) => decimal(digits(value))),
    ]);
  return htmlTable('Largest errors', ['example', 'true', 'predicted', 'error'], rows);
}
