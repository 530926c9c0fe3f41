/** How many columns text takes on a terminal: 2 for a Chinese character or an emoji, 0 for a combining mark. */
import measure from 'fast-string-truncated-width';

const ELLIPSIS = '…';

/** Columns of `text`. */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : measure(text).width;
}

/** Without this most tables and lines would be measured character by character. */
const PLAIN = /^[ -~]*$/;

/** `text` in at most `columns`, which are one or more: what is cut off leaves an ellipsis. */
export function cutTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let [kept, width] = ['', 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += displayWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}

/** `text` with blanks behind it up to `columns`. */
export function padRight(text: string, columns: number): string {
  return text + blanks(columns - displayWidth(text));
}

/** `text` with blanks before it up to `columns`. */
export function padLeft(text: string, columns: number): string {
  return blanks(columns - displayWidth(text)) + text;
}

function blanks(count: number): string {
  return ' '.repeat(Math.max(0, count));
}
