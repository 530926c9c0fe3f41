/** The JSON Schema of --config files, made from the commands' options, for editors that complete and check them. */
import type { Schema } from '../../train/options/kinds.js';
import { type Option, written } from '../../train/options/option.js';
import type { Declaration } from '../command.js';
import { optionKeys } from './resolve.js';
import { SCHEMA_KEY } from './sources.js';

/** An option of one name and meaning, and the commands that take it. */
interface Taken {
  readonly option: Option;
  readonly commands: string[];
  /** The schemas of its values, of which commands may have different ones. */
  readonly schemas: Schema[];
}

/**
 * The schema, as draft 2020-12 has it. Editors offer an option by its flag's word (`learning-rate`); its other
 * names (`lr`, `learningRate`) are allowed too. One word may stand for different options of several commands.
 */
export function configSchema(commands: readonly Declaration[]): object {
  const words = new Map<string, Taken[]>();
  const others = new Map<string, string>();
  for (const { path, options } of commands) {
    for (const [name, option] of Object.entries(options)) {
      const [word, ...more] = optionKeys(name, option);
      words.set(word, withTaken(words.get(word) ?? [], option, path.join(' ')));
      for (const key of more) others.set(key, word);
    }
  }
  const properties = Object.fromEntries([...words].map(([word, taken]) => [word, propertyOf(taken)]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A --config file of dnn',
    description: 'Options by the names of their flags; null counts as not given.',
    type: 'object',
    properties: { [SCHEMA_KEY]: { type: 'string' }, ...properties },
    // Each is a pattern of exactly the other name.
    patternProperties: Object.fromEntries(
      [...others].map(([key, word]) => [`^${key}$`, { $ref: `#/properties/${word}` }]),
    ),
    additionalProperties: false,
  };
}

/** Options with the same words are one, whichever command takes them. */
function withTaken(taken: Taken[], option: Option, command: string): Taken[] {
  const known = taken.find(
    (other) => other.option.help === option.help && other.option.defaultHelp === option.defaultHelp,
  );
  if (known === undefined) return [...taken, { option, commands: [command], schemas: [schemaOf(option)] }];
  known.commands.push(command);
  known.schemas.push(schemaOf(option));
  return taken;
}

function propertyOf(taken: readonly Taken[]): object {
  const [{ option: first }] = taken;
  const description = taken.map(describe).join('\n');
  // A default that depends on other things is described in words.
  const isPlain = taken.length === 1 && first.default !== undefined && first.defaultHelp === undefined;
  const texts = new Set(taken.flatMap(({ schemas }) => schemas).map((each) => JSON.stringify(each)));
  const schemas = Array.from(texts, (text) => JSON.parse(text) as Schema);
  const schema = nullable(schemas.length === 1 ? schemas[0] : { anyOf: withoutNested(schemas) });
  return { description, ...(isPlain && { default: written(first.default) }), ...schema };
}

/** The schemas without those that another one has among its choices: a value is a choice of value or space. */
function withoutNested(schemas: readonly Schema[]): Schema[] {
  const nested = schemas.flatMap(({ anyOf = [] }) => anyOf.map((each) => JSON.stringify(each)));
  const own = schemas.filter((each) => !nested.includes(JSON.stringify(each)));
  return own.flatMap((each) =>
    Object.keys(each).join() === 'anyOf' ? [...(each.anyOf as Schema[])] : [each],
  );
}

/** The schema of an option's values; a repeatable option may also be an empty array. */
function schemaOf({ schema, repeatable }: Option): Schema {
  return repeatable ? { anyOf: [schema, { type: 'array', maxItems: 0 }] } : schema;
}

/** `α of each update (train)` */
function describe({ option: { help, defaultHelp, tableDefault }, commands }: Taken): string {
  const tables = tableDefault ? ` For tables: ${tableDefault.help}.` : '';
  const usual = (defaultHelp === undefined ? '' : ` Default: ${defaultHelp}.`) + tables;
  return `${help}.${usual} (${commands.join(', ')})`;
}

/** `schema`, and null. */
function nullable(schema: Schema): Schema {
  if (schema.anyOf) return { ...schema, anyOf: [...schema.anyOf, { type: 'null' }] };
  if (schema.enum) return { ...schema, enum: [...schema.enum, null] };
  return { ...schema, type: [schema.type ?? []].flat().concat('null') };
}
