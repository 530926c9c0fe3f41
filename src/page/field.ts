/** Labelled fields of a form, with a sentence below where one helps. */
import { type ComponentChildren, html, useEffect, useId, useState, type VNode } from './preact.js';

interface FieldProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly children: (id: string) => ComponentChildren;
}

/** A label, the control that it is for, and help. */
export function Field({ label, help, children }: FieldProps): VNode {
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${children(id)} ${help && html`<p class="note">${help}</p>`}
  </div>`;
}

interface TextFieldProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly value: string;
  /** `decimal` and `numeric` bring up the keyboards of phones for them. */
  readonly mode?: 'text' | 'decimal' | 'numeric';
  readonly placeholder?: string;
  onValue(value: string): void;
}

/** A text that is taken when its field is left, or Enter is pressed. */
export function TextField({
  label,
  help,
  value,
  mode = 'text',
  placeholder,
  onValue,
}: TextFieldProps): VNode {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const take = () => {
    if (text.trim() !== value) onValue(text.trim());
  };
  return html`<${Field} label=${label} help=${help}>
    ${(id: string) => html`<input
      id=${id}
      inputmode=${mode}
      autocomplete="off"
      spellcheck=${false}
      placeholder=${placeholder}
      value=${text}
      onInput=${(event: Event) => setText((event.target as HTMLInputElement).value)}
      onBlur=${take}
      onKeyDown=${(event: KeyboardEvent) => event.key === 'Enter' && take()}
    />`}
  </${Field}>`;
}

interface ChoiceFieldProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly value: string;
  /** The titles by their values. */
  readonly choices: Readonly<Record<string, string>>;
  onValue(value: string): void;
}

/** One of several. */
export function ChoiceField({ label, help, value, choices, onValue }: ChoiceFieldProps): VNode {
  return html`<${Field} label=${label} help=${help}>
    ${(id: string) => html`<select
      id=${id}
      value=${value}
      onChange=${(event: Event) => onValue((event.target as HTMLSelectElement).value)}
    >
      ${Object.entries(choices).map(
        ([each, title]) =>
          html`<option key=${each} value=${each} selected=${each === value}>${title}</option>`,
      )}
    </select>`}
  </${Field}>`;
}
