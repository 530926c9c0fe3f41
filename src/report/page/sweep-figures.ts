/** The figures of a sweep: its course, slices along each dimension, the band of seed noise, importances. */
import { highest, lowest } from '../../engine/extremes.js';
import { brief, visible } from '../../visible.js';
import { counted, scoreText } from '../phrases.js';
import { type RungCourse, sweepCourses } from '../results/best-so-far.js';
import { FEWEST_CONFIGURATIONS, importances } from '../results/importances.js';
import { type MetricAxis, metricAxis } from '../results/metric-axis.js';
import { type SeedNoise, seedNoise } from '../results/seed-noise.js';
import {
  bestOf,
  finalists,
  lastRung,
  meanOf,
  partsOf,
  type ReportedSweep,
  type SweptDimension,
} from '../results/sweep-results.js';
import { figure, GRID } from './figures.js';
import { type Html, html } from './html.js';
import { cssColour, dashes } from './palette.js';
import {
  axisX,
  axisY,
  dot,
  drawPlot,
  frame,
  line,
  link,
  type Markish,
  rect,
  ruleX,
  text,
  tickX,
} from './plot.js';
import { labelledPlaces, metricName, partName, trialsPhrase, valueAt } from './sweep-phrases.js';

const HALF = { width: 520, height: 300, marginLeft: 60, marginRight: 16 };
const SMALL = { width: 340, height: 250, marginLeft: 56, marginRight: 16, marginBottom: 44 };
const ROWS = { width: 520, marginTop: 8, marginRight: 44 };
/** Slices, and rows of the figure of seed noise. */
const [MOST_SLICES, MOST_ROWS] = [12, 20];
/** The best, in a colour of its own. */
const BEST = cssColour(1);

/** The best of each rung so far, against trials and against updates. */
export function courseFigures(sweep: ReportedSweep): Html {
  const courses = sweepCourses(sweep);
  const axis = metricAxis(
    courses.flatMap(({ points }) => points.map(({ metric }) => metric)),
    sweep.isError,
  );
  const against = (x: 'trials' | 'updates', label: string) =>
    drawPlot(`Best ${metricName(sweep)} against ${label}`, courseWords(sweep, courses), {
      ...HALF,
      x: {
        label,
        nice: true,
        domain: [0, highest(courses.flatMap(({ points }) => points.map((p) => p[x])))],
      },
      y: { label: metricName(sweep), domain: [axis.low, axis.high], grid: true },
      marks: [
        axisX({ ticks: 5, tickFormat: shortCount }),
        axisY({ ticks: 5, tickSize: 0 }),
        ...courses.flatMap((course, i) => courseMarks(course, courses.length - 1 - i, x, axis)),
      ],
    });
  const words = `Dots: the ${sweep.seeds * sweep.folds > 1 ? 'mean results' : 'results'} of the configurations in each rung; lines: the best so far.${beyondWords(axis)}`;
  return html`${rungLegend(courses)}<div class="pair">${figure(against('trials', 'configurations trained'), words)}${figure(against('updates', 'updates'), 'The same against the parameter updates of all trials together: what the sweep has cost.')}</div>`;
}

/** `12k` */
function shortCount(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 10_000 ? `${value / 1000}k` : String(value);
}

/** The longest rung has the first colour. */
function rungLegend(courses: readonly RungCourse[]): Html | false {
  if (courses.length < 2) return false;
  const items = courses.toReversed().map(({ part }, i) => {
    const key = html`<svg width="32" height="12" aria-hidden="true"><path d="M0 6H32" stroke="${cssColour(i)}" stroke-width="2.5" stroke-dasharray="${dashes(i)}"/></svg>`;
    return html`<li>${key} after ${partName(part)}</li>`;
  });
  return html`<ul class="legend">${items}</ul>`;
}

function courseMarks(
  { points, best }: RungCourse,
  i: number,
  x: 'trials' | 'updates',
  axis: MetricAxis,
): Markish[] {
  const y = ({ metric }: { metric: number }) => axis.within(metric);
  const stroke = cssColour(i);
  return [
    dot(points, { x, y, fill: stroke, fillOpacity: 0.6, r: 3 }),
    line(best, { x, y, stroke, strokeWidth: 2.25, strokeDasharray: dashes(i), curve: 'step-after' }),
  ];
}

function courseWords({ measure }: ReportedSweep, courses: readonly RungCourse[]): string {
  const ends = courses.map(({ part, best }) => {
    const last = best[best.length - 1];
    return `after ${partName(part)} ${last ? scoreText(measure, last.metric) : 'none'}`;
  });
  return `Best: ${ends.join('; ')}`;
}

