/** The types of NumPy's record arrays: the named fields of a record, as `descr` lists them, and their bytes. */

/** One field of a record. */
export interface RecordField {
  readonly name: string;
  /** As `descr` has it for an array of its own, in quotes: `'<f8'`. */
  readonly descr: string;
  /** Bytes from the start of a record. */
  readonly offset: number;
  readonly size: number;
}

/** The fields of a record, and its bytes. */
export interface RecordType {
  readonly fields: readonly RecordField[];
  readonly size: number;
}

/** A field: `('age', '<i8')`, its name in either kind of quotes and perhaps behind a title: `('Age in years', 'age')`. */
const NAME = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/.source;
const FIELD = new RegExp(
  `^\\((?:\\((?:${NAME}), (${NAME})\\)|(${NAME})), '([<>|=]?([a-zA-Z])(\\d*)[^']*)'\\)(?:, )?`,
);
const WIDEST_CHARACTER = 4;

/** True if `descr` is that of a record array: a list. */
export function isRecordType(descr: string): boolean {
  return descr.startsWith('[');
}

/** The record type that `descr` lists; undefined if a field holds records or arrays of its own. */
export function readRecordType(descr: string): RecordType | undefined {
  let [rest, size] = [descr.slice(1, -1), 0];
  const fields: RecordField[] = [];
  while (rest !== '') {
    const [whole, titled, plain, type, kind, digits] = FIELD.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    rest = rest.slice(whole.length);
    const bytes = Number(digits) * (kind === 'U' ? WIDEST_CHARACTER : 1);
    // Fields of kind V are the gaps of an aligned record.
    if (kind !== 'V')
      fields.push({ name: unquoted(titled ?? plain), descr: `'${type}'`, offset: size, size: bytes });
    size += bytes;
  }
  return { fields, size };
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1');
}
