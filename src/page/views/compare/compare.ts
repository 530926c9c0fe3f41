/** The view Compare: runs side by side, what differs between them, and whether they have the same bits. */
import type { RunDetails } from '../../../serve/ui/messages.js';
import { html, useMemo, type VNode } from '../../preact.js';
import { reportAddress, runAddress } from '../../runs/ask.js';
import { CommandText } from '../../runs/command-text.js';
import { CostChart } from '../../runs/cost-chart.js';
import { Notices } from '../../runs/notices.js';
import { MOST_CHOSEN, parseSelection, selectionText } from '../../runs/selection.js';
import { useAnswers, useSubject, useTold } from '../../runs/use-told.js';
import type { ViewProps } from '../view.js';
import { ComparisonTable } from './comparison-table.js';
import { sameBitsSentence } from './differences.js';
import { RunPicker } from './run-picker.js';

export function Compare({ query, setQuery, isShown }: ViewProps): VNode {
  const [told, feed] = useTold();
  const { names, isLog } = parseSelection(query);
  const rows = useMemo(() => [...(told.rows?.values() ?? [])], [told.rows]);
  const known = names.filter((name) => told.rows?.has(name));
  const runs = known.filter((name) => told.rows?.get(name)?.sweep === undefined);
  useSubject(feed, { runs: names, sweeps: [] }, isShown);
  const version = known.map((name) => JSON.stringify(told.rows?.get(name))).join();
  const answers = useAnswers<RunDetails>(
    known.map((name) => runAddress(name)),
    version,
  );
  const details = known.flatMap((name) => answers.get(runAddress(name))?.value ?? []);
  const faults = known.flatMap((name) => answers.get(runAddress(name))?.fault ?? []);
  const choose = (chosen: readonly string[]) => setQuery(selectionText({ names: chosen, isLog }));
  const setLog = (log: boolean) => setQuery(selectionText({ names, isLog: log }));
  return html`<div class="compare">
    <h2>Compare runs</h2>
    <${Notices} told=${told} names=${known} />
    ${told.rows?.size === 0 && html`<p>There are no runs yet: dnn train --name first makes one.</p>`}
    ${rows.length > 0 && html`<${RunPicker} ...${{ rows, names, choose }} most=${MOST_CHOSEN} />`}
    ${faults.map(({ message, hint }) => html`<p key=${message} class="fault">${message} ${hint}</p>`)}
    ${details.length > 1 && html`<p class="same">${sameBitsSentence(details)}</p>`}
    ${details.length > 0 && html`<${ComparisonTable} runs=${details} />`}
    ${runs.length > 0 && html`<section aria-label="Costs"><${CostChart} names=${runs} costs=${told.costs} ...${{ isLog, setLog }} /></section>`}
    ${details.length > 0 && html`<${Actions} runs=${details} />`}
  </div>`;
}

/** The command that answers the same question, the report, and the commands that train each again. */
function Actions({ runs }: { readonly runs: readonly RunDetails[] }): VNode {
  const names = runs.map(({ row }) => row.name);
  const withModel = runs.filter(({ row }) => row.hasModel).map(({ row }) => row.name);
  const [a, b] = runs;
  return html`<section aria-label="Commands">
    <h3>Go on</h3>
    ${withModel.length > 1 && html`<p class="run-links"><a href=${reportAddress(withModel)} target="_blank" rel="noopener">Report on these ${withModel.length} runs</a></p>`}
    ${runs.length === 2 && html`<${CommandText} title="Says where the two part, to the bit" command=${compareCommand(a, b)} />`}
    ${runs.map(({ row, command }, i) => command !== undefined && html`<${CommandText} key=${names[i]} title=${`Trains ${row.name} again`} command=${command} />`)}
  </section>`;
}

function compareCommand(a: RunDetails, b: RunDetails): string {
  return `dnn compare ${a.word} ${b.word}`;
}
