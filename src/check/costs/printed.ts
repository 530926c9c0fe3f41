/** Costs as a program has printed them. */
import { DnnError } from '../../errors.js';
import { brief } from '../../visible.js';

export interface PrintedCost {
  readonly iteration: number;
  readonly cost: number;
  /** As it stands there. */
  readonly text: string;
  /** Half a unit of its last digit: a cost that far away is printed alike. */
  readonly rounding: number;
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf|-inf`;
/** `Cost after iteration 100: 0.672053`, `epoch 3, cost = 0.4`, also of `np.squeeze` and lists. */
const SENTENCE = new RegExp(
  String.raw`(?:iteration|epoch|step|iter)[^\d-]{0,4}(-?\d+)\D.*?(${NUMBER})\W*$`,
  'i',
);
const ALONE = new RegExp(NUMBER, 'gi');

/**
 * Reads the costs of a text: sentences that say an iteration, or numbers alone, which are `every` iterations apart.
 * @throws DnnError (data) where there is none.
 */
export function printedCosts(text: string, path: string, every: number): PrintedCost[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const sentences = lines.flatMap((line) => {
    const found = SENTENCE.exec(line);
    return found ? [printed(Number(found[1]), found[2])] : [];
  });
  if (sentences.length > 0) return inOrder(sentences, path);
  const strange = lines.find((line) => line.replace(ALONE, '').replace(/[\s,;[\]()]/g, '') !== '');
  if (strange !== undefined || lines.length === 0) {
    const what = strange === undefined ? 'it is empty' : `"${brief(strange.trim())}" is none`;
    throw new DnnError(
      'data',
      `${path} has no list of costs: ${what}`,
      'Expected lines such as "Cost after iteration 100: 0.672053", or numbers.',
    );
  }
  return inOrder(
    [...text.matchAll(ALONE)].map(([number], i) => printed(i * every, number)),
    path,
  );
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
