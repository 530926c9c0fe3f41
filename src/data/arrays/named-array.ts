/** An array that a data file holds under a name, whatever the file's format. */
import type { StoredValues } from '../dataset.js';

/** A named array; its values are read when asked for. */
export interface NamedArray {
  readonly name: string;
  /** The name for messages about its values, where that is another: `column 4 (fare)`. */
  readonly title?: string;
  /** The place of value number `i` for messages, of a column of a table: `fares.csv: line 2, column 4 (fare)`. */
  readonly placeOf?: (i: number) => string;
  readonly shape: readonly number[];
  /** The stored type, NumPy's name for numbers (`uint8`, `int64`, …), `bool`, `string` for text, `record`. */
  readonly dtype: string;
  /** Row-major. @throws DnnError (data) when they are no numbers or cannot be read. */
  values(): StoredValues;
  /** The columns of an array of records, each with a value a row. */
  readonly fields?: readonly NamedArray[];
  /** Without padding. @throws DnnError (data) when they are no text or cannot be read. */
  strings(): string[];
}
