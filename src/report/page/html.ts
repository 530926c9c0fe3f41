/** HTML made from templates, which escape their values and make them visible unless these are HTML already. */
import { brief, visible } from '../../visible.js';

/** Text that is HTML; only {@link html} and {@link trusted} make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The longest text of a value that stands on a page, in characters. */
const LONGEST = 2000;

/** A value in a template: text and numbers are escaped, lists joined, undefined and false left out. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** `html\`<b>${name}</b>\`` */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, i) => (i === 0 ? text : written(parts[i - 1]) + text)).join(''));
}

/** Markup that the program itself has made: a drawing, the style sheet. */
export function trusted(text: string): Html {
  return new Html(text);
}

function written(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(written).join('');
  return escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is safe between tags and within quotes. */
export function escaped(text: string): string {
  return visible(brief(text, LONGEST)).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
