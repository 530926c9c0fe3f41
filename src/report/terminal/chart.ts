/** The costs of a run as a chart of characters: iterations to the right, cost upwards. */

import asciichart from 'asciichart';
import { highest, lowest } from '../../engine/extremes.js';
import type { CostPoint } from '../../train/records.js';
import { styled } from './colour.js';
import { wrap } from './wrap.js';

/** Rows that the curve spans. */
const HEIGHT = 8;
/** A wider chart shows no more. */
const MOST_COLUMNS = 110;
/** Columns and digits of a label at most. */
const LABEL_COLUMNS = 9;
const MOST_DIGITS = 6;
/** asciichart's offset at which the axis directly follows a label of any length. */
const AXIS = 2;
/** Colour codes for asciichart that stand for the dashed and the plain curve; no text has them. */
const MARKS = ['\u{F0000}', '\u{F0001}'] as const;
/** The validation cost is dashed: not everybody sees colours, and not every terminal has them. */
const DASHED: Readonly<Record<string, string>> = { '─': '┄', '│': '┊' };

/**
 * The chart in lines of at most `columns`: the training cost and, dashed, the `validation` cost; none for less than
 * two points. A column shows the mean of what falls into it, or what lies on the line between its neighbours.
 */
export function costChart(
  costs: readonly CostPoint[],
  validation: readonly CostPoint[],
  columns: number,
  colour: boolean,
): string[] {
  const [main, dashed] = [costs, validation].map((curve) =>
    curve.filter(([, cost]) => Number.isFinite(cost)),
  );
  if (main.length < 2) return [];
  // Later curves are drawn over earlier ones.
  const curves = dashed.length > 1 ? [dashed, main] : [main];
  const title =
    curves.length > 1 ? 'Cost over iterations; dashed: validation cost as logged' : 'Cost over iterations';
  return lineChart(curves, title, String, columns, colour);
}

/** A place on the axis below a chart, and its label. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

/**
 * The `curves` from the first to the last place of the last of them, below `title`; `label` writes a place, a whole
 * number, at the ends of the axis, and a `mark` points at one between them.
 */
export function lineChart(
  curves: readonly (readonly CostPoint[])[],
  title: string,
  label: (place: number) => string,
  columns: number,
  colour: boolean,
  mark?: Mark,
): string[] {
  const main = curves[curves.length - 1];
  const [from, to] = [main[0][0], main[main.length - 1][0]].map(Math.round);
  const width = Math.min(columns, MOST_COLUMNS) - LABEL_COLUMNS - 1;
  const shown = curves.map((curve) => sampled(curve, from, to, width));
  const scale = new Scale(shown.flat());
  const chart = asciichart.plot(
    shown.map((curve) => curve.map((cost) => scale.position(cost))),
    {
      ...{ height: HEIGHT, min: 0, max: 1, offset: AXIS, colors: MARKS.slice(-curves.length) },
      format: (position) => `${scale.label(position)} `,
    },
  );
  const [left, right] = [label(from), label(to)];
  const ends = `${left}${right.padStart(width - left.length)}`;
  const axis = mark ? marked(ends, mark, Math.round(((mark.at - from) / (to - from)) * (width - 1))) : ends;
  return [
    ...wrap(title, columns),
    ...chart.split('\n').map((line) => inStyle(line, colour).trimEnd()),
    // The curve starts on the axis, a blank after the labels.
    ' '.repeat(scale.labelWidth + 1) + axis,
  ];
}

/** The axis with `↑label` at a column, moved from the labels at its ends; as it is where there is no room. */
function marked(axis: string, { label }: Mark, column: number): string {
  const [, left, gap, right] = /^(\S+)( +)(\S+)$/.exec(axis) ?? [];
  const room = (gap ?? '').length - label.length - 3;
  if (room < 0) return axis;
  const before = Math.min(Math.max(column - left.length, 1), room + 1);
  return `${left}${`${' '.repeat(before)}↑${label}`.padEnd(gap.length)}${right}`;
}

/** Costs on an axis from 0 to 1, and as labels of one width. */
class Scale {
  readonly #low: number;
  readonly #range: number;
  readonly #write: (cost: number) => string;
  readonly labelWidth: number;

  constructor(costs: readonly number[]) {
    this.#low = lowest(costs);
    const high = highest(costs);
    this.#range = high - this.#low;
    // As many digits as distinguish one row from the next.
    const digits = Math.min(MOST_DIGITS, Math.max(0, 1 - Math.floor(Math.log10(this.#range / HEIGHT || 1))));
    const isPlain = high.toFixed(digits).length <= LABEL_COLUMNS;
    this.#write = (cost) => (isPlain ? cost.toFixed(digits) : cost.toExponential(2));
    this.labelWidth = highest([this.#low, high].map((cost) => this.#write(cost).length));
  }

  position(cost: number): number {
    return this.#range === 0 ? 0 : (cost - this.#low) / this.#range;
  }

  label(position: number): string {
    return this.#write(this.#low + position * this.#range).padStart(this.labelWidth);
  }
}

/** The curve's value at `width` places from iteration `from` to `to`. */
function sampled(curve: readonly CostPoint[], from: number, to: number, width: number): number[] {
  const step = (to - from) / (width - 1);
  let next = 0;
  return Array.from({ length: width }, (_, column) => {
    const middle = from + column * step;
    const within: number[] = [];
    while (next < curve.length && curve[next][0] < middle + step / 2) within.push(curve[next++][1]);
    if (within.length > 0) return within.reduce((mean, cost) => mean + cost / within.length, 0);
    return between(curve[next - 1] ?? curve[0], curve[next] ?? curve[curve.length - 1], middle);
  });
}

/** On the straight line through two points. */
function between([x0, y0]: CostPoint, [x1, y1]: CostPoint, x: number): number {
  const share = x1 === x0 ? 0 : (x - x0) / (x1 - x0);
  return y0 * (1 - share) + y1 * share;
}

/** A line of the chart with the marks of its series replaced by styles. */
function inStyle(line: string, colour: boolean): string {
  const [dashed, plain] = MARKS;
  return line
    .replaceAll(new RegExp(`${dashed}(.)`, 'gu'), (_, cell) =>
      styled('magenta', DASHED[cell] ?? cell, colour),
    )
    .replaceAll(plain, '')
    .replaceAll(asciichart.reset, '');
}
