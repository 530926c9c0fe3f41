/** The configurations of a sweep as a table that is ordered by any of its columns. */
import type { SweepDetails, SweptRow } from '../../../serve/ui/messages.js';
import { html, useMemo, useState, type VNode } from '../../preact.js';
import { countText, timeText } from '../../runs/texts.js';

/** Rows that are drawn at once. */
const ROWS = 25;

interface Column {
  readonly title: string;
  value(row: SweptRow): string | number | undefined;
  text(row: SweptRow): string;
  readonly isText?: boolean;
}

export interface SweepTableProps {
  readonly sweep: SweepDetails;
  /** Those within the marks of the axes, the best first. */
  readonly rows: readonly SweptRow[];
  /** Says which configuration is pointed at. */
  point(index: number | undefined): void;
}

export function SweepTable({ sweep, rows, point }: SweepTableProps): VNode {
  const [sort, setSort] = useState({ column: 0, isDown: false });
  const [most, setMost] = useState(ROWS);
  const columns = columnsOf(sweep);
  const { value } = columns[sort.column] ?? columns[0];
  const ordered = useMemo(
    () => rows.toSorted((a, b) => compare(value(a), value(b), sort.isDown)),
    [rows, sort],
  );
  const order = (column: number) => setSort({ column, isDown: sort.column === column && !sort.isDown });
  return html`<div>
    <div class="run-pane" role="region" aria-label=${`Configurations of ${sweep.name}`} tabindex="0">
      <table>
        <caption class="seen-by-readers">Configurations of ${sweep.name}</caption>
        <thead>
          <tr>
            ${columns.map(
              ({ title, isText }, i) => html`<th
                key=${title}
                scope="col"
                class=${isText ? '' : 'number'}
                aria-sort=${sort.column !== i ? undefined : sort.isDown ? 'descending' : 'ascending'}
              >
                <button type="button" class="sort" onClick=${() => order(i)}>
                  ${title}${sort.column !== i ? '' : sort.isDown ? ' ↓' : ' ↑'}
                </button>
              </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${ordered.slice(0, most).map(
            (
              row,
            ) => html`<tr key=${row.index} onMouseEnter=${() => point(row.index)} onMouseLeave=${() => point(undefined)}>
              ${columns.map(({ title, text, isText }) => html`<td key=${title} class=${isText ? '' : 'number'}>${text(row)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${ordered.length > most && html`<button type="button" onClick=${() => setMost(most + ROWS)}>Show more of ${ordered.length}</button>`}
  </div>`;
}

function columnsOf(sweep: SweepDetails): Column[] {
  const ranks = new Map(sweep.rows.map(({ index }, i) => [index, i + 1]));
  const rank = ({ index }: SweptRow) => ranks.get(index);
  return [
    { title: 'rank', value: rank, text: (row) => String(rank(row)) },
    {
      title: sweep.metric.replaceAll('_', ' '),
      value: ({ metric }) => metric,
      text: ({ metric, outcome }) => (metric === undefined ? outcome : metric.toFixed(sweep.isError ? 6 : 4)),
    },
    ...sweep.axes.map(({ flag, isChoice }, axis) => ({
      title: flag,
      value: ({ values }: SweptRow) => values[axis],
      text: ({ values }: SweptRow) => String(values[axis]),
      isText: isChoice,
    })),
    {
      title: 'part of the run',
      value: ({ part }) => 1 / part,
      text: ({ part }) => (part === 1 ? 'all' : `1/${part}`),
    },
    { title: 'updates', value: ({ updates }) => updates, text: ({ updates }) => countText(updates) },
    { title: 'time', value: ({ seconds }) => seconds, text: ({ seconds }) => timeText(seconds) },
    { title: 'number', value: ({ index }) => index, text: ({ index }) => String(index) },
  ];
}

/** Those without a value come last in either order. */
function compare(a: string | number | undefined, b: string | number | undefined, isDown: boolean): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return (a < b ? -1 : 1) * (isDown ? -1 : 1);
}
