/** The tables of a report: with header cells, numbers aligned right, wide tables in a pane that scrolls. */
import { escaped, Html, html, type Part } from './html.js';

/** A cell; numbers are aligned right. */
export type Cell = Html | string | number | undefined;

/** Rows under `headers`; the first cell of each row heads it. */
export function htmlTable(
  caption: string,
  headers: readonly Part[],
  rows: readonly (readonly Cell[])[],
): Html {
  const sides = headers.map((_, c) => sideOf(rows.map((row) => row[c]).find((cell) => cell !== undefined)));
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map((cell, c) => html`<td${sides[c + 1]}>${cell ?? '–'}</td>`);
    return html`<tr><th scope="row">${first}</th>${cells}</tr>`;
  });
  const heads = headers.map((header, c) => html`<th scope="col"${c > 0 && sides[c]}>${header}</th>`);
  return pane(
    caption,
    html`<table><caption><span>${caption}</span></caption>
<thead><tr>${heads}</tr></thead>
<tbody>${body}</tbody></table>`,
  );
}

/** Aligns columns of numbers right. */
function sideOf(cell: Cell): Html | false {
  return (typeof cell === 'number' || cell instanceof Decimal) && html` class="number"`;
}

/** Content that may be wider than a phone, in a pane that scrolls by itself, also with the keyboard. */
export function pane(label: string, content: Html): Html {
  return html`<div class="pane" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

/** Facts by name. */
export function factList(facts: readonly (readonly [string, Part])[]): Html {
  const rows = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl class="facts">${rows}</dl>`;
}

/** A number as text. */
class Decimal extends Html {}

/** A number with so many decimals, aligned right. */
export function fixed(value: number, digits = 4): Html {
  return decimal(value.toFixed(digits));
}

/** Text of digits, aligned right as a number. */
export function decimal(text: string): Html {
  return new Decimal(escaped(text));
}

/** Classes that have wide columns, and columns whose names stand level however long they are. */
const [FEW_COLUMNS, MOST_LEVEL] = [10, 4];
/** Characters of a name that is as wide as its column. */
const SHORT_NAME = 4;

/** Counts of actual classes (rows) by predicted classes (columns); the larger the share of its row, the darker a cell. */
export function confusionTable(confusion: readonly (readonly number[])[], classes: readonly string[]): Html {
  const rows = confusion.map((row, actual) => {
    const sum = row.reduce((total, n) => total + n, 0);
    const cells = row.map((n, predicted) => {
      const kind = n === 0 ? 'none' : actual === predicted ? 'right' : 'wrong';
      const percent = sum === 0 ? 0 : Math.round((60 * n) / sum);
      return html`<td class="number ${kind}" style="--share:${percent}%">${n}</td>`;
    });
    return html`<tr><th scope="row">${classes[actual]}</th>${cells}</tr>`;
  });
  const caption = 'Confusion';
  const isUpright = classes.length > MOST_LEVEL && classes.some((name) => name.length > SHORT_NAME);
  const heads = classes.map((name) => html`<th scope="col"><span>${name}</span></th>`);
  return pane(
    caption,
    html`<table class="confusion${classes.length > FEW_COLUMNS && ' many'}${isUpright && ' upright'}"><caption><span>${caption}</span></caption>
<thead><tr><td>actual \\ predicted</td>${heads}</tr></thead><tbody>${rows}</tbody></table>`,
  );
}
