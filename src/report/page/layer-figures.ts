/** Figures of each layer's activations and gradients over the time of a run. */
import { highest, lowest } from '../../engine/extremes.js';
import { BINS, type Histogram } from '../../train/watch/histogram.js';
import type { StatsRecord } from '../../train/watch/layer-stats.js';
import { thinned } from '../results/thinned.js';
import { figure } from './figures.js';
import { type Html, html } from './html.js';
import { cssColour } from './palette.js';
import { axisX, axisY, drawPlot, frame, line, rect } from './plot.js';

/** Records that are drawn: each has a column of bins. */
const MOST_COLUMNS = 24;

type Kind = 'activations' | 'gradients';

const TITLES = {
  activations: 'activations A',
  gradients: 'gradients dZ',
} as const satisfies Record<Kind, string>;

/** A pair of figures for each layer. */
export function layerFigures(records: readonly StatsRecord[]): Html {
  const drawn = thinned(records, MOST_COLUMNS);
  const layers = records[0].layers.map(({ layer }) => layer);
  return html`${layers.map(
    (layer, l) => html`<h3>Layer ${layer}</h3>
<div class="pair">${(['activations', 'gradients'] as const).map((kind) => histogramFigure(drawn, l, layer, kind))}</div>`,
  )}`;
}

interface Cell {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly opacity: number;
}

/** A column for each record, the darker the more values lie there; the line is the mean. */
function histogramFigure(records: readonly StatsRecord[], l: number, layer: number, kind: Kind): Html {
  const columns = records.map(({ iteration, layers }) => ({ iteration, spread: layers[l][kind] }));
  const [low, high] = reach(columns.map(({ spread }) => spread));
  const width = columns.length > 1 ? columns[1].iteration - columns[0].iteration : 1;
  const end = columns[columns.length - 1].iteration + width;
  const cells = columns.flatMap(({ iteration, spread }, i) =>
    cellsOf(spread, iteration, columns[i + 1]?.iteration ?? end, high - low),
  );
  const last = columns[columns.length - 1].spread;
  const words = `Layer ${layer}: ${TITLES[kind]}`;
  const means = columns.map(({ iteration, spread }, i) => ({
    x: (iteration + (columns[i + 1]?.iteration ?? end)) / 2,
    y: spread.mean,
  }));
  const drawing = drawPlot(words, `Histograms over the iterations. At the end ${figuresOf(last)}`, {
    width: 480,
    height: 240,
    x: { label: 'iteration' },
    y: { label: TITLES[kind], domain: [low, high] },
    marks: [
      axisX({ ticks: Math.min(5, end), tickSize: 4 }),
      axisY({ ticks: 5, tickSize: 4, tickFormat: '~g' }),
      rect(cells, {
        x1: 'x1',
        x2: 'x2',
        y1: 'y1',
        y2: 'y2',
        fill: cssColour(kind === 'gradients' ? 1 : 0),
        fillOpacity: 'opacity',
      }),
      line(means, { x: 'x', y: 'y', stroke: 'currentColor', strokeWidth: 1.5 }),
      frame({ stroke: 'currentColor', strokeOpacity: 0.25 }),
    ],
  });
  return figure(drawing, html`${words}. At the end ${figuresOf(last)}.`);
}

function figuresOf({ mean, deviation, zeros }: Histogram): string {
  const share = zeros > 0 ? `, ${(100 * zeros).toFixed(1)} % exactly 0` : '';
  return `mean ${mean.toPrecision(3)}, standard deviation ${deviation.toPrecision(3)}${share}`;
}

/** The range of all bins. */
function reach(spreads: readonly Histogram[]): [number, number] {
  const low = lowest(spreads.map(({ from }) => from));
  const high = highest(spreads.map(({ to }) => to));
  return low < high ? [low, high] : [low - 1, high + 1];
}

/** The bins of one record that have values; the square root of the count keeps sparse bins visible. */
function cellsOf({ from, to, counts }: Histogram, x1: number, x2: number, room: number): Cell[] {
  const most = highest(counts);
  // When all values are equal, the band fills the figure.
  const height = (to > from ? to - from : room) / BINS;
  return counts.flatMap((n, b) =>
    n === 0
      ? []
      : { x1, x2, y1: from + b * height, y2: from + (b + 1) * height, opacity: Math.sqrt(n / most) },
  );
}
