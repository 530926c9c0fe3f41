/** The part of an exported module that takes the rows of a table by the names of its columns: `predictRow(row)`. */
import { MISSING, WITH_POINT } from '../../data/tables/cell.js';

/** The text of the part; `columns` is the JavaScript of the model's columns. */
export function rowsRuntime(columns: string): string {
  return `/** The columns of a table's rows, by which predictRow reads them. */
export const columns = ${columns};

/**
 * Predicts one row of the table: an object with a value for each of the columns, null where it is
 * missing. Other names are passed over. Texts are read as the cells of a table: "41" is a number, "NA" missing.
 * @param {object} row
 * @returns {number[] | number}
 * @throws {RangeError} naming the column that is not there, or whose value is none that the training has seen
 */
export function predictRow(row) {
  return predict(
    columns.flatMap((column) => {
      const value = Object.hasOwn(row, column.name) ? row[column.name] : undefined;
      if (value === undefined) throw new RangeError(\`the row lacks the column \${column.name}\`);
      return features[column.type](value, column);
    }),
  );
}

const features = {
  number(value, column) {
    if (Number.isFinite(value)) return [value];
    const cell = textOf(value, column, 'a number');
    const number = NUMBER.test(cell) ? Number(cell) : NaN;
    if (Number.isFinite(number)) return [number];
    if (!isMissing(cell)) throw unexpected(value, column, 'a number');
    return [missing(column)];
  },
  'yes-no'(value, column) {
    if (typeof value === 'boolean') return [Number(value)];
    const expected = column.words.join(' or ');
    const cell = textOf(value, column, expected);
    const found = column.words.findIndex((word) => word.toLowerCase() === cell.toLowerCase());
    if (found >= 0) return [found];
    if (!isMissing(cell)) throw unexpected(value, column, expected);
    return [missing(column)];
  },
  category(value, column) {
    const expected = column.categories.map((name) => name || 'empty').join(', ');
    const cell = textOf(value, column, expected);
    const name = isMissing(cell) ? '' : cell;
    if (!column.categories.includes(name)) throw unexpected(value, column, expected);
    return column.categories.map((category) => Number(category === name));
  },
};

const NUMBER = ${WITH_POINT};
const MISSING = ${JSON.stringify([...MISSING])};

function isMissing(cell) {
  return MISSING.includes(cell.toLowerCase());
}

/** The text that a table would have for a value. */
function textOf(value, column, expected) {
  if (value === null) return '';
  if (typeof value === 'object' || typeof value === 'function') throw unexpected(value, column, expected);
  return String(value).trim();
}

/** The value of a missing cell, which the first step fills. */
function missing({ name }) {
  if (steps[0].fill !== undefined) return NaN;
  throw new RangeError(\`column \${name}: missing, and the training had no missing values\`);
}

function unexpected(value, { name }, expected) {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return new RangeError(\`column \${name}: \${value === null || value === '' ? 'empty' : text}, expected \${expected}\`);
}
`;
}