function beyondWords({ beyond }: MetricAxis): string {
  return beyond === 0
    ? ''
    : ` ${counted(beyond, 'result')} far beyond the others ${beyond === 1 ? 'is' : 'are'} drawn at the edge.`;
}

/** The metric against each dimension, after the first rung, where all configurations were trained alike. */
export function sliceFigures(sweep: ReportedSweep): Html {
  const { dimensions, configurations } = sweep;
  const metrics = configurations.map(({ rungs: [first] }) => meanOf(first));
  const axis = metricAxis(metrics, sweep.isError);
  const shown = dimensions.slice(0, MOST_SLICES);
  const figures = shown.map((dimension, d) =>
    figure(slice(sweep, dimension, d, metrics, axis), html`<code>${dimension.flag} ${dimension.text}</code>`),
  );
  const [
    {
      rungs: [first],
    },
  ] = configurations;
  const isHalved = first.part > 1;
  const left =
    dimensions.length > shown.length ? ` The first ${shown.length} of ${dimensions.length} dimensions.` : '';
  const trained = isHalved
    ? ` after ${partName(first.part)}, where all were trained alike. Filled: those that were trained to the end`
    : '';
  const worse = metrics.some((metric) => !Number.isFinite(metric))
    ? ` Crosses at the edge: runs that diverged or failed.`
    : '';
  return html`<p>Each dot is a configuration, by its ${metricName(sweep)}${trained}. Ringed: the best.${worse}${beyondWords(axis)}${left}</p><div class="trio">${figures}</div>`;
}

function slice(
  sweep: ReportedSweep,
  dimension: SweptDimension,
  d: number,
  metrics: readonly number[],
  axis: MetricAxis,
): Html {
  const best = bestOf(sweep);
  const end = lowest(partsOf(sweep));
  const points = sweep.configurations.map((one, i) => ({
    x: one.places[d],
    y: axis.within(Number.isFinite(metrics[i]) ? metrics[i] : sweep.isError ? axis.high : axis.low),
    isDone: Number.isFinite(metrics[i]),
    isWhole: lastRung(one).part === end,
    isBest: one === best,
  }));
  const done = points.filter(({ isDone }) => isDone);
  const places = labelledPlaces(dimension);
  const name = visible(brief(dimension.flag));
  return drawPlot(`${metricName(sweep)} against ${name}`, `${done.length} configurations`, {
    ...SMALL,
    x: { domain: [0, 1], label: name },
    y: { domain: [axis.low, axis.high], label: null },
    marks: [
      frame(GRID),
      axisX({ ticks: places, tickFormat: (place: number) => visible(brief(valueAt(dimension, place), 12)) }),
      axisY({ ticks: 4, tickSize: 0 }),
      dot(done, {
        ...{ x: 'x', y: 'y', r: 3.5, stroke: cssColour(0), strokeWidth: 1.25 },
        fill: ({ isWhole }: { isWhole: boolean }) => (isWhole ? cssColour(0) : 'transparent'),
      }),
      dot(
        points.filter(({ isDone }) => !isDone),
        { x: 'x', y: 'y', symbol: 'times', stroke: 'currentColor', r: 4 },
      ),
      dot(
        points.filter(({ isBest }) => isBest),
        { x: 'x', y: 'y', r: 7.5, stroke: BEST, strokeWidth: 2.5 },
      ),
    ],
  });
}

/** The best configurations with the results of all their trials, and the band within which their order means nothing. */
export function noiseSection(sweep: ReportedSweep): Html {
  const noise = seedNoise(sweep);
  if (noise === undefined) {
    const why =
      trialsPhrase(sweep) === undefined
        ? 'Each configuration was trained once, so that there is no band of seed noise: a small difference between two configurations may be chance.'
        : 'Only one configuration came this far: there is nothing to compare it with.';
    return html`<p>${why} With <code>--seeds 3</code> or <code>--folds 5</code> the report says which differences mean something.</p>`;
  }
  return figure(
    noiseDrawing(sweep, noise),
    html`<b>${noiseSentence(noise)}</b> Short strokes: the trials of a configuration (${trialsPhrase(sweep)}); dots: their means. The band reaches two standard errors of a difference, <b>${scoreText(sweep.measure, noise.width)}</b>, from the best; what a fold or a seed adds to all configurations alike is left out.`,
  );
}

