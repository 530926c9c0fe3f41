/** Predictions as text, written one by one: sentences, a JSON array, or rows of CSV. */
import type { Prediction } from '../../model/predict.js';
import { predictionJson } from '../../model/prediction-json.js';
import { brief } from '../../visible.js';

/** The longest path of a sentence: what systems allow. */
const LONGEST_PATH = 4096;

/** The text is `head`, the rows with `between` between them, `tail`. */
export interface PredictionFormat<Name> {
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  /** True if rows are lines for people, which a terminal may break between words. */
  readonly prose?: true;
  /** The row of what is called `name`, a file or a row of a table. */
  row(prediction: Prediction, name: Name): string;
}

/** `cat.png: y = 1 (p = 0.9731), your 4-layer model predicts a "cat" picture.` */
export function sentences(depth: number): PredictionFormat<string> {
  return {
    head: '',
    between: '',
    tail: '',
    prose: true,
    row: (each, path) => {
      const file = brief(path, LONGEST_PATH);
      if (each.prediction !== undefined)
        return `${file}: y = ${each.prediction}, as your ${depth}-layer model predicts.`;
      const { class: index, label, probability } = each;
      return `${file}: y = ${index} (p = ${probability.toFixed(4)}), your ${depth}-layer model predicts a "${brief(label)}" picture.`;
    },
  };
}

/** One array, on one line, of objects that have their name as `key`. */
export function jsonArray(key: 'file' | 'id'): PredictionFormat<string | number> {
  return {
    head: '[',
    between: ',',
    tail: ']\n',
    row: (each, name) => predictionJson(key, name, each),
  };
}

/** A header, then a row a file; the prediction is followed by the probability of each class: `p(cat)`. */
export function csvRows(classes: readonly string[]): PredictionFormat<string> {
  const columns = ['class', 'label', 'probability', ...classes.map((name) => `p(${name})`)];
  return {
    head: csvLine(['file', ...(classes.length === 0 ? ['prediction'] : columns)]),
    between: '',
    tail: '',
    row: (each, file) => {
      if (each.prediction !== undefined) return csvLine([file, each.prediction]);
      const { class: index, label, probability, probabilities } = each;
      return csvLine([file, index, label, probability, ...probabilities]);
    },
  };
}

/** `C0017: yes (p = 0.9731)`, or `row 17: spend = 41.3` of a number called `target`. */
export function rowSentences(target = 'y'): PredictionFormat<number | string> {
  return {
    head: '',
    between: '',
    tail: '',
    prose: true,
    row: (each, id) => {
      const row = typeof id === 'number' ? `row ${id}` : brief(id);
      if (each.prediction !== undefined) return `${row}: ${brief(target)} = ${each.prediction}`;
      return `${row}: ${brief(each.label)} (p = ${each.probability.toFixed(4)})`;
    },
  };
}

/** A header, then a row a row: `id,prediction,p(no),p(yes)`, the first under the name `id`; of numbers `id,prediction`. */
export function csvPredictions(id: string, classes: readonly string[]): PredictionFormat<number | string> {
  // Rows are many, and classes few.
  const labels = new Map(classes.map((name) => [name, csvCell(name)]));
  return {
    head: csvLine([id, 'prediction', ...classes.map((name) => `p(${name})`)]),
    between: '',
    tail: '',
    row: (each, name) =>
      each.prediction === undefined
        ? `${csvCell(name)},${labels.get(each.label)},${each.probabilities.join(',')}\n`
        : `${csvCell(name)},${each.prediction}\n`,
  };
}

/** A header, then a row a row: what it is known by, and the answer under the name of the target. */
export function csvSubmission(id: string, target: string): PredictionFormat<number | string> {
  const row = (each: Prediction, name: number | string) => csvLine([name, each.prediction ?? each.label]);
  return { head: csvLine([id, target]), between: '', tail: '', row };
}

/** A line of CSV with the quotes of RFC 4180, ended by a line feed on every system. */
function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(cell: string | number): string {
  return typeof cell === 'string' ? quoted(inert(cell)) : String(cell);
}

/**
 * A name that a spreadsheet would run as a formula gets a `'` in front, as OWASP says; plain numbers do not. One that
 * begins with a `'` gets another, so that without its first `'` a cell is the name again.
 */
function inert(name: string): string {
  return /^['=+\-@\t\r\n]/.test(name) && !/^[+-]?\d+(\.\d+)?$/.test(name) ? `'${name}` : name;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
