/** A command to paste into a shell, with a button that copies it. */
import { CommandLine } from '../command-line.js';
import { CopyButton } from '../copy-button.js';
import { html, type VNode } from '../preact.js';

export interface CommandTextProps {
  /** Says the purpose of the command: `Trains first again`. */
  readonly title: string;
  readonly command: string;
}

export function CommandText({ title, command }: CommandTextProps): VNode {
  return html`<figure class="run-command">
    <figcaption>${title}</figcaption>
    <${CommandLine} command=${command} />
    <${CopyButton} label="Copy" about=${title} text=${command} />
  </figure>`;
}
