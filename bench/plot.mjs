/** Small multiples on logarithmic axes as an SVG: one column an axis of growth, time above and memory below. */
import { FORMS } from './growth.mjs';

const WIDTH = 960;
const HEIGHT = 480;
const MARGIN = { left: 62, top: 46, right: 12, bottom: 44 };
const GAP = { x: 22, y: 34 };
const COLOURS = { dual: '#0b6e99', direct: '#c2410c' };
const TEXT = 'font-family="system-ui, sans-serif" font-size="11" fill="#334155"';

const ROWS = [
  { title: 'time an iteration', of: (cost) => cost.iterationSeconds, unit: secondsText },
  { title: 'memory of the matrices', of: (cost) => cost.matrixBytes, unit: bytesText },
];

/**
 * @param {import('./growth.mjs').Series[]} series
 * @returns {string}
 */
export function growthSvg(series) {
  const width = (WIDTH - MARGIN.left - MARGIN.right - GAP.x * (series.length - 1)) / series.length;
  const height = (HEIGHT - MARGIN.top - MARGIN.bottom - GAP.y) / ROWS.length;
  const panels = ROWS.flatMap((row, r) => {
    const y = scale(decades(series.flatMap((one) => valuesOf(one, row))), height, 0);
    const top = MARGIN.top + r * (height + GAP.y);
    return series.map((one, column) => {
      const left = MARGIN.left + column * (width + GAP.x);
      const content = panel(one, row, { y, width, height, first: column === 0, last: r === ROWS.length - 1 });
      return `<g transform="translate(${round(left)} ${round(top)})">${content}</g>`;
    });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Time an iteration and memory of the matrices against examples, features, width and depth, for the dual and the direct form">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    legend(),
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function panel(series, row, { y, width, height, first, last }) {
  const x = scale(range(series.points.map((point) => point.x)), 0, width);
  const frame = `<rect width="${round(width)}" height="${round(height)}" fill="none" stroke="#cbd5e1"/>`;
  const lines = FORMS.map((form) => line(series, form, row, x, y)).join('');
  const name = last ? label(width / 2, height + 34, series.axis, 'middle') : '';
  const title = first ? label(0, -8, row.title, 'start') : '';
  return frame + title + yTicks(y, width, row.unit, first) + xTicks(x, height, last) + lines + name;
}

function line(series, form, row, x, y) {
  const points = series.points
    .filter((point) => !('skipped' in point[form]))
    .map((point) => `${round(x.at(point.x))},${round(y.at(row.of(point[form])))}`);
  const colour = COLOURS[form];
  const dots = points.map((point) => {
    const [cx, cy] = point.split(',');
    return `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${colour}"/>`;
  });
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>${dots.join('')}`;
}

function yTicks(y, width, unit, named) {
  return y.ticks
    .map((value) => {
      const at = round(y.at(value));
      const grid = `<line x2="${round(width)}" y1="${at}" y2="${at}" stroke="#e2e8f0"/>`;
      return grid + (named ? label(-6, at + 4, unit(value), 'end') : '');
    })
    .join('');
}

function xTicks(x, height, named) {
  return x.ticks
    .map((value) => {
      const at = round(x.at(value));
      const grid = `<line x1="${at}" x2="${at}" y2="${round(height)}" stroke="#e2e8f0"/>`;
      return grid + (named ? label(at, height + 16, value.toLocaleString('en'), 'middle') : '');
    })
    .join('');
}

function legend() {
  return FORMS.map((form, i) => {
    const x = WIDTH - MARGIN.right - 190 + i * 100;
    const stroke = `<line x1="${x}" x2="${x + 22}" y1="20" y2="20" stroke="${COLOURS[form]}" stroke-width="2"/>`;
    return stroke + label(x + 28, 24, form, 'start');
  }).join('');
}

function label(x, y, text, anchor) {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" ${TEXT}>${text}</text>`;
}

/** A logarithmic scale from `low` … `high` to `from` … `to` in pixels, with the powers of ten as ticks. */
function scale([low, high], from, to) {
  const span = Math.log10(high / low) || 1;
  const ticks = [];
  for (let power = Math.ceil(Math.log10(low) - 1e-9); 10 ** power <= high * (1 + 1e-9); power++) {
    ticks.push(10 ** power);
  }
  return { ticks, at: (value) => from + ((to - from) * Math.log10(value / low)) / span };
}

function valuesOf(series, row) {
  return series.points
    .flatMap((point) => FORMS.map((form) => point[form]))
    .filter((cost) => !('skipped' in cost))
    .map(row.of);
}

/**
 * A little more than the values, so that no dot sits on the frame.
 * @returns {[number, number]}
 */
function range(values) {
  return [Math.min(...values) / 1.4, Math.max(...values) * 1.4];
}

/**
 * The whole powers of ten around the values.
 * @returns {[number, number]}
 */
function decades(values) {
  if (values.length === 0) return [1, 10];
  const power = (round, value) => 10 ** round(Math.log10(value));
  return [power(Math.floor, Math.min(...values)), power(Math.ceil, Math.max(...values))];
}

function secondsText(seconds) {
  if (seconds >= 0.9) return `${Math.round(seconds)} s`;
  return seconds >= 0.9e-3 ? `${Math.round(seconds * 1e3)} ms` : `${Math.round(seconds * 1e6)} µs`;
}

function bytesText(bytes) {
  if (bytes >= 0.9e9) return `${Math.round(bytes / 1e9)} GB`;
  return bytes >= 0.9e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e3)} kB`;
}

function round(value) {
  return Math.round(value * 10) / 10;
}
