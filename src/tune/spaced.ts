/** Options that take a space where a value stands, for `dnn tune`. */
import { DnnError } from '../errors.js';
import type { Kind, Schema } from '../train/options/kinds.js';
import type { Option, RunOption, ValueOf } from '../train/options/option.js';
import { looksLikeSpace, meaningOf, parseSpace, type SpaceRules, type Subject } from './parse-space.js';
import type { Space } from './space.js';

/** The options by name, each of which reads a value or a space; `rules` are of those that have their own. */
export function spacedOptions<O extends Readonly<Record<string, RunOption>>>(
  options: O,
  rules: { readonly [Name in keyof O]?: SpaceRules } = {},
): { readonly [Name in keyof O]: RunOption<ValueOf<O[Name]> | Space> } {
  const entries = Object.entries(options).map(([name, option]) => [name, spaced(name, option, rules[name])]);
  return Object.fromEntries(entries);
}

/** The option, which reads a value or a space. A flag that takes no value may have one, for its space. */
export function spaced<T>(name: string, option: RunOption<T>, rules: SpaceRules = {}): RunOption<T | Space> {
  const subject: Subject = { name, option: option as Option, ...rules };
  const examples = rules.examples ?? examplesOf(option);
  const { flags } = option;
  const space: Schema = { type: 'string', pattern: SPACE_PATTERN, examples };
  return {
    ...option,
    takesSpaces: true,
    flags: /[<[]/.test(flags) ? flags : `${flags} [value]`,
    expected: `${option.expected}, or a space such as ${examples[0]}`,
    schema: { anyOf: [option.schema, space, ...partsOf(option.schema, space)] },
    read: (text) =>
      isSpaceFor(option, text) ? parseSpace(subject, text) : valueOrMeaning(subject, option, text),
  };
}

/** The option, which says why it takes no space. */
export function unspaced<T>(option: RunOption<T>, reason: string): RunOption<T> {
  const read: Kind<T>['read'] = (text) => {
    if (looksLikeSpace(text)) throw new DnnError('usage', 'expected one value, no space', reason);
    return option.read(text);
  };
  return { ...option, takesSpaces: false, read };
}

/** Two dots or a bar, as {@link looksLikeSpace} looks for them; a scale alone is no space. */
const SPACE_PATTERN = '\\.\\.|\\|';

/** The schema of an array that has spaces in some of its parts. */
function partsOf({ anyOf = [] }: Schema, space: Schema): Schema[] {
  const { type, pattern } = space;
  const items = anyOf
    .flatMap(({ items: each }) => each ?? [])
    .filter((each) => !each.type?.includes('string'));
  return items.map(
    (each) => ({ type: 'array', items: { anyOf: [each, { type, pattern }] }, minItems: 1 }) as Schema,
  );
}

/** An object of a config file is JSON, in which names may hold anything. */
function isSpaceFor({ object }: Pick<Option, 'object'>, text: string): boolean {
  return looksLikeSpace(text) && !(object && text.startsWith('{'));
}

/** @throws DnnError (usage) with the space that was probably meant. */
function valueOrMeaning<T>(subject: Subject, option: RunOption<T>, text: string): T | undefined {
  let failure: unknown;
  try {
    const value = option.read(text);
    if (value !== undefined) return value;
  } catch (error) {
    failure = error;
  }
  const meant = meaningOf(subject, text);
  if (meant !== undefined) throw new DnnError('usage', `expected ${option.expected}, or a space`, meant);
  if (failure !== undefined) throw failure;
  return undefined;
}

/** Spaces that the option takes, the most useful first. */
function examplesOf({ schema, scale }: Pick<Option, 'schema' | 'scale'>): readonly string[] {
  const parts: readonly Schema[] = [schema, ...(schema.anyOf ?? [])];
  if (scale === '1-log') return ['1-log:0.001..0.1', '0.5..0.9'];
  if (scale === 'log') return ['log:1e-4..1', '0.001|0.01|0.1'];
  if (parts.some(({ type }) => type === 'integer')) return ['log2:16..256', '10..100'];
  if (parts.some(({ type }) => type === 'number')) return ['0.5..0.9', '0.5|0.8'];
  if (parts.some(({ type }) => type === 'boolean')) return ['true|false'];
  const [first, second] = parts.flatMap((part) => [...(part.enum ?? []), ...(part.examples ?? [])]);
  return second === undefined ? ['8..64'] : [`${first}|${second}`];
}
