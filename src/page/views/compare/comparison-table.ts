/** Runs side by side, a column each: their results, their digests and the options in which they differ. */
import type { RunDetails } from '../../../serve/ui/messages.js';
import { html, useState, type VNode } from '../../preact.js';
import { Swatch } from '../../runs/cost-chart.js';
import { costText, countText, dateText, qualityText, stateText, timeText } from '../../runs/texts.js';
import { optionRows } from './differences.js';

/** A line of the table. */
interface Fact {
  readonly title: string;
  text(run: RunDetails): string | undefined;
  /** The number that is compared, where the largest, or the smallest, is the best. */
  best?(run: RunDetails): number | undefined;
  readonly isLowBest?: boolean;
}

const SPLITS = ['test', 'validation', 'train'] as const;

const FACTS: readonly Fact[] = [
  { title: 'state', text: ({ row }) => stateText(row) },
  { title: 'began', text: ({ row }) => dateText(row.started) },
  ...SPLITS.map((split) => ({
    title: `${split} result`,
    text: ({ row }: RunDetails) => {
      const quality = row.qualities[split];
      return quality === undefined ? undefined : qualityText(quality, row.measure);
    },
    best: ({ row }: RunDetails) => row.qualities[split],
  })),
  ...SPLITS.map((split) => ({
    title: `${split} cost`,
    text: ({ evaluations }: RunDetails) => {
      const cost = evaluations[split]?.cost;
      return cost === undefined ? undefined : costText(cost);
    },
    best: ({ evaluations }: RunDetails) => evaluations[split]?.cost,
    isLowBest: true,
  })),
  {
    title: 'updates',
    text: ({ row }) => (row.iterations === undefined ? undefined : countText(row.iterations)),
  },
  {
    title: 'time',
    text: ({ row }) => (row.seconds === undefined ? undefined : timeText(row.seconds)),
    best: ({ row }) => row.seconds,
    isLowBest: true,
  },
  {
    title: 'parameters',
    text: ({ parameters }) => (parameters === undefined ? undefined : countText(parameters)),
  },
  { title: 'digest', text: ({ sha256 }) => sha256?.slice(0, 16) },
];

export function ComparisonTable({ runs }: { readonly runs: readonly RunDetails[] }): VNode {
  const [isWhole, setWhole] = useState(false);
  const options = optionRows(runs);
  const shown = isWhole ? options : options.filter(({ isSame }) => !isSame);
  const facts = FACTS.filter(({ text }) => runs.some((run) => text(run) !== undefined));
  return html`<div>
    <div class="run-pane" role="region" aria-label="Runs side by side" tabindex="0">
      <table>
        <caption class="seen-by-readers">Runs side by side</caption>
        <thead>
          <tr>
            <td></td>
            ${runs.map(({ row }, place) => html`<th key=${row.name} scope="col"><${Swatch} place=${place} /> <bdi>${row.name}</bdi></th>`)}
          </tr>
        </thead>
        <tbody>
          ${facts.map((fact) => html`<${FactLine} key=${fact.title} fact=${fact} runs=${runs} />`)}
          ${shown.map(
            ({ flag, values, isSame }) => html`<tr key=${flag}>
              <th scope="row"><code>${flag}</code></th>
              ${values.map((value, i) => html`<td key=${i} class=${isSame ? '' : 'differs'}>${value ?? '–'}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <div class="run-row start">
      <p class="note">${differenceText(runs.length, options.filter(({ isSame }) => !isSame).length)}</p>
      <label class="run-check"
        ><input type="checkbox" checked=${isWhole} onChange=${(event: Event) => setWhole((event.target as HTMLInputElement).checked)} />
        all options</label
      >
    </div>
  </div>`;
}

function FactLine({ fact, runs }: { readonly fact: Fact; readonly runs: readonly RunDetails[] }): VNode {
  const { title, text, best, isLowBest } = fact;
  const numbers = best === undefined ? [] : runs.map(best).filter((number) => number !== undefined);
  const goal = isLowBest ? Math.min(...numbers) : Math.max(...numbers);
  const isBest = (run: RunDetails) => runs.length > 1 && best !== undefined && best(run) === goal;
  return html`<tr>
    <th scope="row">${title}</th>
    ${runs.map((run) => html`<td key=${run.row.name} class=${isBest(run) ? 'best' : ''}>${text(run) ?? '–'}${isBest(run) ? html`<span class="seen-by-readers"> (best)</span>` : ''}</td>`)}
  </tr>`;
}

function differenceText(runs: number, count: number): string {
  if (runs < 2) return 'Choose a second run to see in which options they differ.';
  if (count === 0) return 'The runs have the same options.';
  return `The runs differ in ${count === 1 ? 'one option' : `${count} options`}.`;
}
