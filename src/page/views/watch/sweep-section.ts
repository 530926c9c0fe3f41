/** A sweep as it goes on: how far it is, its configurations on parallel axes and in a table, and what to do next. */
import type { RunRow, SweepDetails } from '../../../serve/ui/messages.js';
import { html, useMemo, useState, type VNode } from '../../preact.js';
import type { Answer } from '../../runs/answers.js';
import { reportAddress, runAddress } from '../../runs/ask.js';
import { CommandText } from '../../runs/command-text.js';
import { countText, stateText } from '../../runs/texts.js';
import { type Brushes, isWithin, placesOf } from './brushes.js';
import { ParallelAxes } from './parallel-axes.js';
import { SweepTable } from './sweep-table.js';

export interface SweepSectionProps {
  readonly name: string;
  readonly row: RunRow;
  readonly answer: Answer<SweepDetails> | undefined;
}

export function SweepSection({ name, row, answer }: SweepSectionProps): VNode {
  const details = answer?.value;
  return html`<section class="sweep" aria-label=${`Sweep ${name}`}>
    <h2><bdi>${name}</bdi></h2>
    <p class="note">${stateText(row)} · ${row.sweep?.search} search for the best ${row.sweep?.metric.replaceAll('_', ' ')} · ${row.data}</p>
    ${row.problem !== undefined && html`<p class="fault">${row.problem}</p>`}
    ${answer?.fault && html`<p class="fault">${answer.fault.message} ${answer.fault.hint}</p>`}
    ${details && html`<${Results} sweep=${details} row=${row} />`}
  </section>`;
}

function Results({ sweep, row }: { readonly sweep: SweepDetails; readonly row: RunRow }): VNode {
  const [brushes, setBrushes] = useState<Brushes>(new Map());
  const [pointed, point] = useState<number | undefined>(undefined);
  const rows = useMemo(() => {
    const places = placesOf(sweep.rows);
    return sweep.rows.filter((_, i) => isWithin(places[i], brushes));
  }, [sweep, brushes]);
  if (sweep.rows.length === 0) return html`<p>No configuration has a result yet.</p>`;
  const { planned, commands, digest, name } = sweep;
  return html`<div>
    <p>${bestSentence(sweep)}</p>
    ${row.state === 'running' && html`<progress aria-label="Configurations" max=${planned} value=${sweep.rows.length}></progress>`}
    <div class="run-row">
      <p role="status">${countText(rows.length)} of ${countText(sweep.rows.length)} configurations${brushes.size > 0 ? ' are within the marks' : ''}</p>
      <button type="button" disabled=${brushes.size === 0} onClick=${() => setBrushes(new Map())}>Remove all marks</button>
    </div>
    <${ParallelAxes} ...${{ sweep, brushes, setBrushes, pointed }} />
    <p class="note">Draw along an axis to mark a range, or move its two ends with the arrow keys; Escape removes a mark. Strong: the best; coloured: the best third.</p>
    <${SweepTable} ...${{ sweep, rows, point }} />
    ${commands.best !== undefined && html`<${CommandText} title="Trains the best again" command=${commands.best} />`}
    ${commands.finer !== undefined && html`<${CommandText} title="Searches around the best third" command=${commands.finer} />`}
    ${commands.resume !== undefined && row.state !== 'running' && html`<${CommandText} title="Goes on with the sweep" command=${commands.resume} />`}
    <p class="run-links">
      <a href=${reportAddress([name])} target="_blank" rel="noopener">Report</a>
      ${row.hasModel && html`<a href=${runAddress(name, '/model.json')} download=${`${name}.json`}>Best model</a>`}
    </p>
    ${digest !== undefined && html`<p class="note">Sweep digest <code>${digest}</code></p>`}
  </div>`;
}

function bestSentence({ rows, axes, metric, planned, isError }: SweepDetails): string {
  const done = `${countText(rows.length)} of ${countText(planned)} configurations have a result.`;
  const [best] = rows;
  if (best.metric === undefined) return `${done} None of them could be trained.`;
  const values = axes.map(({ flag }, axis) => `${flag} ${best.values[axis]}`).join(', ');
  return `${done} The best so far has a ${metric.replaceAll('_', ' ')} of ${best.metric.toFixed(isError ? 6 : 4)}: ${values}.`;
}
