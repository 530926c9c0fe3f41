/** The columns of text on a terminal: 2 for a Chinese character or an emoji, 0 for a combining mark. */
import measure from 'fast-string-truncated-width';

const ELLIPSIS = '…';

/** Columns of `text`. */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : measure(text).width;
}

/** Text whose width is its length: most of it, which need not be measured character by character. */
const PLAIN = /^[ -~]*$/;

/** `text` cut to `columns` (at least 1), with an ellipsis where it was longer. */
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

/** `text` followed by blanks up to `columns`. */
export function padRight(text: string, columns: number): string {
  return text + blanks(columns - displayWidth(text));
}

/** `text` preceded by blanks up to `columns`. */
export function padLeft(text: string, columns: number): string {
  return blanks(columns - displayWidth(text)) + text;
}

function blanks(count: number): string {
  return ' '.repeat(Math.max(0, count));
}
