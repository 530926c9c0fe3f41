/** The option or value that somebody means who knows it by another library's name, for the hints of errors. */
import { flagOf } from '../../errors.js';
import { shell } from '../../shell.js';
import type { Option, Options } from '../../train/options/option.js';
import { FOREIGN_NAMES, type ForeignName } from './foreign-names.js';
import { foreignValue, spelt } from './foreign-values.js';
import { optionNamed, variablesOf } from './resolve.js';

/** An option that is meant, and its value where it is known. */
interface Meant {
  readonly name: string;
  readonly value: string | undefined;
  /** Undefined for our own name in another spelling. */
  readonly foreign?: ForeignName;
}

/** How an option is written, with or without a value: as a flag, in a file, as a variable. */
type Style = (name: string, value: string | undefined, option: Option) => string;

export const AS_FLAG: Style = (name, value, { flags }) =>
  value === undefined || !/[<[]/.test(flags) ? flagOf(name) : shell`${flagOf(name)} ${value}`;
export const AS_KEY: Style = (name, value) => {
  const key = `"${flagOf(name).slice(2)}"`;
  if (value === undefined) return key;
  return `${key}: ${Number.isNaN(Number(value)) ? JSON.stringify(value) : value}`;
};
export const AS_VARIABLE: Style = (_, value, option) => {
  const variable = variablesOf(option)[0];
  return value === undefined ? variable : shell`${variable}=${value}`;
};

/** `Did you mean --keep-prob 0.8? …`; undefined when none of `options` is known by `word`. */
export function meaningOf(
  word: string,
  value: string | undefined,
  options: Options,
  style: Style,
): string | undefined {
  const meant = optionMeant(spelt(word), value, options);
  if (meant === undefined) return undefined;
  const { from, note } = meant.foreign ?? {};
  const written = style(meant.name, meant.value, options[meant.name]);
  const origin = from === undefined ? '' : ` (${spelt(word)} in ${from})`;
  return `Did you mean ${written}${origin}?${note === undefined ? '' : ` ${note}`}`;
}

function optionMeant(word: string, value: string | undefined, options: Options): Meant | undefined {
  const own = optionNamed(word, options);
  if (own !== undefined) return { name: own, value: readable(own, value, options[own]) };
  for (const foreign of FOREIGN_NAMES) {
    const name =
      foreign.names.includes(word) && [foreign.to].flat().find((each) => Object.hasOwn(options, each));
    if (name) return { name, value: translated(foreign, name, value, options[name]), foreign };
  }
  return undefined;
}

function translated(
  { value: convert }: ForeignName,
  name: string,
  text: string | undefined,
  option: Option,
): string | undefined {
  if (text === undefined && convert === undefined) return undefined;
  return readable(name, convert ? convert(text ?? '') : text, option);
}

/** The value in our words, if the option takes it. */
function readable(name: string, text: string | undefined, option: Option): string | undefined {
  if (text === undefined || text === '') return undefined;
  const foreign = foreignValue(name, text);
  const ours = typeof foreign === 'object' ? foreign.like : foreign;
  return [ours ?? text, spelt(text)].find((each) => takes(option, each));
}

function takes(option: Option, text: string): boolean {
  try {
    return option.read(text) !== undefined;
  } catch {
    return false;
  }
}
