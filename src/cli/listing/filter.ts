/** `--filter`: conditions on the fields of a run. */
import { DnnError } from '../../errors.js';
import type { RunSummary } from '../../model/run-summary.js';
import { brief } from '../../visible.js';
import { type Field, parseField } from './fields.js';

type Value = string | number | undefined;

const OPERATORS = {
  '=': equal,
  '!=': (value: Value, other: string) => !equal(value, other),
  '>=': (value: Value, other: string) => ordered(value, other, (difference) => difference >= 0),
  '<=': (value: Value, other: string) => ordered(value, other, (difference) => difference <= 0),
  '>': (value: Value, other: string) => ordered(value, other, (difference) => difference > 0),
  '<': (value: Value, other: string) => ordered(value, other, (difference) => difference < 0),
  '~': (value: Value, other: string) =>
    value !== undefined && String(value).toLowerCase().includes(other.toLowerCase()),
} as const;

/** A condition such as `optimizer=adam`. */
export interface Filter {
  readonly text: string;
  readonly field: Field;
  readonly operator: keyof typeof OPERATORS;
  readonly value: string;
}

/** @throws DnnError (usage) when the text is not `field operator value`. */
export function parseFilter(text: string): Filter {
  const [, name, operator, value] = /^\s*([\w-]+)\s*(>=|<=|!=|==|=|>|<|~)\s*(.*?)\s*$/s.exec(text) ?? [];
  if (name === undefined) {
    const hint = 'Write it as "optimizer=adam", "learning-rate>=0.01", "test_accuracy>0.9" or "name~first".';
    throw new DnnError('usage', 'expected a condition', hint);
  }
  const field = parseField(name);
  assertComparable(field, operator, value);
  return {
    text,
    field,
    operator: (operator === '==' ? '=' : operator) as Filter['operator'],
    value,
  };
}

/** @throws DnnError (usage) where a number is compared with what is none; `=` and `!=` also take no value. */
function assertComparable({ digits, numeric, text }: Field, operator: string, value: string): void {
  if ((digits === undefined && !numeric) || operator === '~') return;
  const isNumber = value !== '' && !Number.isNaN(Number(value));
  if (isNumber || (value === '' && ['=', '==', '!='].includes(operator))) return;
  const problem = `${text} is a number, ${value === '' ? 'but none is given' : `not "${brief(value)}"`}`;
  throw new DnnError('usage', problem, `Compare it with one, such as "${text}${operator}0.5".`);
}

/** True if the run meets the condition. A run without the value meets `!=`, and `=` without a value. */
export function meets(run: RunSummary, { field, operator, value }: Filter): boolean {
  return OPERATORS[operator](field.value(run), value);
}

function equal(value: Value, other: string): boolean {
  if (value === undefined || other === '') return value === undefined && other === '';
  return String(value) === other || (typeof value === 'number' && value === Number(other));
}

/** Numbers by their size, texts by their code units. */
function ordered(value: Value, other: string, holds: (difference: number) => boolean): boolean {
  if (value === undefined) return false;
  if (typeof value === 'number') return other !== '' && holds(value - Number(other));
  return holds(value === other ? 0 : value < other ? -1 : 1);
}
