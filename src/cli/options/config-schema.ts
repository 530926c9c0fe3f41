/** The JSON Schema of --config files, made from the options table, for editors that complete and check them. */
import type { Schema } from '../../train/options/kinds.js';
import { OPTIONS, type Option, type OptionName } from '../../train/options/options.js';
import { optionKeys } from '../../train/options/resolve.js';

/** The key that names a file's schema, and is no option. */
export const SCHEMA_KEY = '$schema';

const ALL = Object.keys(OPTIONS) as OptionName[];

/**
 * The schema, as draft 2020-12 has it. Editors offer an option by its flag's word (`learning-rate`); its other
 * names (`lr`, `learningRate`) are allowed too. One word may stand for options of several commands.
 */
export function configSchema(): object {
  const words = new Map<string, OptionName[]>();
  for (const name of ALL) {
    const word = flagWord(name);
    words.set(word, [...(words.get(word) ?? []), name]);
  }
  const properties = Object.fromEntries([...words].map(([word, names]) => [word, propertyOf(names)]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A --config file of dnn',
    description: 'Options by the names of their flags; null counts as not given.',
    type: 'object',
    properties: { [SCHEMA_KEY]: { type: 'string' }, ...properties },
    patternProperties: Object.fromEntries([...words].flatMap(([word, names]) => otherKeys(word, names))),
    additionalProperties: false,
  };
}

/** `learning-rate` */
function flagWord(name: OptionName): string {
  return optionKeys(name)[0];
}

/** The other names of `word`, each a pattern of exactly it. */
function otherKeys(word: string, names: readonly OptionName[]): [string, object][] {
  const others = new Set(names.flatMap(optionKeys).filter((key) => key !== word));
  return [...others].map((key) => [`^${key}$`, { $ref: `#/properties/${word}` }]);
}

function propertyOf(names: readonly OptionName[]): object {
  const options = names.map((name) => OPTIONS[name] as Option);
  const [first] = options;
  const description = options.map(describe).join('\n');
  // A default that follows from other things is told in words.
  const isPlain = options.length === 1 && first.default !== undefined && first.defaultHelp === undefined;
  const schemas = options.map(schemaOf);
  const schema = nullable(schemas.length === 1 ? schemas[0] : { anyOf: schemas });
  return { description, ...(isPlain && { default: first.default }), ...schema };
}

/** What may be given several times may be given no time at all. */
function schemaOf({ schema, repeatable }: Option): Schema {
  return repeatable ? { anyOf: [schema, { type: 'array', maxItems: 0 }] } : schema;
}

/** `α of each update (dnn train)` */
function describe({ help, defaultHelp, commands }: Option): string {
  const usual = defaultHelp === undefined ? '' : ` Default: ${defaultHelp}.`;
  return `${help}.${usual} (${commands.join(', ')})`;
}

/** `schema`, and null. */
function nullable(schema: Schema): Schema {
  if (schema.anyOf) return { ...schema, anyOf: [...schema.anyOf, { type: 'null' }] };
  if (schema.enum) return { ...schema, enum: [...schema.enum, null] };
  return { ...schema, type: [schema.type ?? []].flat().concat('null') };
}
