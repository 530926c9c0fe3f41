/** The list of runs and sweeps to choose from: found by words, ordered, and shown a few at a time. */
import type { RunRow } from '../../../serve/ui/messages.js';
import { html, useMemo, useState, type VNode } from '../../preact.js';
import { costText, mainQuality, qualityText, stateText, whenText } from '../../runs/texts.js';

/** Rows that are drawn at once: a thousand would hold up the page. */
const ROWS = 30;

/** Orders of the list, each by name. */
const ORDERS = {
  newest: (a: RunRow, b: RunRow) => running(b) - running(a) || compare(b.started ?? '', a.started ?? ''),
  name: (a: RunRow, b: RunRow) => compare(a.name, b.name),
  'best result': (a: RunRow, b: RunRow) => (mainQuality(b)?.[1] ?? -1) - (mainQuality(a)?.[1] ?? -1),
  'lowest cost': (a: RunRow, b: RunRow) =>
    (a.cost ?? Number.POSITIVE_INFINITY) - (b.cost ?? Number.POSITIVE_INFINITY) || compare(a.name, b.name),
} satisfies Record<string, (a: RunRow, b: RunRow) => number>;
type Order = keyof typeof ORDERS;

export interface RunTableProps {
  readonly rows: readonly RunRow[];
  readonly chosen: readonly string[];
  toggle(name: string): void;
}

export function RunTable({ rows, chosen, toggle }: RunTableProps): VNode {
  const [words, setWords] = useState('');
  const [order, setOrder] = useState<Order>('newest');
  const [most, setMost] = useState(ROWS);
  const found = useMemo(
    () => rows.filter((row) => isFound(row, words)).sort(ORDERS[order]),
    [rows, words, order],
  );
  const shown = found.slice(0, most);
  const typed = (event: Event) => setWords((event.target as HTMLInputElement).value);
  const ordered = (event: Event) => setOrder((event.target as HTMLSelectElement).value as Order);
  return html`<div>
    <div class="run-row">
      <label>Find <input type="search" value=${words} onInput=${typed} placeholder="name, data, optimizer" /></label>
      <label
        >Order
        <select value=${order} onChange=${ordered}>
          ${Object.keys(ORDERS).map((name) => html`<option key=${name} value=${name}>${name}</option>`)}
        </select></label
      >
    </div>
    <div class="run-pane" role="region" aria-label="Runs and sweeps" tabindex="0">
      <table class="runs">
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">state</th>
            <th scope="col" class="number wide">cost</th>
            <th scope="col" class="number">result</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((row) => html`<${Row} key=${row.name} row=${row} isChosen=${chosen.includes(row.name)} toggle=${toggle} />`)}
        </tbody>
      </table>
    </div>
    ${found.length > shown.length && html`<button type="button" onClick=${() => setMost(most + ROWS)}>Show more of ${found.length}</button>`}
    ${rows.length > 0 && found.length === 0 && html`<p class="note">No run has these words.</p>`}
  </div>`;
}

interface RowProps {
  readonly row: RunRow;
  readonly isChosen: boolean;
  toggle(name: string): void;
}

function Row({ row, isChosen, toggle }: RowProps): VNode {
  const { name, data, optimizer, started, sweep, state, cost, measure } = row;
  const [split, quality] = mainQuality(row) ?? [];
  const about = [data, sweep ? `${sweep.search} search` : optimizer].filter((part) => part !== undefined);
  return html`<tr class=${isChosen ? 'chosen' : ''}>
    <th scope="row">
      <label class="run-check"
        ><input type="checkbox" checked=${isChosen} onChange=${() => toggle(name)} /><bdi>${name}</bdi></label
      >
      <div class="note">${about.join(' · ')}</div>
    </th>
    <td>
      <span class=${`state state-${state}`}>${stateText(row)}</span>
      <div class="note">${whenText(started)}</div>
    </td>
    <td class="number wide">${costText(cost)}</td>
    <td class="number">
      ${qualityText(quality, measure)}
      ${split !== undefined && html`<div class="note">${split}</div>`}
    </td>
  </tr>`;
}

function isFound({ name, data = '', optimizer = '', layers = '', state }: RunRow, words: string): boolean {
  const text = [name, data, optimizer, layers, state].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function running({ state }: RunRow): number {
  return Number(state === 'running');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
