/** The view Watch: runs and sweeps as the command line trains them. */
import type { RunDetails, RunRow, SweepDetails } from '../../../serve/ui/messages.js';
import { html, useMemo, type VNode } from '../../preact.js';
import { runAddress, sweepAddress } from '../../runs/ask.js';
import { CommandText } from '../../runs/command-text.js';
import { CostChart } from '../../runs/cost-chart.js';
import { Notices } from '../../runs/notices.js';
import { RunFacts } from '../../runs/run-facts.js';
import { parseSelection, selectionText, toggled } from '../../runs/selection.js';
import { useAnswers, useSubject, useTold } from '../../runs/use-told.js';
import type { ViewProps } from '../view.js';
import { RunTable } from './run-table.js';
import { SweepSection } from './sweep-section.js';

export function Watch({ query, setQuery, isShown }: ViewProps): VNode {
  const [told, feed] = useTold();
  const { names: chosen, isLog } = parseSelection(query);
  const rows = useMemo(() => [...(told.rows?.values() ?? [])], [told.rows]);
  const first = useMemo(() => newest(rows), [rows]);
  const names = chosen.length > 0 ? chosen : first;
  const sweeps = names.filter((name) => told.rows?.get(name)?.sweep !== undefined);
  const runs = names.filter((name) => told.rows?.has(name) && !sweeps.includes(name));
  // Of both kinds, whatever they are: what is known from the address need not wait for the list.
  useSubject(feed, { runs: names, sweeps: names }, isShown);
  const states = runs.map((name) => told.rows?.get(name)?.state).join();
  const details = useAnswers<RunDetails>(
    runs.map((name) => runAddress(name)),
    states,
  );
  const swept = useAnswers<SweepDetails>(
    sweeps.map(sweepAddress),
    sweeps.map((name) => told.sweeps.get(name)).join(),
  );
  const toggle = (name: string) => setQuery(selectionText({ names: toggled(names, name), isLog }));
  const setLog = (log: boolean) => setQuery(selectionText({ names: chosen, isLog: log }));
  return html`<div class="watch">
    <section class="list" aria-label="Runs">
      <h2>Runs and sweeps</h2>
      <${Notices} told=${told} names=${names} />
      ${told.rows?.size === 0 && html`<${NoRuns} />`}
      ${rows.length > 0 && html`<${RunTable} rows=${rows} chosen=${names} toggle=${toggle} />`}
    </section>
    <div class="shown">
      ${names.filter((name) => told.rows && !told.rows.has(name)).map((name) => html`<p key=${name} class="fault">There is no run <bdi>${name}</bdi>.</p>`)}
      ${runs.length > 0 && html`<section aria-label="Costs"><${CostChart} names=${runs} costs=${told.costs} ...${{ isLog, setLog }} /></section>`}
      ${runs.map((name, place) => html`<${RunFacts} key=${name} ...${{ name, place }} row=${told.rows?.get(name)} answer=${details.get(runAddress(name))} />`)}
      ${sweeps.map((name) => html`<${SweepSection} key=${name} name=${name} row=${told.rows?.get(name)} answer=${swept.get(sweepAddress(name))} />`)}
    </div>
  </div>`;
}

/** The run that began last, one that is training before all others: shown until some are chosen. */
function newest(rows: readonly RunRow[]): readonly string[] {
  const age = ({ state, started = '' }: RunRow) => `${Number(state === 'running')} ${started}`;
  const [first, ...others] = rows;
  if (first === undefined) return [];
  return [others.reduce((last, row) => (age(row) > age(last) ? row : last), first).name];
}

function NoRuns(): VNode {
  return html`<div>
    <p>There are no runs yet. Train one by name, and it is shown here while it trains.</p>
    <${CommandText} title="Trains a run by name" command="dnn train --name first" />
    <${CommandText} title="Searches for the best learning rate" command="dnn tune --data moons --layers 2,8,1 --lr log:1e-3..1 --name rates" />
  </div>`;
}
