/** The input of a model of rows: a field a column. */

import { Field } from '../../field.js';
import { html, useId, useState, type VNode } from '../../preact.js';
import type { FormColumn, ModelFacts } from '../../worker/try/requests.js';

export interface RowFormProps {
  readonly facts: ModelFacts;
  /** The text of each cell. */
  readonly cells: readonly string[];
  onCells(cells: readonly string[]): void;
}

/** The choice of a word that is none of the list. */
const OTHER = '\u0000';

export function RowForm({ facts, cells, onCells }: RowFormProps): VNode {
  const { columns, isTable } = facts;
  const set = (i: number, text: string) => onCells(cells.map((cell, k) => (k === i ? text : cell)));
  return html`<section class="try-input" aria-labelledby="try-row-title">
    <h2 id="try-row-title">${isTable ? 'A row of the table' : 'The numbers of an example'}</h2>
    <form class="row-form" onSubmit=${(event: Event) => event.preventDefault()}>
      ${columns.map(
        (column, i) => html`<${CellField}
          key=${column.name}
          column=${column}
          text=${cells[i] ?? ''}
          onText=${(text: string) => set(i, text)}
        />`,
      )}
    </form>
    <div class="buttons">
      <button onClick=${() => onCells(columns.map(({ usual }) => usual))}>Usual values</button>
    </div>
  </section>`;
}

interface CellFieldProps {
  readonly column: FormColumn;
  readonly text: string;
  onText(text: string): void;
}

function CellField({ column, text, onText }: CellFieldProps): VNode {
  if (column.type !== 'number') return html`<${WordField} ...${{ column, text, onText }} />`;
  const take = (event: Event) => onText((event.target as HTMLInputElement).value);
  return html`<${Field} label=${column.name} help=${column.help}>
    ${(id: string) => html`<input id=${id} inputmode="decimal" autocomplete="off" placeholder=${column.mayBeMissing ? 'missing' : ''} value=${text} onInput=${take} />`}
  </${Field}>`;
}

/** A word of the list, none, or another. */
function WordField({ column, text, onText }: CellFieldProps): VNode {
  const { name, type, words, mayBeMissing } = column;
  const [isOther, setOther] = useState(false);
  const id = useId();
  const known = words.filter((word) => word !== '');
  const value = isOther || !['', ...known].includes(text) ? OTHER : text;
  const choose = (event: Event) => {
    const chosen = (event.target as HTMLSelectElement).value;
    setOther(chosen === OTHER);
    onText(chosen === OTHER ? '' : chosen);
  };
  return html`<div class="field">
    <label for=${id}>${name}</label>
    <select id=${id} value=${value} onChange=${choose}>
      ${known.map((word) => html`<option key=${word} value=${word} selected=${word === value}>${word}</option>`)}
      ${(mayBeMissing || text === '') && html`<option value="" selected=${value === ''}>(missing)</option>`}
      ${type === 'category' && html`<option value=${OTHER} selected=${value === OTHER}>another word…</option>`}
    </select>
    ${value === OTHER && html`<input aria-label=${`Another word for ${name}`} value=${text} autocomplete="off" onInput=${(event: Event) => onText((event.target as HTMLInputElement).value)} />`}
  </div>`;
}
