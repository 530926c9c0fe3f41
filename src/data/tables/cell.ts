/** One cell of a table: whether it is missing, its number, and for messages the kind of text that is no number. */

/** The sign before the fraction of a number. */
export type DecimalSign = ',' | '.';

/** The ways to write that a value is missing, in any case. */
export const MISSING: ReadonlySet<string> = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?']);
const LONGEST_MISSING = 4;

/** The bytes that stand before the fraction of a number. */
export const POINT = 0x2e;
export const COMMA = 0x2c;
/** A number as CSV files have it, with a decimal point. */
export const WITH_POINT = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;
/** A number with a decimal comma, whose points group thousands. */
const WITH_COMMA = /^[-+]?([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d*)?(e[-+]?\d+)?$/i;
/** A number with a decimal comma, or with a comma of thousands. */
const THOUSANDS = /^[-+]?[1-9]\d{0,2},\d{3}$/;
/** A number with points of thousands, and none with a decimal point. */
const GROUPED = /^[-+]?[1-9]\d{0,2}(\.\d{3}){2,}$/;

export function isMissing(cell: string): boolean {
  return cell.length <= LONGEST_MISSING && MISSING.has(cell.toLowerCase());
}

/** The number of `cell`, with a decimal comma where `commas` is true; NaN if it is none, or too large for a float64. */
export function numberOf(cell: string, commas = false): number {
  if (!(commas ? WITH_COMMA : WITH_POINT).test(cell)) return Number.NaN;
  const value = Number(commas ? cell.replaceAll('.', '').replace(',', '.') : cell);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** True for a whole number from 0 to 255. */
export function isByte(value: number): boolean {
  return value >= 0 && value <= 255 && Number.isInteger(value);
}

/** The decimal sign that the number `cell` must have; `either` for 1.250 and 1,250, undefined for words and numbers without one. */
export function decimalIn(cell: string): DecimalSign | 'either' | undefined {
  if (cell.includes(',')) {
    if (!WITH_COMMA.test(cell)) return undefined;
    return THOUSANDS.test(cell) ? 'either' : ',';
  }
  if (!cell.includes('.')) return undefined;
  if (WITH_COMMA.test(cell)) return 'either';
  return WITH_POINT.test(cell) ? '.' : undefined;
}

/** True for a number of more than one point, as 1.250.000, which only decimal commas leave a number. */
export function isGrouped(cell: string): boolean {
  return GROUPED.test(cell);
}

/** Longer texts are none of these kinds; a hostile one would keep their patterns busy. */
const LONGEST_ODD = 100;
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
const CURRENCY = '(USD|EUR|GBP|JPY|CHF|CAD|AUD|CNY|INR|SEK|NOK|DKK|PLN|CZK|BRL|MXN|ZAR|KRW)';
/** Kinds of text that people take for numbers: how messages call them, and what to write in their place. */
const ODD_KINDS: readonly { readonly name: string; readonly form: RegExp; readonly hint: string }[] = [
  {
    name: 'a date',
    form: /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([ T]\d{1,2}:\d{2}.*)?$/,
    hint: 'Write a number in its place, such as the days since a fixed day',
  },
  {
    name: 'a date',
    form: new RegExp(
      `^(\\d{4}-(0[1-9]|1[0-2])|\\d{1,2}[ -]${MONTH}\\.?,?[ -]\\d{2,4}|${MONTH}\\.? \\d{1,2},? \\d{4}|${MONTH}[ -]\\d{4})$`,
      'i',
    ),
    hint: 'Write a number in its place, such as the days since a fixed day',
  },
  {
    name: 'a time',
    form: /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?$/i,
    hint: 'Write a number of minutes or seconds',
  },
  { name: 'a percentage', form: /^[-+]?[\d.,]+\s*%$/, hint: 'Write the number without its percent sign' },
  {
    name: 'an amount of money',
    form: /^([-+]?\s*\p{Sc}\s*[-+]?[\d.,\s']+|[-+]?[\d.,\s']+\s*\p{Sc})$/u,
    hint: 'Write the number without its currency sign',
  },
  {
    name: 'an amount of money',
    form: new RegExp(`^(${CURRENCY} ?[-+]?\\d[\\d.,']*|[-+]?\\d[\\d.,']* ?${CURRENCY})$`),
    hint: 'Write the number without its currency',
  },
  { name: 'a number in brackets', form: /^\(\d[\d.,]*\)$/, hint: 'Write it with a minus sign' },
  {
    name: 'a number with thousands separators',
    form: /^[-+]?(\d{1,3}([,' \u00a0\u202f]\d{3})+(\.\d*)?|[1-9]\d{0,2}(\.\d{3}){2,})$/,
    hint: 'Write the number without separators of thousands',
  },
  { name: 'a hexadecimal number', form: /^0x[\da-f]+$/i, hint: 'Write it with decimal digits' },
  { name: 'an infinite number', form: /^[-+]?inf(inity)?$/i, hint: 'Write a finite number' },
];

/** A cell that is like a number and is none: its name for messages, and what to write in its place. */
export interface OddKind {
  readonly name: string;
  readonly hint: string;
}

/** The kind of a cell that is like a number and is none; undefined for words. */
export function oddKindOf(cell: string): OddKind | undefined {
  if (cell.length > LONGEST_ODD) return undefined;
  return isTooLarge(cell) ? TOO_LARGE : ODD_KINDS.find(({ form }) => form.test(cell));
}

const TOO_LARGE: OddKind = {
  name: 'a number too large for a float64',
  hint: 'Write it in a larger unit',
};

function isTooLarge(cell: string): boolean {
  return WITH_POINT.test(cell) && !Number.isFinite(Number(cell));
}

/** A number and its unit. A single capital, as in 3A, is taken for a part of a code. */
const WITH_UNIT = /^[-+]?(?:\d+[.,]?\d*|[.,]\d+)\s*((?![A-Z]$)[\p{L}°][\p{L}\d°²³/]*)$/u;
const UNIT: OddKind = { name: 'a number with a unit', hint: 'Write the number without its unit' };

/** The kind of different texts that are numbers with one unit, at least three of them; undefined for others. */
export function unitKindOf(texts: readonly string[]): OddKind | undefined {
  if (texts.length < 3) return undefined;
  const unitOf = (text: string) => (text.length > LONGEST_ODD ? undefined : WITH_UNIT.exec(text)?.[1]);
  const unit = unitOf(texts[0]);
  return unit !== undefined && texts.every((text) => unitOf(text) === unit) ? UNIT : undefined;
}
