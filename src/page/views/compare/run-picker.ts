/** The choice of the runs that are compared: added by name, removed by their buttons. */
import type { RunRow } from '../../../serve/ui/messages.js';
import { html, useId, useState, type VNode } from '../../preact.js';

/** The runs that make a comparison, and those that are offered for it. */
const FEWEST = 2;
const OFFERED = 6;

export interface RunPickerProps {
  readonly rows: readonly RunRow[];
  readonly names: readonly string[];
  /** The most that can be chosen. */
  readonly most: number;
  choose(names: readonly string[]): void;
}

export function RunPicker({ rows, names, most, choose }: RunPickerProps): VNode {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState('');
  const id = useId();
  const add = (event: Event) => {
    event.preventDefault();
    const name = typed.trim();
    const fault = faultOf(name, rows, names, most);
    setProblem(fault);
    if (fault !== '') return;
    choose([...names, name]);
    setTyped('');
  };
  const type = (event: Event) => setTyped((event.target as HTMLInputElement).value);
  return html`<div class="picker">
    <form onSubmit=${add}>
      <label for=${`${id}-name`}>Run or sweep</label>
      <input id=${`${id}-name`} list=${`${id}-names`} value=${typed} onInput=${type} autocomplete="off" aria-describedby=${`${id}-problem`} />
      <datalist id=${`${id}-names`}>
        ${rows.filter(({ name }) => !names.includes(name)).map(({ name }) => html`<option key=${name} value=${name}></option>`)}
      </datalist>
      <button type="submit">Add</button>
    </form>
    <p id=${`${id}-problem`} class=${problem === '' ? 'seen-by-readers' : 'fault'} role="alert">${problem}</p>
    <ul class="chosen">
      ${names.map(
        (name) => html`<li key=${name}>
          <bdi>${name}</bdi>
          <button type="button" aria-label=${`Remove ${name}`} onClick=${() => choose(names.filter((other) => other !== name))}>×</button>
        </li>`,
      )}
    </ul>
    ${names.length < FEWEST && html`<${Offers} ...${{ rows, names, choose }} />`}
  </div>`;
}

/** Runs to begin with, until there are enough. */
function Offers({ rows, names, choose }: Omit<RunPickerProps, 'most'>): VNode {
  const others = rows.filter(({ name }) => !names.includes(name));
  const newest = others.toSorted((a, b) => ((a.started ?? '') < (b.started ?? '') ? 1 : -1));
  return html`<div class="offers">
    <p class="note">Choose two or more, to see them side by side.${newest.length > 0 && ' The newest:'}</p>
    <div class="buttons">
      ${newest.slice(0, OFFERED).map(({ name }) => html`<button key=${name} onClick=${() => choose([...names, name])}>Add <bdi>${name}</bdi></button>`)}
    </div>
  </div>`;
}

/** Why the name cannot be added; '' if it can. */
function faultOf(name: string, rows: readonly RunRow[], names: readonly string[], most: number): string {
  if (name === '') return 'Type the name of a run.';
  if (!rows.some((row) => row.name === name)) return `There is no run ${name}.`;
  if (names.includes(name)) return `${name} is there already.`;
  return names.length < most ? '' : `At most ${most} runs are compared.`;
}
