/** The configurations of a sweep on parallel axes, a line each: one axis a dimension, the last for their ranks. */
import { brief, visible } from '../../visible.js';
import { type ReportedSweep, rankedConfigurations } from '../results/sweep-results.js';
import { figure, GRID } from './figures.js';
import { type Html, html } from './html.js';
import { pane } from './html-table.js';
import { cssColour } from './palette.js';
import { drawPlot, line, ruleX, text } from './plot.js';
import { labelledPlaces, valueAt } from './sweep-phrases.js';

/** Columns of the figure from axis to axis, and axes and lines that it has at most. */
const STEP = 118;
const [MOST_AXES, MOST_LINES] = [12, 300];

interface Point {
  readonly index: number;
  readonly x: number;
  readonly y: number;
}

export function parallelFigure(sweep: ReportedSweep): Html {
  const ranked = rankedConfigurations(sweep);
  const dimensions = sweep.dimensions.slice(0, MOST_AXES - 1);
  const last = dimensions.length;
  const done = ranked.filter(({ outcome }) => outcome === 'done');
  const third = Math.ceil(done.length / 3);
  const shown = ranked.slice(0, MOST_LINES);
  const pointsOf = (i: number): Point[] => {
    const { index, places } = shown[i];
    const rank = shown.length === 1 ? 1 : 1 - i / (shown.length - 1);
    return [...places.slice(0, last), rank].map((y, x) => ({ index, x, y }));
  };
  const group = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => pointsOf(from + i)).flat();
  const axes = Array.from({ length: last + 1 }, (_, x) => x);
  const labels = dimensions.flatMap((dimension, x) =>
    labelledPlaces(dimension).map((y) => ({ x, y, label: visible(brief(valueAt(dimension, y), 12)) })),
  );
  const ends = [
    { x: last, y: 1, label: 'best' },
    { x: last, y: 0, label: 'worst' },
  ];
  const names = axes.map((x) => ({ x, label: x === last ? 'rank' : visible(brief(dimensions[x].flag, 16)) }));
  const width = Math.max(640, STEP * (last + 1));
  const path = { x: 'x', y: 'y', z: 'index', curve: 'monotone-x' } as const;
  const drawing = drawPlot('Configurations', `${shown.length} configurations on ${last + 1} axes`, {
    width,
    height: 330,
    marginLeft: 70,
    marginRight: 50,
    marginTop: 44,
    marginBottom: 16,
    x: { domain: [0, last], axis: null },
    y: { domain: [0, 1], axis: null },
    marks: [
      ruleX(axes, { ...GRID, strokeOpacity: 0.5 }),
      line(group(third, shown.length), {
        ...path,
        stroke: 'currentColor',
        strokeOpacity: 0.18,
        strokeWidth: 1,
      }),
      line(group(1, Math.min(third, shown.length)), {
        ...path,
        stroke: cssColour(0),
        strokeOpacity: 0.6,
        strokeWidth: 1.5,
      }),
      line(group(0, 1), { ...path, stroke: cssColour(1), strokeWidth: 3 }),
      text([...labels, ...ends], {
        ...{ x: 'x', y: 'y', text: 'label', dx: -5, textAnchor: 'end', fontSize: 11 },
        ...{ stroke: 'var(--paper)', strokeWidth: 4, fill: 'currentColor' },
      }),
      // Long names of neighbours would touch on one line.
      text(names, {
        x: 'x',
        y: 1,
        text: 'label',
        dy: -14,
        fontWeight: 600,
        filter: ({ x }: { x: number }) => x % 2 === 0,
      }),
      text(names, {
        x: 'x',
        y: 1,
        text: 'label',
        dy: -30,
        fontWeight: 600,
        filter: ({ x }: { x: number }) => x % 2 === 1,
      }),
    ],
  });
  const left = [
    ...(sweep.dimensions.length > last
      ? [`The first ${last} of ${sweep.dimensions.length} dimensions.`]
      : []),
    ...(ranked.length > shown.length ? [`The best ${shown.length} of ${ranked.length} configurations.`] : []),
  ];
  const words = html`Strong: the best. Coloured: the best third. Faint: the others. Axes have the scale of their space; ranks put those first that came furthest. ${left.join(' ')}`;
  // On a phone the figure scrolls; on a wide screen its letters do not grow with it.
  const scrolled = html`<div class="scrolled" style="--width:${width}px">${drawing}</div>`;
  return figure(pane('Configurations on parallel axes', scrolled), words);
}
