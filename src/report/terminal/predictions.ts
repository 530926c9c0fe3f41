/** Predictions as text, written one by one: sentences, a JSON array, or rows of CSV. */
import type { Prediction } from '../../model/predict.js';
import { brief, visible } from '../../visible.js';

/** The longest path of a sentence: what systems allow. */
const LONGEST_PATH = 4096;

/** The prediction for one file. */
type PredictionLine = Prediction & { readonly file: string };

/** The text is `head`, the rows with `between` between them, `tail`. */
export interface PredictionFormat<P = PredictionLine> {
  readonly head: string;
  readonly between: string;
  readonly tail: string;
  /** True if rows are lines for people, which a terminal may break between words. */
  readonly prose?: true;
  row(prediction: P): string;
}

/** `cat.png: y = 1 (p = 0.9731), your 4-layer model predicts a "cat" picture.` */
export function sentences(depth: number): PredictionFormat {
  return {
    head: '',
    between: '',
    tail: '',
    prose: true,
    row: (each) => {
      const file = brief(each.file, LONGEST_PATH);
      if (each.prediction !== undefined)
        return `${file}: y = ${each.prediction}, as your ${depth}-layer model predicts.`;
      const { class: index, label, probability } = each;
      return `${file}: y = ${index} (p = ${probability.toFixed(4)}), your ${depth}-layer model predicts a "${brief(label)}" picture.`;
    },
  };
}

/** One array, on one line. */
export const JSON_ARRAY: PredictionFormat<object> = {
  head: '[',
  between: ',',
  tail: ']\n',
  row: (each) => visible(JSON.stringify(each)),
};

/** A header, then a row a file; the prediction is followed by the probability of each class: `p(cat)`. */
export function csvRows(classes: readonly string[]): PredictionFormat {
  const columns = ['class', 'label', 'probability', ...classes.map((name) => `p(${name})`)];
  return {
    head: csvLine(['file', ...(classes.length === 0 ? ['prediction'] : columns)]),
    between: '',
    tail: '',
    row: (each) => {
      if (each.prediction !== undefined) return csvLine([each.file, each.prediction]);
      const { file, class: index, label, probability, probabilities } = each;
      return csvLine([file, index, label, probability, ...probabilities]);
    },
  };
}

/** The prediction for one row of a table, which is known by `id`. */
type RowLine = Prediction & { readonly id: number | string };

/** `C0017: yes (p = 0.9731)`, or `row 17: spend = 41.3` of a number called `target`. */
export function rowSentences(target = 'y'): PredictionFormat<RowLine> {
  return {
    head: '',
    between: '',
    tail: '',
    prose: true,
    row: ({ id, ...each }) => {
      const row = typeof id === 'number' ? `row ${id}` : brief(id);
      if (each.prediction !== undefined) return `${row}: ${brief(target)} = ${each.prediction}`;
      return `${row}: ${brief(each.label)} (p = ${each.probability.toFixed(4)})`;
    },
  };
}

/** A header, then a row a row: `id,prediction,p(no),p(yes)`, the first under the name `id`; of numbers `id,prediction`. */
export function csvPredictions(id: string, classes: readonly string[]): PredictionFormat<RowLine> {
  // Rows are many, and classes few.
  const labels = new Map(classes.map((name) => [name, csvCell(name)]));
  return {
    head: csvLine([id, 'prediction', ...classes.map((name) => `p(${name})`)]),
    between: '',
    tail: '',
    row: (each) =>
      each.prediction === undefined
        ? `${csvCell(each.id)},${labels.get(each.label)},${each.probabilities.join(',')}\n`
        : `${csvCell(each.id)},${each.prediction}\n`,
  };
}

/** A header, then a row a row: what it is known by, and the answer under the name of the target. */
export function csvSubmission(id: string, target: string): PredictionFormat<RowLine> {
  const row = (each: RowLine) => csvLine([each.id, each.prediction ?? each.label]);
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
