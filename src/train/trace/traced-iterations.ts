/** The grammar of `--trace`: `0..5`, `0,100,2499`. */
import { DnnError } from '../../errors.js';
import { LIMITS } from '../../limits.js';
import type { Parsed } from '../options/kinds.js';

/** Iterations of a run, each once, in order. */
export interface TracedIterations extends Parsed {
  readonly numbers: readonly number[];
}

export const TRACE_FORMS = 'an iteration such as 0, a range such as 0..5, or several separated by commas';

/** Reads iterations and ranges of them, whose ends belong to them. @throws DnnError (usage) */
export function parseTracedIterations(text: string): TracedIterations {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last] = rangeOf(part.trim());
    if (numbers.size + last - first >= LIMITS.traces) {
      throw new DnnError('usage', `more than ${LIMITS.traces} iterations`, 'Each makes a file: name fewer.');
    }
    for (let i = first; i <= last; i++) numbers.add(i);
  }
  return { text, numbers: [...numbers].sort((a, b) => a - b) };
}

function rangeOf(part: string): [number, number] {
  const [, first, last = first] = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(part) ?? [];
  if (first === undefined) throw new DnnError('usage', `expected ${TRACE_FORMS}`, EXAMPLE);
  if (Number(last) < Number(first)) {
    throw new DnnError('usage', `${part} ends before it begins`, `Write ${last}..${first}.`);
  }
  return [Number(first), Number(last)];
}

const EXAMPLE = 'The first update is iteration 0: --trace 0..2 traces three.';
