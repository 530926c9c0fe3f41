/** The columns of a table as lines for people: a row a column, with what speaks against using it. */
import type { SurveyedColumn } from '../../data/tables/survey.js';
import { brief, visible } from '../../visible.js';
import { table } from './table.js';

/** Words of a column that are shown with their counts. */
const MOST_SHOWN = 4;

/** The table of `columns`, fitted to `width`. */
export function columnLines(columns: readonly SurveyedColumn[], width: number): string[] {
  const rows = columns.map((column) => [
    column.name,
    column.type,
    [contentOf(column), column.missing > 0 && `${column.missing} missing`, column.warning]
      .filter(Boolean)
      .join('; '),
  ]);
  return table([['column', 'type', 'values'], ...rows], width);
}

function contentOf({ range, mean, deviation, counts }: SurveyedColumn): string {
  if (range !== undefined) {
    const figures = { mean, deviation };
    const told = Object.entries(figures).map(([name, value]) =>
      value === undefined ? '' : `, ${name} ${short(value)}`,
    );
    return `${short(range[0])} to ${short(range[1])}${told.join('')}`;
  }
  return counts === undefined ? '' : countsText(counts.filter(([name]) => name !== ''));
}

/** `family 120, basic 80 and 3 more`: the most frequent first, except where all are shown. */
function countsText(counts: readonly (readonly [string, number])[]): string {
  const isAll = counts.length <= MOST_SHOWN;
  const shown = isAll ? counts : [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_SHOWN - 1);
  const text = shown.map(([name, rows]) => `${visible(brief(name, 30))} ${rows}`).join(', ');
  return isAll ? text : `${text} and ${counts.length - shown.length} more`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
