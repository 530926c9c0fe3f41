/** The kinds of values that an option can take: what each is called in messages and schemas, and how its text is read. */
import { DnnError } from '../../errors.js';
import { nearest, suggestion } from '../../suggest.js';

/** The part of JSON Schema that describes options. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | boolean | null)[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly examples?: readonly string[];
}

/** The kind of thing that a text names. */
export type Named = 'file' | 'directory' | 'dataset';

/** A kind of values: their name in messages, their schema, and the parser of their text. */
export interface Kind<T> {
  readonly expected: string;
  /** The value as a config file should have it: for editors, which need not see every slip. */
  readonly schema: Schema;
  /** The kind of thing that its text names, for shells to complete. */
  readonly names?: Named;
  /** Set if a config file may write it as an array of its parts between commas, which as `names` may hold commas themselves. */
  readonly list?: 'parts' | 'names';
  /** True if a config file may write it as an object, which it reads as JSON. */
  readonly object?: true;
  /** True if its text may hold a password: messages quote none of it. */
  readonly isSecret?: true;
  /** The value, or undefined when the text is not one. @throws DnnError when it can say more. */
  read(text: string): T | undefined;
}

export const TEXT: Kind<string> = {
  expected: 'a text that is not empty',
  schema: { type: 'string', minLength: 1 },
  read: (text) => (text === '' ? undefined : text),
};
/** A file that is read. */
export const INPUT: Kind<string> = { ...TEXT, expected: 'the name of a file', names: 'file' };
/** A path that results are written to. */
export const OUTPUT: Kind<string> = {
  ...INPUT,
  read: (text) => {
    // Node has replaced bytes that are no UTF-8: another file would be written than the one that was named.
    if (text.includes('\ufffd'))
      throw new DnnError('usage', 'its name is not UTF-8', 'Give a name in UTF-8.');
    if (text !== '-') return TEXT.read(text);
    throw new DnnError('usage', 'results are not written to stdout', 'Give the name of a file or directory.');
  },
};
export const FLAG: Kind<boolean> = {
  expected: 'true or false',
  schema: { type: 'boolean' },
  // 1 and 0 are how variables are usually set.
  read: (text) =>
    text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined,
};
/** A flag that may also be given as one of some words, which say how. */
export function flagOr<T extends string>(...words: T[]): Kind<boolean | T> {
  const expected = `${FLAG.expected}, or ${words.join(', ')}`;
  return {
    expected,
    schema: { enum: [true, false, ...words] },
    read: (text) =>
      FLAG.read(text) ??
      words.find((word) => word === text) ??
      misspelt(text, ['true', 'false', ...words], expected),
  };
}

export function wholeNumber(low: number, high = Number.MAX_SAFE_INTEGER): Kind<number> {
  const expected =
    high === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${low}`
      : `a whole number from ${low} to ${high}`;
  const within = (value: number) => Number.isInteger(value) && value >= low && value <= high;
  return {
    expected,
    schema: { type: 'integer', minimum: low, maximum: high },
    read: (text) => {
      const whole = numberIf(text, Number.isInteger);
      if (whole === undefined || whole <= high) return numberIf(text, within);
      throw new DnnError('usage', `expected a whole number from ${low} to ${high}`);
    },
  };
}

function number(expected: string, limits: Schema, within: (value: number) => boolean): Kind<number> {
  return {
    expected,
    schema: { type: 'number', ...limits },
    read: (text) => numberIf(text, (value) => Number.isFinite(value) && within(value)),
  };
}

export function numberIf(text: string, within: (value: number) => boolean): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return within(value) ? value : undefined;
}

/** One of the names of a registry, or one of its aliases. */
export function choice<T extends string>(
  names: readonly T[],
  aliases: Readonly<Record<string, T>> = {},
): Kind<T> {
  const all = [...names, ...Object.keys(aliases)];
  const expected = `one of ${all.join(', ')}`;
  return {
    expected,
    schema: { enum: all },
    read: (text) => {
      if ((names as readonly string[]).includes(text)) return text as T;
      if (Object.hasOwn(aliases, text)) return aliases[text];
      return misspelt(text, all, expected);
    },
  };
}

/** @throws DnnError with the name that was probably meant; undefined when none is near. */
function misspelt(text: string, names: readonly string[], expected: string): undefined {
  if (nearest(text, names) === undefined) return undefined;
  throw new DnnError('usage', `expected ${expected}`, suggestion(text, names));
}

/** A text with commas, whose parts no schema looks at. */
const SEVERAL: Schema = { type: 'string', pattern: ',' };

/** One name, or a comma-separated list of them. */
export function list<T>(item: Kind<T>): Kind<T[]> {
  return {
    expected: `${item.expected}, or several separated by commas`,
    schema: { anyOf: [item.schema, SEVERAL, { type: 'array', items: item.schema, minItems: 1 }] },
    list: 'parts',
    read: (text) => {
      const items = text.split(',').map((part) => item.read(part.trim()));
      return items.every((value) => value !== undefined) ? (items as T[]) : undefined;
    },
  };
}

/** A name, its quotes as in CSV, and the comma behind it. */
const NAME = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*)),/g;

/** One name, or several between commas; one that holds a comma stands in quotes. */
export function listOfNames(item: Kind<string>): Kind<string[]> {
  return {
    ...list(item),
    list: 'names',
    read: (text) => {
      const words = Array.from(`${text},`.matchAll(NAME), ([, quoted, plain = '']) =>
        quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'),
      );
      const items = words.map((word) => item.read(word));
      return items.every((value) => value !== undefined) ? (items as string[]) : undefined;
    },
  };
}

/** Text with a parser of its own, whose value keeps the text; `examples` are offered by editors and shells. */
export function parsed<T extends Parsed>(
  expected: string,
  parse: (text: string) => T,
  examples: readonly string[] = [],
): Kind<T> {
  return {
    expected,
    schema: { ...TEXT.schema, ...(examples.length > 0 && { examples }) },
    read: parse,
  };
}

/** A value that a text was parsed into. */
export interface Parsed {
  /** As it was written. */
  readonly text: string;
}

/** The same text, which a config file may also write as an array of its parts between commas. */
export function textOrList<T>(kind: Kind<T>): Kind<T> {
  const parts: Schema = { type: 'array', items: { type: ['string', 'number'] }, minItems: 1 };
  return { ...kind, schema: { anyOf: [kind.schema, parts] }, list: 'parts' };
}

export const BELOW_1 = number(
  'a number from 0 up to, not including, 1',
  { minimum: 0, exclusiveMaximum: 1 },
  (x) => x >= 0 && x < 1,
);
export const ABOVE_0 = number('a number above 0', { exclusiveMinimum: 0 }, (x) => x > 0);
export const UP_TO_1 = number(
  'a number above 0 and at most 1',
  { exclusiveMinimum: 0, maximum: 1 },
  (x) => x > 0 && x <= 1,
);
export const SHARE = number('a number from 0 to 1', { minimum: 0, maximum: 1 }, (x) => x >= 0 && x <= 1);
export const FROM_0 = number('a number of at least 0', { minimum: 0 }, (x) => x >= 0);
