/** Weights of classes: how `--class-weight` writes them, and how much an example of each class then counts in the cost. */
import { classCounts, type Dataset, isOfNumbers } from '../data/dataset.js';
import { DnnError, optionError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { brief, listed } from '../visible.js';
import { numberIf } from './options/kinds.js';

/** The value of `--class-weight`. */
export interface ClassWeighting {
  /** `balanced`, `name=w,…` or the same as a JSON object, as it was written. */
  readonly text: string;
  /** The weights by the names of their classes; undefined if they balance the classes. */
  readonly named?: ReadonlyMap<string, number> | undefined;
}

/** No class is so rare among the examples of a run; costs of larger weights overflow. */
const MOST_WEIGHT = 1e6;
/** The forms of weights, for --help and messages. */
export const CLASS_WEIGHT_FORMS = 'balanced, or name=weight,… such as yes=3,no=1';

/**
 * Reads `balanced`, `yes=3,no=1`, or a JSON object for names with commas in them.
 * @throws DnnError (usage) that says how it is written.
 */
export function parseClassWeights(text: string): ClassWeighting {
  if (text === 'balanced') return { text };
  const named = new Map<string, number>();
  for (const [name, written] of text.startsWith('{') ? entriesOfJson(text) : entriesOf(text)) {
    if (named.has(name))
      throw new DnnError('usage', `"${brief(name)}" is given twice`, 'Remove one of them.');
    const weight = numberIf(written, (value) => value > 0 && value <= MOST_WEIGHT);
    if (weight === undefined) {
      const problem = `the weight of "${brief(name)}" is ${brief(written) || 'missing'}, expected a number above 0, at most ${MOST_WEIGHT}`;
      throw new DnnError('usage', problem, 'Leave a class out with --classes, which names those to keep.');
    }
    named.set(name, weight);
  }
  return { text, named };
}

/** The last = of each part is the sign: names may hold others. */
function entriesOf(text: string): [string, string][] {
  return text.split(',').map((part) => {
    const sign = part.lastIndexOf('=');
    if (sign > 0) return [part.slice(0, sign).trim(), part.slice(sign + 1).trim()];
    const hint = suggestion(text, ['balanced', 'name=weight,…']);
    throw new DnnError('usage', `expected ${CLASS_WEIGHT_FORMS}`, hint);
  });
}

function entriesOfJson(text: string): [string, string][] {
  let content: object;
  try {
    content = JSON.parse(text);
  } catch {
    throw new DnnError('usage', 'expected a JSON object, such as {"yes":3,"no":1}, as it begins with {');
  }
  const entries = Object.entries(content);
  if (entries.length === 0)
    throw new DnnError('usage', 'no class is named', `Expected ${CLASS_WEIGHT_FORMS}.`);
  return entries.map(([name, weight]) => [
    name,
    typeof weight === 'number' ? String(weight) : JSON.stringify(weight),
  ]);
}

/**
 * The weight of each class of the training examples, less so many `heldOut` of each; undefined without weights.
 * @throws DnnError (usage) for the name of a class that is not there, and for numbers.
 */
export function classWeightsOf(
  { name, classes, train }: Dataset,
  weighting: ClassWeighting | undefined,
  heldOut: readonly number[] = [],
): number[] | undefined {
  if (weighting === undefined) return undefined;
  const { named, text } = weighting;
  if (isOfNumbers({ classes })) {
    const problem = `the target of ${name} is a number, which has no classes`;
    throw optionError('classWeight', text, problem, 'Leave it out.');
  }
  // Beside a single class there is "not of it".
  const counts = classCounts(train, Math.max(2, classes.length)).map((count, k) => count - (heldOut[k] ?? 0));
  if (named === undefined) return balancedWeights(counts);
  const stranger = [...named.keys()].find((each) => !classes.includes(each));
  if (stranger !== undefined) {
    const problem = `${name} has no class "${brief(stranger)}", expected ${listed(classes)}`;
    throw optionError('classWeight', text, problem, suggestion(stranger, classes));
  }
  return counts.map((_, k) => named.get(classes[k]) ?? 1);
}

/** m/(K·m_k) of K classes that occur, as scikit-learn balances them; 1 for one that does not. */
export function balancedWeights(counts: readonly number[]): number[] {
  const examples = counts.reduce((sum, count) => sum + count, 0);
  const occurring = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 1 : examples / (occurring * count)));
}

/** A sentence on the weights that balance the classes; undefined where none do. */
export function balanceSentence(
  { classes }: Dataset,
  weights: readonly number[] | undefined,
  weighting: ClassWeighting | undefined,
): string | undefined {
  if (weights === undefined || weighting?.named) return undefined;
  const each = classes.map((name, k) => `${brief(name)} ${Number(weights[k].toPrecision(4))}`);
  return `Examples count by their class (--class-weight balanced): ${listed(each)}.`;
}
