/** The table of a sweep's configurations, the best first. */
import {
  lastRung,
  type ReportedSweep,
  rankedConfigurations,
  type SweptConfiguration,
} from '../results/sweep-results.js';
import { type Html, html } from './html.js';
import { type Cell, decimal, htmlTable } from './html-table.js';
import { metricName, metricText, partText } from './sweep-phrases.js';

/** Rows that are shown at once, and on demand: more make a page that no browser likes. */
const [FEW_ROWS, MOST_ROWS] = [15, 500];

export function sweepTable(sweep: ReportedSweep): Html {
  const ranked = rankedConfigurations(sweep);
  const rows = ranked.slice(0, MOST_ROWS).map((one, i) => rowOf(sweep, one, i));
  const heads = [
    'rank',
    'configuration',
    metricName(sweep),
    'part of the run',
    ...sweep.dimensions.map(({ flag }) => html`<code>${flag}</code>`),
    'updates',
    'seconds',
  ];
  if (rows.length <= FEW_ROWS) return htmlTable('All configurations, the best first', heads, rows);
  const left = ranked.length - rows.length;
  const others = html`<details><summary>The other ${ranked.length - FEW_ROWS}</summary>${htmlTable('The other configurations', heads, rows.slice(FEW_ROWS))}${left > 0 && html`<p>${left} more are in trials.jsonl.</p>`}</details>`;
  return html`${htmlTable(`The best ${FEW_ROWS} configurations`, heads, rows.slice(0, FEW_ROWS))}${others}`;
}

function rowOf(sweep: ReportedSweep, one: SweptConfiguration, i: number): Cell[] {
  const { index, places, outcome, rungs } = one;
  const last = lastRung(one);
  return [
    i + 1,
    decimal(String(index)),
    outcome === 'done' ? decimal(metricText(sweep, last)) : outcome,
    partText(last.part),
    ...sweep.dimensions.map(({ valueAt }, d) => {
      const value = valueAt(Math.min(places[d], 1 - 2 ** -53));
      return typeof value === 'number' ? decimal(String(value)) : value;
    }),
    rungs.reduce((sum, { updates }) => sum + updates, 0),
    decimal(rungs.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(2)),
  ];
}
