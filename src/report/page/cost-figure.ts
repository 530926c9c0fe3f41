/** The figure of costs over iterations, of one run or several. */
import { highest, lowest } from '../../engine/extremes.js';
import type { CostPoint } from '../../train/records.js';
import { enumerated } from '../phrases.js';
import { coinciding } from '../results/coinciding.js';
import { reachOf, smoothed } from '../results/smoothed.js';
import { thinned } from '../results/thinned.js';
import { GRID, legend } from './figures.js';
import { type Html, html } from './html.js';
import { COLOUR_COUNT, cssColour, dashes } from './palette.js';
import { axisX, axisY, dot, drawPlot, line, type Markish, ruleX } from './plot.js';

/** A range of costs, largest by smallest, that only a logarithmic axis shows. */
const WIDE_RANGE = 100;
const WIDTH = 640;

/** A line of costs. */
export interface CostLine {
  readonly name: string;
  readonly costs: readonly CostPoint[];
  /** Costs of mini-batches, of which the running mean is drawn. */
  readonly isNoisy: boolean;
}

interface Drawn extends CostLine {
  readonly points: readonly CostPoint[];
  readonly isSmoothed: boolean;
}

/**
 * Costs over iterations, on a logarithmic axis where they span a hundredfold. The first lines have colours; `facts`
 * stand at the side.
 */
export function costFigure(lines: readonly CostLine[], facts?: Html): Html {
  const drawn = lines.map(drawnLine);
  const { low, high, isLog } = rangeOf(drawn);
  const place = isLog ? Math.log : (cost: number) => cost;
  const groups = coinciding(
    drawn.map(({ points }) => points),
    (cost) => (place(cost) - place(low)) / (place(high) - place(low) || 1),
  );
  const last = Math.max(1, highest(drawn.map(({ points }) => points[points.length - 1][0])));
  const ticks = isLog ? powersOfTen(low, high) : 5;
  const coloured = groups.slice(0, COLOUR_COUNT);
  const drawing = drawPlot('Cost by iteration', descriptionOf(drawn), {
    width: WIDTH,
    marginLeft: 56,
    marginRight: 16,
    x: { label: 'iteration', domain: [0, last] },
    y: {
      label: 'cost',
      grid: true,
      nice: true,
      domain: [low, high],
      ticks,
      ...(isLog && { type: 'log' }),
    },
    marks: [
      axisX({ ticks: Math.min(6, last), tickSize: 4 }),
      axisY({ ticks, tickSize: 0, ...(isLog && { tickFormat: '~g' }) }),
      ruleX([0], GRID),
      ...drawn.filter(({ isSmoothed }) => isSmoothed).map((each) => rawLine(each, drawn.indexOf(each))),
      // Those without a colour lie behind.
      ...groups.slice(COLOUR_COUNT).flatMap(([i]) => costMarks(drawn[i].points, undefined)),
      ...coloured.flatMap(([i], colour) => costMarks(drawn[i].points, colour)).reverse(),
    ],
  });
  const names = coloured.map((group) => enumerated(group.map((i) => drawn[i].name)));
  return html`<figure class="wide">${drawing}<figcaption>${legend(names)}<p>${captionOf(drawn, groups, isLog)}</p>${facts}</figcaption></figure>`;
}

function drawnLine(line: CostLine): Drawn {
  const isSmoothed = line.isNoisy && reachOf(line.costs) > 0;
  return { ...line, isSmoothed, points: thinned(isSmoothed ? smoothed(line.costs) : line.costs) };
}

/** The ends of the axis: all lines, and 98 of 100 costs behind a running mean. */
function rangeOf(lines: readonly Drawn[]): { low: number; high: number; isLog: boolean } {
  const values = lines.flatMap(({ points }) => points.map(([, cost]) => cost));
  const [low, high] = [lowest(values), highest(values)];
  const isLog = low > 0 && high / low > WIDE_RANGE;
  if (isLog) return { low, high, isLog };
  const raw = lines
    .filter(({ isSmoothed }) => isSmoothed)
    .flatMap(({ costs }) => thinned(costs).map(([, cost]) => cost))
    .sort((a, b) => a - b);
  return { low: Math.min(0, low), high: Math.max(high, raw[Math.floor(0.98 * raw.length)] ?? high), isLog };
}

/** Powers of ten between and around two costs, seven at most. */
function powersOfTen(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const step = Math.ceil((last - first) / 6);
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 10 ** (first + i * step));
}

function rawLine({ costs }: Drawn, i: number): Markish {
  const stroke = i < COLOUR_COUNT ? cssColour(i) : 'currentColor';
  return line(thinned(costs) as [number, number][], {
    stroke,
    strokeWidth: 1,
    strokeOpacity: 0.28,
    clip: true,
  });
}

/** A line in its colour, or faint; a single cost as a dot. */
function costMarks(points: readonly CostPoint[], colour: number | undefined): Markish[] {
  const isFaint = colour === undefined;
  const stroke = isFaint ? 'currentColor' : cssColour(colour);
  if (points.length === 1) return [dot(points as [number, number][], { fill: stroke })];
  return [
    line(points as [number, number][], {
      stroke,
      strokeWidth: isFaint ? 1 : 2.25,
      strokeOpacity: isFaint ? 0.3 : 1,
      ...(!isFaint && { strokeDasharray: dashes(colour) }),
    }),
  ];
}

function descriptionOf(lines: readonly Drawn[]): string {
  const words = lines
    .slice(0, COLOUR_COUNT)
    .map(({ name, points }) => `${name} from ${short(points[0])} to ${short(points[points.length - 1])}`);
  return `Costs: ${words.join('; ')}`;
}

function captionOf(lines: readonly Drawn[], groups: readonly number[][], isLog: boolean): string {
  const mean = lines.find(({ isSmoothed }) => isSmoothed);
  const others = groups.length - COLOUR_COUNT;
  const upon = groups.filter((group) => group.length > 1).map((group) => group.map((i) => lines[i].name));
  return [
    'Cost before each logged update.',
    mean && `Strong line: running mean of ${2 * reachOf(mean.costs) + 1} costs; faint line: each of them.`,
    isLog && 'The axis is logarithmic.',
    ...upon.map((names) => `The lines of ${enumerated(names)} coincide.`),
    others > 0 && `Faint lines: the other ${others}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function short([, cost]: CostPoint): string {
  return cost.toPrecision(4);
}
