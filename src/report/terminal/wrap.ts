/** Wraps long lines for people between words: a terminal breaks them anywhere. */
import { displayWidth } from './width.js';

/** The indent of continued lines. */
const INDENT = '  ';
/** A command at the end of a line is one word: broken, it could not be copied. */
const WORDS = /(?<=: )dnn .*$|\S+/gm;

/** `text` in lines of at most `columns`, except for longer words; unchanged for Infinity. */
export function wrap(text: string, columns: number): string {
  // No character is wider than two columns.
  if (2 * text.length <= columns) return text;
  return text
    .split('\n')
    .map((line) => (displayWidth(line) <= columns ? line : wrapLine(line, columns)))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  const lines: string[] = [];
  const indent = /^ */.exec(line)?.[0] ?? '';
  let current = indent;
  let begun = false;
  for (const [word] of line.matchAll(WORDS)) {
    const longer = begun ? `${current} ${word}` : current + word;
    if (begun && displayWidth(longer) > columns) {
      lines.push(current);
      current = indent + INDENT + word;
    } else current = longer;
    begun = true;
  }
  return [...lines, current].join('\n');
}
