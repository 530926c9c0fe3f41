/** The rungs of a sweep: how far each trial was trained, who went on, and what it cost. */
import type { CostPoint } from '../../train/records.js';
import { counted, scoreText } from '../phrases.js';
import { metricAxis } from '../results/metric-axis.js';
import {
  bestOf,
  drawnCurves,
  lastRung,
  lossOf,
  meanOf,
  partsOf,
  type ReportedSweep,
  type SweptConfiguration,
} from '../results/sweep-results.js';
import { GRID } from './figures.js';
import { type Html, html } from './html.js';
import { type Cell, decimal, htmlTable } from './html-table.js';
import { cssColour, dashes } from './palette.js';
import { axisX, axisY, drawPlot, line, ruleX } from './plot.js';
import { metricName, partName, partText } from './sweep-phrases.js';

/** Configurations whose curves are drawn, part by part. */
type Drawn = ReturnType<typeof drawnCurves>;

interface Point {
  readonly index: number;
  /** Share of the whole run. */
  readonly x: number;
  readonly cost: number;
}

/** The learning curves of all configurations, those promoted in colour, and a table of the rungs. */
export function rungSection(sweep: ReportedSweep): Html {
  const parts = partsOf(sweep);
  const drawn = drawnCurves(sweep);
  return html`<figure class="wide">${curves(sweep, parts, drawn)}<figcaption>${captionOf(sweep, parts, drawn)}</figcaption></figure>${rungTable(sweep, parts)}`;
}

function curves(sweep: ReportedSweep, parts: readonly number[], drawn: Drawn): Html {
  const best = bestOf(sweep);
  const lines = drawn.map((group) => group.flatMap(curveOf));
  const all = [...lines.flat(), ...(best ? curveOf(best) : [])].map(({ cost }) => cost);
  const axis = metricAxis(all, true);
  const isLog = axis.low > 0 && axis.high / axis.low > 30;
  const path = { x: 'x', y: ({ cost }: Point) => axis.within(cost), z: 'index' } as const;
  return drawPlot(
    'Learning curves',
    `Training costs of ${counted(sweep.configurations.length, 'configuration')}`,
    {
      width: 640,
      marginLeft: 60,
      marginRight: 16,
      x: { domain: [0, 1], label: 'part of the whole run' },
      y: { domain: [axis.low, axis.high], label: 'training cost', grid: true, ...(isLog && { type: 'log' }) },
      marks: [
        axisX({
          ticks: [0, ...parts.map((part) => 1 / part)],
          tickFormat: (x: number) => (x === 0 ? '0' : partText(Math.round(1e6 / x) / 1e6)),
        }),
        axisY({ ticks: 5, tickSize: 0, ...(isLog && { tickFormat: '~g' }) }),
        ruleX(
          parts.map((part) => 1 / part),
          GRID,
        ),
        ...lines.map((points, i) => {
          const isFaint = i < lines.length - 1 && i === 0;
          const colour = lines.length - 1 - i;
          return line(points, {
            ...path,
            stroke: isFaint ? 'currentColor' : cssColour(colour),
            strokeOpacity: isFaint ? 0.25 : 0.8,
            strokeWidth: isFaint ? 1 : 1.5,
            strokeDasharray: isFaint ? 'none' : dashes(colour),
          });
        }),
        line(best ? curveOf(best) : [], { ...path, stroke: cssColour(parts.length), strokeWidth: 3 }),
      ],
    },
  );
}

/** The last rung's costs, which has those of the rungs before it. */
function curveOf(one: SweptConfiguration): Point[] {
  const { costs = [] } = one;
  const { planned } = lastRung(one);
  return costs
    .filter(([, cost]: CostPoint) => Number.isFinite(cost))
    .map(([iteration, cost]) => ({ index: one.index, x: iteration / Math.max(1, planned), cost }));
}

function captionOf(sweep: ReportedSweep, parts: readonly number[], drawn: Drawn): Html {
  const many = sweep.seeds * sweep.folds > 1 ? ' of the first trial' : '';
  const shown = drawn.flat().length + (bestOf(sweep) ? 1 : 0);
  const all = sweep.configurations.length;
  const lines = `a line a configuration${shown < all ? ` (${shown} of ${all} are drawn)` : ''}`;
  if (parts.length === 1)
    return html`<p>Training costs${many}, ${lines}, each for the whole run: nothing was pruned. Strong: the best.</p>`;
  const keys = parts.toReversed().map((part, i) => {
    const isFaint = i === parts.length - 1;
    const key = html`<svg width="24" height="12" aria-hidden="true"><path d="M0 6H24" stroke="${isFaint ? 'currentColor' : cssColour(i)}" stroke-opacity="${isFaint ? 0.4 : 1}" stroke-width="2" stroke-dasharray="${dashes(isFaint ? 0 : i)}"/></svg>`;
    return html`<li>${key} trained for ${partName(part)}</li>`;
  });
  const strong = html`<li><svg width="24" height="12" aria-hidden="true"><path d="M0 6H24" stroke="${cssColour(parts.length)}" stroke-width="3"/></svg> the best</li>`;
  return html`<ul class="legend">${strong}${keys}</ul><p>Training costs${many}, ${lines}. At each upright line the best went on, judged by ${metricName(sweep)}, from where they stood.</p>`;
}

function rungTable(sweep: ReportedSweep, parts: readonly number[]): Html {
  const rows = parts.map((part): Cell[] => {
    const own = sweep.configurations.flatMap(({ rungs }) => rungs.filter((rung) => rung.part === part));
    const further = sweep.configurations.filter(
      ({ rungs }) => rungs.some((rung) => rung.part < part) && rungs.some((rung) => rung.part === part),
    );
    const done = own.filter(({ metrics }) => metrics.length > 0).map(meanOf);
    const least = done.toSorted((a, b) => lossOf(sweep, a) - lossOf(sweep, b))[0];
    return [
      partName(part),
      own.length,
      own.length - done.length,
      part === parts[parts.length - 1] ? '' : further.length,
      least === undefined ? undefined : decimal(scoreText(sweep.measure, least)),
      own.reduce((sum, { updates }) => sum + updates, 0),
      decimal(own.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(2)),
    ];
  });
  const heads = [
    'trained for',
    'configurations',
    'not done',
    'promoted',
    `best ${metricName(sweep)}`,
    'updates',
    'seconds',
  ];
  return htmlTable('Rungs', heads, rows);
}
