/** Wraps lines for people between words, for a terminal breaks them anywhere, and makes what is hidden in them visible. */
import { visible } from '../../visible.js';
import { displayWidth } from './width.js';

/** The indent of continued lines. */
const INDENT = '  ';
/** A command at the end of a line is one word: broken, it could not be copied. */
const WORDS = /(?<=: )dnn .*$|\S+/g;

/** One line in lines of at most `columns`, except for longer words; whole for Infinity. */
export function wrap(line: string, columns: number): string[] {
  const shown = visible(line);
  // No character is wider than two columns.
  return 2 * shown.length <= columns || displayWidth(shown) <= columns ? [shown] : broken(shown, columns);
}

function broken(line: string, columns: number): string[] {
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
  return [...lines, current];
}
