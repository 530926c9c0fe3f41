/** Costs as a program has printed them. */
import { DnnError } from '../../errors.js';
import { brief } from '../../visible.js';

export interface PrintedCost {
  /** From 0. */
  readonly iteration: number;
  /** The number of the iteration as it stands there, where the program counts from 1. */
  readonly said?: number;
  readonly cost: number;
  /** As it stands there. */
  readonly text: string;
  /** Half a unit of its last digit: a cost that far away is printed alike. */
  readonly rounding: number;
}

const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|\bnan\b|[-+]?\binf\b`;
const ALONE = new RegExp(NUMBER, 'gi');
/** `iteration 100`, also `epoch 3/10`; the cost stands behind it. */
const ITERATION = /(?:iteration|epoch|step|iter)[^\d-]{0,4}(-?\d+)(?: *(?:\/|of) *\d+)?/i;
/** Characters of the longest line that is a sentence. */
const LONGEST = 1000;
/** Names of costs, and of other numbers that programs print beside them. */
const COST = /(?:cost|loss|\bj)\W*$/i;
const OTHER = /(?:acc\w*|time|took|rate|lr|f1|auc|precision|recall|val\w*|norm)\W*$/i;
/** The unit of a time or a share behind its number. */
const UNIT = /^ *(?:m?s|sec\w*|min\w*|%)(?![a-z])/i;

/** `Cost after iteration 100: 0.672053`, `epoch 3, cost = 0.4, accuracy: 0.8 (1.2s)`; undefined of other lines. */
function sentence(line: string): PrintedCost | undefined {
  const found = line.length > LONGEST ? null : ITERATION.exec(line);
  if (found === null) return undefined;
  const rest = line.slice(found.index + found[0].length);
  const numbers = [...rest.matchAll(ALONE)].filter(
    ({ 0: text, index }) => !UNIT.test(rest.slice(index + text.length)),
  );
  const isBehind = (name: RegExp) => (number: RegExpExecArray) => name.test(rest.slice(0, number.index));
  const cost = numbers.find(isBehind(COST)) ?? numbers.find((number) => !isBehind(OTHER)(number));
  return cost && printed(Number(found[1]), cost[0]);
}

/** The text with numbers of NumPy as it prints others: `np.float64(0.69)` is 0.69. */
function plain(text: string): string {
  return text.replace(/\b(?:(?:np|numpy)\.)?(?:float\d*|array)\(([^()]*)\)/g, '$1');
}

/**
 * Reads the costs of a text: sentences that say an iteration, or numbers alone, which are `every` iterations apart.
 * @throws DnnError (data) where there is none.
 */
export function printedCosts(text: string, path: string, every: number): PrintedCost[] {
  const numbers = plain(text);
  const lines = numbers.split(/\r?\n/).filter((line) => line.trim() !== '');
  const withComma = lines.find((line) => line.length <= LONGEST && ITERATION.test(line) && COMMA.test(line));
  if (withComma !== undefined) throw commaError(path, withComma);
  const sentences = lines.flatMap((line) => sentence(line) ?? []);
  if (sentences.length > 0) return inOrder(sentences, path);
  const strange = lines.find((line) => line.replace(ALONE, '').replace(/[\s,;[\]()]/g, '') !== '');
  const alone = [...numbers.matchAll(ALONE)];
  if (strange !== undefined || alone.length === 0) {
    const what = strange === undefined ? 'it holds no number' : `"${brief(strange.trim())}" is none`;
    throw new DnnError(
      'data',
      `${path} has no list of costs: ${what}`,
      'Expected lines such as "Cost after iteration 100: 0.672053", or numbers.',
    );
  }
  const rows = lines.map((line) => [...line.matchAll(ALONE)].map(([number]) => number));
  if (areColumns(rows))
    return inOrder(
      rows.map(([iteration, cost]) => printed(Number(iteration), cost)),
      path,
    );
  if (rows.length > 1 && rows.every(({ length }) => length === 2) && !numbers.includes('.')) {
    throw commaError(path, lines[0]);
  }
  return inOrder(
    alone.map(([number], i) => printed(i * every, number)),
    path,
  );
}

/** `0,822` at the end of a sentence. */
const COMMA = /[:=\s]-?\d+,\d+\s*$/;

function commaError(path: string, line: string): DnnError {
  const problem = `${path}: "${brief(line.trim())}" has a comma where a cost has its decimal point`;
  return new DnnError('data', problem, 'Write 0.5 for 0,5; or the iterations in the first of two columns.');
}

/** True of two columns, as a table has them: iterations that grow, and costs. */
function areColumns(rows: readonly (readonly string[])[]): boolean {
  const growing = rows.every(
    ([iteration], i) =>
      /^\d+$/.test(iteration ?? '') && (i === 0 || Number(iteration) > Number(rows[i - 1][0])),
  );
  return rows.length > 1 && growing && rows.every(({ length }) => length === 2);
}

/** @throws DnnError (data) naming an iteration that is none or stands there twice, or a cost that no float holds. */
function inOrder(costs: readonly PrintedCost[], path: string): PrintedCost[] {
  const sorted = costs.toSorted((a, b) => a.iteration - b.iteration);
  const refused = (problem: string, hint: string) => new DnnError('data', `${path}: ${problem}`, hint);
  if (sorted[0].iteration < 0)
    throw refused(`iteration ${sorted[0].iteration} is below 0`, 'Iterations count from 0.');
  const twice = sorted.find(({ iteration }, i) => i > 0 && sorted[i - 1].iteration === iteration);
  if (twice) throw refused(`iteration ${twice.iteration} is there twice`, 'Keep the costs of one run.');
  const vast = sorted.find(({ cost, text }) => !Number.isFinite(cost) && /\d/.test(text));
  if (vast)
    throw refused(
      `the cost ${brief(vast.text)} is too large for a number`,
      'Expected a cost as a program prints it.',
    );
  return sorted;
}

function printed(iteration: number, text: string): PrintedCost {
  const cost = /nan/i.test(text) ? Number.NaN : Number(text.replace(/inf/i, 'Infinity'));
  const decimals = /\.(\d*)/.exec(text)?.[1].length ?? 0;
  const exponent = Number(/e([-+]?\d+)/i.exec(text)?.[1] ?? 0);
  return { iteration, cost, text, rounding: 0.5 * 10 ** (exponent - decimals) };
}

/** Rounding errors that build up over the iterations, relative to the cost. */
const DRIFT = 1e-7;

/** True where `cost` would have been printed so, but for rounding that builds up over the iterations. */
export function isPrintedAs({ cost: own, rounding }: PrintedCost, cost: number): boolean {
  if (!Number.isFinite(cost) || !Number.isFinite(own)) return Object.is(own, cost);
  return Math.abs(own - cost) <= rounding * 1.01 + DRIFT * Math.abs(cost);
}