/** `12 of 60 configurations are within the band of seed noise: their order means nothing.` */
export function noiseSentence({ within, of }: SeedNoise): string {
  if (within.length === 1)
    return `No other of the ${of} configurations is within the band of seed noise: the best is better than chance explains.`;
  return `${within.length} of ${of} configurations are within the band of seed noise: their order means nothing.`;
}

function noiseDrawing(sweep: ReportedSweep, { end }: SeedNoise): Html {
  const all = finalists(sweep);
  const shown = all.slice(0, MOST_ROWS);
  const rows = shown.flatMap((one) =>
    lastRung(one).metrics.map((metric) => ({ name: `${one.index}`, metric })),
  );
  const axis = metricAxis(rows.map(({ metric }) => metric).concat(end), sweep.isError);
  const means = shown.map((one) => ({ name: `${one.index}`, metric: meanOf(lastRung(one)) }));
  const x = ({ metric }: { metric: number }) => axis.within(metric);
  const names = means.map(({ name }) => name);
  const best = means[0].metric;
  return drawPlot('Seed noise', `${shown.length} of ${all.length} configurations, the best first`, {
    ...ROWS,
    height: 54 + 20 * shown.length,
    marginLeft: 60,
    x: { domain: [axis.low, axis.high], label: metricName(sweep), grid: true },
    y: { type: 'band', domain: names, label: 'configuration' },
    marks: [
      rect([0], { x1: Math.min(best, end), x2: Math.max(best, end), fill: cssColour(0), fillOpacity: 0.15 }),
      axisX({ ticks: 5 }),
      axisY({ tickSize: 0 }),
      tickX(rows, { x, y: 'name', stroke: 'currentColor', strokeOpacity: 0.6, insetTop: 4, insetBottom: 4 }),
      dot(means, { x, y: 'name', fill: cssColour(0), r: 4 }),
    ],
  });
}

/** The share of the variance that each dimension explains alone, or why it is not known. */
export function importanceSection(sweep: ReportedSweep): Html {
  const found = importances(sweep);
  if (found === undefined) {
    const n = sweep.configurations.length;
    const why =
      n < FEWEST_CONFIGURATIONS
        ? `${counted(n, 'configuration')} are too few to tell which dimensions matter: importances are shown from ${FEWEST_CONFIGURATIONS} on.`
        : 'All configurations have the same result, so that no dimension matters.';
    return html`<p>${why}</p>`;
  }
  const { each, chance } = found;
  const rows = each.map((one) => ({
    ...one,
    name: visible(brief(sweep.dimensions[one.dimension].flag, 24)),
  }));
  const certain = rows.filter(({ share }) => share > chance).length;
  const drawing = drawPlot(
    'Importances',
    rows.map(({ name, share }) => `${name} ${share.toFixed(2)}`).join('; '),
    {
      ...ROWS,
      height: 54 + 28 * rows.length,
      marginLeft: 130,
      x: {
        domain: [0, Math.min(1, Math.max(chance, highest(rows.map(({ high }) => high))) * 1.05)],
        label: 'share of the variance of the ranks',
        grid: true,
      },
      y: { type: 'band', domain: rows.map(({ name }) => name), label: null },
      marks: [
        axisX({ ticks: 5, tickFormat: '.0%' }),
        axisY({ tickSize: 0 }),
        ruleX([chance], { stroke: 'currentColor', strokeOpacity: 0.7, strokeDasharray: '4 4' }),
        link(rows, {
          x1: 'low',
          x2: 'high',
          y1: 'name',
          y2: 'name',
          stroke: cssColour(0),
          strokeOpacity: 0.55,
          strokeWidth: 3,
        }),
        dot(rows, {
          x: 'share',
          y: 'name',
          r: 5,
          fill: ({ share }: { share: number }) => (share > chance ? cssColour(0) : 'var(--paper)'),
          stroke: cssColour(0),
          strokeWidth: 2,
        }),
        text(rows, {
          x: 'high',
          y: 'name',
          text: ({ share }: { share: number }) => `${Math.round(100 * share)} %`,
          dx: 12,
          textAnchor: 'start',
        }),
      ],
    },
  );
  const verdict =
    certain === 0
      ? 'No dimension stands out from chance.'
      : `${certain} of ${rows.length} dimensions ${certain === 1 ? 'stands' : 'stand'} out from chance.`;
  return figure(
    drawing,
    html`<b>${verdict}</b> Dots: the share of the variance of the ranks that a dimension explains alone, by a forest of 100 trees on ${found.configurations} configurations; lines: nine of ten forests on configurations drawn anew. Dashed: what a dimension without any effect stays below in 19 of 20 cases. Rings: not told from chance.`,
  );
}
