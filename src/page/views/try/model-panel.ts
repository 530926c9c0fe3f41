/** The choice of the model, and the facts about the one that is open. */

import { Field } from '../../field.js';
import { html, useId, type VNode } from '../../preact.js';
import type { Fault } from '../../worker/requests.js';
import type { ModelFacts } from '../../worker/try/requests.js';
import type { ModelChoice } from './models.js';

export interface ModelPanelProps {
  readonly models: readonly ModelChoice[] | undefined;
  /** The name of the one that is chosen; '' for none. */
  readonly chosen: string;
  readonly facts: ModelFacts | undefined;
  readonly fault: Fault | undefined;
  readonly isOpening: boolean;
  onModel(name: string): void;
  onFile(file: File): void;
}

export function ModelPanel(props: ModelPanelProps): VNode {
  const { models = [], chosen, facts, fault, isOpening, onModel, onFile } = props;
  const isKnown = models.some(({ name }) => name === chosen);
  const choose = (event: Event) => onModel((event.target as HTMLSelectElement).value);
  return html`<section class="try-model" aria-labelledby="try-model-title">
    <h2 id="try-model-title">Model</h2>
    <div class="try-choice">
      ${
        models.length > 0 &&
        html`<${Field} label="Try">
          ${(id: string) => html`<select id=${id} value=${isKnown ? chosen : ''} onChange=${choose}>
            ${!isKnown && html`<option value="">Choose a model</option>`}
            ${models.map(({ name, title }) => html`<option key=${name} value=${name} selected=${name === chosen}>${title}</option>`)}
          </select>`}
        </${Field}>`
      }
      <${FileButton} label="Open a model file" accept=".json,application/json" onFile=${onFile} />
    </div>
    <p class="note" role="status">${isOpening ? 'Opening the model…' : facts && factsText(facts)}</p>
    ${facts?.notes.map((note) => html`<p class="fault" key=${note}>${note}</p>`)}
    ${facts?.problem !== undefined && html`<p class="note">${facts.problem}</p>`}
    ${fault && html`<p class="fault" role="alert">${fault.message}. ${fault.hint}</p>`}
  </section>`;
}

/** Trained on what, how large, what it takes and what it tells. */
function factsText(facts: ModelFacts): string {
  const { data, parameters, takes, shape, columns, classes, target, isTable } = facts;
  const [height, width, channels] = shape;
  const noun = isTable ? 'columns' : 'numbers';
  const input =
    takes === 'pictures'
      ? `pictures of ${width} × ${height} pixels${channels === 1 ? ' in grey' : ''}`
      : `${columns.length} ${noun}`;
  const answer = classes.length > 0 ? `${classes.length} classes` : (target ?? 'a number');
  return `Trained on ${data}: ${parameters.toLocaleString('en')} parameters, from ${input} to ${answer}.`;
}

interface FileButtonProps {
  readonly label: string;
  readonly accept: string;
  onFile(file: File): void;
}

/** A button that has the reader choose a file. */
export function FileButton({ label, accept, onFile }: FileButtonProps): VNode {
  const id = useId();
  const take = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) onFile(file);
    // The same file can be chosen again, when it has changed.
    input.value = '';
  };
  return html`<div class="file-button">
    <input id=${id} class="seen-by-readers" type="file" accept=${accept} onChange=${take} />
    <label for=${id}>${label}</label>
  </div>`;
}
