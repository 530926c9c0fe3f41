/** Content of files against its schema; what does not fit is said in words: the place, what stands there, what was expected. */
import type * as z from 'zod/mini';
import { brief } from '../../visible.js';

/** Characters of a value, or of a part of a place, that a message quotes. */
const QUOTED = 60;

/**
 * `content` as `schema` has it; `refuse` makes the error of the first problem, such as
 * `layers.0.units: 2.5, expected a whole number`.
 * @throws what `refuse` returns.
 */
export function checked<S extends z.ZodMiniType>(
  schema: S,
  content: unknown,
  refuse: (problem: string) => Error,
): z.infer<S> {
  // No code is generated for a single parse.
  const result = schema.safeParse(content, { jitless: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue.path.map((part) => brief(String(part), QUOTED)).join('.');
  throw refuse(`${place || 'all of it'}: ${problemOf(issue, valueAt(content, issue.path))}`);
}

/** A value of a file for a message: short, and not nested. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(brief(value, QUOTED)) : String(value);
}

function problemOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'custom') return issue.message;
  if (value === undefined) return 'missing';
  const isSize = issue.code === 'too_small' || issue.code === 'too_big';
  return `${(isSize && sizeOf(value)) || shown(value)}, expected ${expectedOf(issue)}`;
}

function sizeOf(value: unknown): string | undefined {
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return Array.isArray(value) ? `a list of ${value.length}` : undefined;
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown>)?.[part], content);
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a finite number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

function expectedOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? 'another value';
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      return 'options' in issue && issue.options ? oneOf(issue.options) : 'another value';
    case 'too_small':
      return bound(issue, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return bound(issue, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    default:
      return 'another value';
  }
}

function oneOf(values: readonly z.core.util.Primitive[]): string {
  return `${values.length > 1 ? 'one of ' : ''}${values.map(String).join(', ')}`;
}

function bound(
  { exact }: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  limit: number | bigint,
  words: string,
): string {
  return `${exact ? 'exactly' : words} ${limit}`;
}
