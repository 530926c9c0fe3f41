/** One run: its state and findings, the commands that repeat it, its report and its model. */
import type { RunDetails, RunRow } from '../../serve/ui/messages.js';
import { html, type VNode } from '../preact.js';
import type { Answer } from './answers.js';
import { reportAddress, runAddress } from './ask.js';
import { CommandText } from './command-text.js';
import { Swatch } from './cost-chart.js';
import { countText, stateText, timeText } from './texts.js';

export interface RunFactsProps {
  readonly name: string;
  /** Its place in the order of the chart, which gives its colour. */
  readonly place: number;
  readonly row: RunRow | undefined;
  readonly answer: Answer<RunDetails> | undefined;
}

export function RunFacts({ name, place, row, answer }: RunFactsProps): VNode {
  const details = answer?.value;
  return html`<article class="run-facts" aria-label=${name}>
    <h3><${Swatch} place=${place} /> <bdi>${name}</bdi></h3>
    ${row ? html`<${Progress} row=${row} />` : html`<p>There is no run of this name.</p>`}
    ${row?.problem !== undefined && html`<p class="fault">${row.problem}</p>`}
    ${answer?.fault && html`<p class="fault">${answer.fault.message} ${answer.fault.hint}</p>`}
    ${details?.findings.map(({ code, message, hint }) => html`<p key=${code} class="fault">${message} ${hint}</p>`)}
    ${details?.command !== undefined && html`<${CommandText} title="Trains this run again" command=${details.command} />`}
    ${details?.resume !== undefined && html`<${CommandText} title="Goes on with this run" command=${details.resume} />`}
    ${
      row?.hasModel &&
      html`<p class="run-links">
      <a href=${reportAddress([name])} target="_blank" rel="noopener">Report</a>
      <a href=${runAddress(name, '/model.json')} download=${`${name}.json`}>Model</a>
    </p>`
    }
  </article>`;
}

function Progress({ row }: { readonly row: RunRow }): VNode {
  const { iterations = 0, planned, state, data, layers, seconds } = row;
  const parts = [
    stateText(row),
    planned === undefined ? undefined : `${countText(iterations)} of ${countText(planned)} updates`,
    seconds === undefined ? undefined : timeText(seconds),
    data,
    layers,
  ];
  const isRunning = state === 'running' && planned !== undefined;
  return html`<div>
    <p class="note">${parts.filter((part) => part !== undefined).join(' · ')}</p>
    ${isRunning && html`<progress aria-label="Updates" max=${planned} value=${iterations}></progress>`}
  </div>`;
}
