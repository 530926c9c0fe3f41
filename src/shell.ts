/** Commands in messages: people paste them into a shell, so that every word from outside is quoted. */
import { hasHidden } from './visible.js';

/** Words that no shell reads in another way; zsh replaces a leading `=`. */
const PLAIN = /^[\w./@%+,:-][\w./@%+,:=-]*$/;

/** `shell\`dnn train --resume ${path}\``: the command with its values as words of a shell. */
export function shell(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return strings.map((text, i) => (i === 0 ? text : shellWord(String(values[i - 1])) + text)).join('');
}

/** Names as a flag takes several: between commas, one with a comma or a quote in quotes, as CSV has it. */
export function joined(names: readonly string[]): string {
  return names.map((name) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(',');
}

/** `text` as one word: as it is, in quotes, or as `$'a\nb'` of bash and zsh when a part of it cannot be seen. */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text;
  return hasHidden(text) ? `$'${escaped(text)}'` : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Every character that is not plain ASCII by its bytes, whatever the shell's own encoding. */
function escaped(text: string): string {
  return Array.from(new TextEncoder().encode(text), letter).join('');
}

function letter(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[\w./@%+,:= -]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
}
