/** A command as text, which breaks between its flags and never within one. */
import { h, html, type VNode } from './preact.js';

interface CommandLineProps {
  readonly command: string;
}

/** Its text is the command, to the blank. */
export function CommandLine({ command }: CommandLineProps): VNode {
  const parts = command.split(/ (?=--)/);
  // A template leaves blanks at the ends of lines out.
  const spans = parts.flatMap((part, i) => [...(i > 0 ? [' '] : []), h('span', null, part)]);
  return html`<pre class="command-line" tabindex="0"><code>${spans}</code></pre>`;
}
