/** A live chart of lines over one axis, such as costs over updates: uPlot, with the page's colours and an equal text. */
import uPlot from 'uplot';
import { html, useEffect, useLayoutEffect, useRef, type VNode } from '../preact.js';
import { schemeChanges, token } from './theme.js';

/** One line. */
export interface Line {
  readonly label: string;
  readonly x: ArrayLike<number>;
  /** As many; null where there is none. */
  readonly y: ArrayLike<number | null>;
  /** A token of the style sheet: `--class-0`. */
  readonly colour: string;
  /** True of what is measured on other examples, or is over. */
  readonly isDashed?: boolean;
}

export interface LineChartProps {
  /** For those who cannot see it: what it shows, and where its lines stand. */
  readonly label: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly Line[];
  /** True for a logarithmic scale of y. */
  readonly isLog?: boolean;
  /** In CSS pixels. */
  readonly height?: number;
  /** The x that the axis reaches at least, so that a line grows into it. */
  readonly xEnd?: number | undefined;
}

/** Draws new data at the next frame, at most once a frame. It keeps the width of its place. */
export function LineChart(props: LineChartProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const { lines, isLog = false, height = 240, xLabel, yLabel, label, xEnd } = props;
  const shape = JSON.stringify([lines.map(({ colour, isDashed, label: name }) => [name, colour, isDashed])]);

  useLayoutEffect(() => {
    const root = place.current;
    if (root === null) return undefined;
    const build = () => {
      chart.current?.destroy();
      chart.current = new uPlot(
        optionsOf(latest.current, root.clientWidth, height),
        dataOf(latest.current.lines),
        root,
      );
    };
    build();
    const sizes = new ResizeObserver(() => {
      if (root.clientWidth > 0) chart.current?.setSize({ width: root.clientWidth, height });
    });
    sizes.observe(root);
    const forget = schemeChanges(build);
    return () => {
      sizes.disconnect();
      forget();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [shape, isLog, height, xLabel, yLabel, xEnd]);

  useEffect(() => {
    // Not `lines`: until the frame comes, the chart may have been made anew for others.
    const frame = requestAnimationFrame(() => chart.current?.setData(dataOf(latest.current.lines)));
    return () => cancelAnimationFrame(frame);
  }, [lines]);

  return html`<div class="chart" role="img" aria-label=${label} ref=${place}></div>`;
}

/** All lines over one axis: the x of all, with null where a line has no point. */
function dataOf(lines: readonly Line[]): uPlot.AlignedData {
  const tables = lines.map(({ x, y }) => [Array.from(x), Array.from(y)] as uPlot.AlignedData);
  if (tables.length === 0) return [[]];
  return tables.length === 1 ? tables[0] : uPlot.join(tables);
}

function optionsOf(
  { lines, isLog, xLabel, yLabel, xEnd = 1 }: LineChartProps,
  width: number,
  height: number,
): uPlot.Options {
  return {
    width: Math.max(width, 50),
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, range: (_, low, high) => [low ?? 0, Math.max(high ?? 1, xEnd)] },
      y: { distr: isLog ? 3 : 1, range: (_, low, high) => yRange(low, high, isLog) },
    },
    axes: [axis(xLabel, 32), axis(yLabel, 54)],
    series: [{}, ...lines.map(seriesOf)],
  };
}

/** A little more than the values; without any, what a cost begins in. */
function yRange(low: number | null, high: number | null, isLog = false): uPlot.Range.MinMax {
  if (low === null || high === null) return isLog ? [0.1, 1] : [0, 1];
  return isLog ? uPlot.rangeLog(low, high, 10, false) : uPlot.rangeNum(low, high, 0.1, true);
}

function axis(label: string, size: number): uPlot.Axis {
  const font = '12px system-ui, sans-serif';
  const line = { stroke: token('--line'), width: 1 };
  return {
    label,
    size,
    font,
    labelFont: font,
    labelSize: 18,
    stroke: token('--soft'),
    grid: line,
    ticks: line,
  };
}

function seriesOf({ label, colour, isDashed }: Line): uPlot.Series {
  return {
    label,
    stroke: token(colour),
    width: 2,
    points: { show: isPoint, size: 7, fill: token(colour) },
    spanGaps: true,
    ...(isDashed && { dash: [6, 4] }),
  };
}

/** True of a line with one point only, which would not be seen. */
function isPoint({ data }: uPlot, series: number): boolean {
  let count = 0;
  for (const y of data[series]) if (y !== null && y !== undefined && ++count > 1) return false;
  return count === 1;
}
