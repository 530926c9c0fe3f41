/** The part of an exported module that takes the rows of a table by the names of its columns: `predictRow(row)`. */

/** The text of the part; `columns` is the JavaScript of the model's columns. */
export function rowsRuntime(columns: string): string {
  return `/** The columns of a table's rows, by which predictRow reads them. */
export const columns = ${columns};

/**
 * Predicts one row of the table: an object with a value for each of the columns, null where it is
 * missing. Other names are passed over.
 * @param {object} row
 * @returns {number[] | number}
 * @throws {RangeError} naming the column that is not there, or whose value is none that the training has seen
 */
export function predictRow(row) {
  return predict(
    columns.flatMap((column) => {
      if (row[column.name] === undefined) throw new RangeError(\`the row lacks the column \${column.name}\`);
      return features[column.type](row[column.name] ?? NaN, column);
    }),
  );
}

const features = {
  number(value, column) {
    if (typeof value !== 'number') throw unexpected(value, column, 'a number');
    return [present(value, column)];
  },
  'yes-no'(value, column) {
    if (Number.isNaN(value)) return [present(value, column)];
    const words = column.words.map((word) => word.toLowerCase());
    const found = typeof value === 'boolean' ? Number(value) : words.indexOf(String(value).toLowerCase());
    if (found < 0) throw unexpected(value, column, column.words.join(' or '));
    return [found];
  },
  category(value, column) {
    const name = Number.isNaN(value) ? '' : String(value);
    if (!column.categories.includes(name)) throw unexpected(name, column, column.categories.join(', '));
    return column.categories.map((category) => Number(category === name));
  },
};

function present(value, { name }) {
  if (!Number.isNaN(value) || steps[0].fill !== undefined) return value;
  throw new RangeError(\`column \${name}: missing, and the training had no missing values\`);
}

function unexpected(value, { name }, expected) {
  return new RangeError(\`column \${name}: \${JSON.stringify(value)}, expected \${expected}\`);
}
`;
}
