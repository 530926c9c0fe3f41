/**
 * Foreign text for people: names in data, files and the environment may hold line ends, codes that steer a terminal,
 * and marks that turn text round. Whatever prints a line for people passes it through here; it depends on nothing.
 */

/** Control characters, half characters, line and paragraph separators, and all marks of direction. */
const HIDDEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** The longest name that a message or a table quotes, in characters. */
const QUOTED = 200;
/** The longest name in a list of names. */
const LISTED = 60;

/** `text` on one line, its hidden characters as `\n` or `\u202e`. JSON keeps its value, for it escapes them alike. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (hidden) => SHORT[hidden] ?? `\\u${codeOf(hidden)}`);
}

/** True if {@link visible} would change the text. */
export function hasHidden(text: string): boolean {
  return text.search(HIDDEN) >= 0;
}

/** The user in an address, and the sign before the password. */
const USER = /:\/\/[^:/@]*:/g;
/** A password among the parameters of an address. */
const PASSWORD_PARAMETER = /([?&][^\s?&#=]*(?:password|passwd|pass|pwd|token|secret)=)[^\s&#]*/gi;

/** `text` with `***` in the place of the passwords in its addresses: `redis://user:***@host`. */
export function withoutPasswords(text: string): string {
  return text.replace(/\S+/g, withoutPassword).replace(PASSWORD_PARAMETER, '$1***');
}

/** The password goes up to the last @ of the word, and may hold any sign itself; by steps whose time grows with the length alone. */
function withoutPassword(word: string): string {
  const end = word.lastIndexOf('@');
  if (end < 0) return word;
  for (const { 0: user, index } of word.matchAll(USER)) {
    const start = index + user.length;
    if (start <= end) return `${word.slice(0, start)}***${word.slice(end)}`;
  }
  return word;
}

/** The beginning of a text that is too long to read, at most `most` characters of it. */
export function brief(text: string, most = QUOTED): string {
  return text.length <= most ? text : `${whole(text.slice(0, most))}…`;
}

/** The names, each cut, with commas between them; of more than `most` the first ones, and `…`. */
export function listed(names: readonly string[], most = 10): string {
  const shown = names.slice(0, names.length > most ? most - 1 : most).map((name) => brief(name, LISTED));
  return [...shown, ...(names.length > most ? ['…'] : [])].join(', ');
}

/** Two lists of names that differ, as {@link listed}: of long ones the part from the first difference on. */
export function listedApart(a: readonly string[], b: readonly string[]): [string, string] {
  const first = a.findIndex((name, i) => name !== b[i]);
  const from = first < 0 ? a.length : first;
  const parts = [a, b].map((names) => (from < 8 ? listed(names) : `…, ${listed(names.slice(from))}`));
  return parts as [string, string];
}

/** A message with overlong words cut, and with its middle left out when it is still longer than `most` characters. */
export function shortened(text: string, most: number): string {
  const cut = text.replace(/\S+/g, (word) => brief(word));
  if (cut.length <= most) return cut;
  const half = Math.floor((most - 3) / 2);
  return `${whole(cut.slice(0, half))} … ${whole(cut.slice(-half))}`;
}

/** Without the half of a character at either end. */
function whole(text: string): string {
  return text.replace(/^\p{Cs}|\p{Cs}$/gu, '');
}

function codeOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}
