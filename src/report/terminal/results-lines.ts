/** A model's results on one split as lines for people: metrics, confusion, classes, misclassified examples. */

import { shell } from '../../shell.js';
import { brief } from '../../visible.js';
import { counted, errorsPhrase, figure, thresholdSentence } from '../phrases.js';
import { shortThreshold } from '../results/curves.js';
import type { NumberResults } from '../results/number-results.js';
import { type ClassResults, isNumberResults, type SplitResults } from '../results/split-results.js';
import { confusionLines } from './confusion.js';
import { table } from './table.js';
import { wrap } from './wrap.js';

/** The results on a split of `dataset` in lines of at most `columns`, as far as names allow. */
export function resultsLines(results: SplitResults, dataset: string, columns: number): string[] {
  const { split, examples, cost } = results;
  const head = wrap(`${brief(dataset)}, ${split} split: ${counted(examples, 'example')}`, columns);
  if (isNumberResults(results))
    return [...head, ...wrap(`Cost ${cost.toFixed(6)}, ${errorsPhrase(results)}`, columns)];
  const { right, accuracy, confusion, classes, threshold } = results;
  return [
    ...head,
    ...wrap(`Cost ${cost.toFixed(6)}, accuracy ${accuracy.toFixed(4)} (${right} of ${examples})`, columns),
    ...(threshold === undefined ? [] : wrap(thresholdSentence(threshold, classes), columns)),
    '',
    ...confusionLines(confusion, classes, columns),
    '',
    ...classLines(results, columns),
    ...betterThreshold(results).flatMap((words) => wrap(words, columns)),
  ];
}

/** A gain in F1 that is worth a word. */
const GAIN = 0.02;

/** A sentence on the threshold of the best F1, where it is clearly better than what was used. */
function betterThreshold({ bestF1, perClass, classes, split }: ClassResults): string[] {
  if (bestF1 === undefined || bestF1.f1 < perClass[1].f1 + GAIN) return [];
  const { f1 } = bestF1;
  const flag = shell`--threshold ${shortThreshold(bestF1)}`;
  const words = `The F1 of "${brief(classes[1])}" is highest, ${f1.toFixed(4)}, with ${flag}`;
  return [`${words}${split === 'test' ? '; choose one on training examples, not on these' : ''}.`];
}

/** Classes in a table; of more, only those with examples are listed. */
const MOST_CLASSES = 100;

function classLines({ perClass }: ClassResults, columns: number): string[] {
  const few = perClass.length <= MOST_CLASSES;
  const listed = few ? perClass : perClass.filter(({ support }) => support > 0).slice(0, MOST_CLASSES);
  const rows = listed.map(({ class: name, precision, recall, f1, support }) => [
    name,
    ...[precision, recall, f1].map((value) => value.toFixed(4)),
    support,
  ]);
  const more = few ? [] : wrap(`${rows.length} of ${perClass.length} classes; all: --json`, columns);
  return [...table([['class', 'precision', 'recall', 'F1', 'examples'], ...rows], columns), ...more];
}

/** The misclassified examples, or of numbers those with the largest errors, one a line. */
export function mislabeledLines(results: SplitResults, columns: number): string[] {
  if (isNumberResults(results)) return largestLines(results, columns);
  const { mislabeled } = results;
  if (mislabeled.length === 0) return ['Misclassified: none'];
  const rows = mislabeled.map(({ index, actual, predicted, probability }) => [
    index,
    actual,
    predicted,
    probability.toFixed(4),
  ]);
  return ['Misclassified', ...table([['example', 'actual', 'predicted', 'p'], ...rows], columns)];
}

function largestLines({ largest }: NumberResults, columns: number): string[] {
  const rows = largest.map(({ index, actual, predicted }) => [
    index,
    ...[actual, predicted, predicted - actual].map(figure),
  ]);
  return ['Largest errors', ...table([['example', 'actual', 'predicted', 'error'], ...rows], columns)];
}
