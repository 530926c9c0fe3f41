/** Reads options from their sources (flags, a file, variables): the first source that has a value counts. */
import { DnnError } from '../../errors.js';
import { flagsOf, type Option, type Options, readValue, type ValuesOf } from '../../train/options/option.js';
import { looksLikeSpace } from '../../tune/parse-space.js';
import { flatText, valueMeaning } from './foreign-values.js';

/** Options as somebody wrote them, before they are read: flags, a config file's entries, or variables. */
export interface OptionSource {
  /** For messages, as it was written: `--seed x`, `DNN_SEED=x`, `run.json: "seed": "x"`. */
  describe(name: string, value: unknown): string;
  readonly values: Readonly<Record<string, unknown>>;
  /** True if each value was written for this run, as flags are. */
  readonly deliberate?: true;
  /** True if the values are meant for all runs, as variables are. */
  readonly standing?: true;
}

/** The variables of an option: `DNN_LEARNING_RATE`, and `DNN_LR` as the flag has that name too. */
export function variablesOf(option: Option): string[] {
  const words = flagsOf(option).toReversed();
  const usual = words.map((flag) => `DNN_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`);
  return option.variable === undefined ? usual : [option.variable];
}

/** The name of the option that a file's key means: `learningRate`, `learning-rate` or `lr`. */
export function optionNamed(key: string, options: Options): string | undefined {
  return Object.keys(options).find((name) => optionKeys(name, options[name]).includes(key));
}

/** The keys of an option in a file, its flag's word first: `learning-rate`, `learningRate`, `lr`. */
export function optionKeys(name: string, option: Option): string[] {
  return [...new Set([...flagsOf(option).toReversed().flatMap(keysOf), name])];
}

/** `learning-rate`, `learningRate` */
function keysOf(flag: string): string[] {
  const word = flag.slice(2);
  return [word, word.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())];
}

/**
 * The values of `options`, each from the first source that has it, else its default.
 * @throws DnnError (usage) naming the source, the value got and what was expected.
 */
export function resolveOptions<O extends Options>(options: O, sources: readonly OptionSource[]): ValuesOf<O> {
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const source = sourceOf(name, sources);
    values[name] = source ? valueIn(source, name, option) : option.default;
  }
  for (const [name, { replaces }] of Object.entries(options)) {
    if (replaces !== undefined) settle(values, sources, replaces, name);
  }
  return values as ValuesOf<O>;
}

/** The source whose value of an option counts. */
export function sourceOf(name: string, sources: readonly OptionSource[]): OptionSource | undefined {
  return sources.find(({ values }) => values[name] !== undefined);
}

/** Unsets one of two options that exclude each other: the one of the farther source. */
function settle(
  values: Record<string, unknown>,
  sources: readonly OptionSource[],
  usual: string,
  other: string,
): void {
  const [first, second] = [sourceOf(usual, sources), sourceOf(other, sources)];
  if (second === undefined) return;
  if (first === second) {
    const [a, b] = [usual, other].map((name) => first.describe(name, first.values[name]));
    const message = `${a} and ${b} exclude each other`;
    throw new DnnError('usage', message, 'Give one of them.');
  }
  const nearer = sources.find((source) => source === first || source === second);
  values[nearer === first ? other : usual] = undefined;
}

function valueIn(source: OptionSource, name: string, option: Option): unknown {
  const raw = source.values[name];
  const read = (item: unknown) => {
    try {
      return readValue(option, item, source.describe(name, option.isSecret ? '…' : item));
    } catch (error) {
      throw withMeaning(error, name, item, option);
    }
  };
  return option.repeatable && Array.isArray(raw) ? raw.flatMap(read) : read(raw);
}

/** The error about a value with the hint for another library's name of one. */
function withMeaning(error: unknown, name: string, value: unknown, { takesSpaces }: Option): unknown {
  if (!(error instanceof DnnError)) return error;
  const text = flatText(value) ?? '';
  const isSpace = takesSpaces === undefined && looksLikeSpace(text);
  const meaning =
    valueMeaning(name, text) ?? (isSpace ? 'Spaces of values are searched by dnn tune.' : undefined);
  if (meaning === undefined) return error;
  const { code, message } = error;
  return new DnnError(code, message, meaning, { cause: error });
}

/** Adds where the option was written to an error that was raised by code that knows no sources. */
export function attributed(error: unknown, sources: readonly OptionSource[]): unknown {
  if (!(error instanceof DnnError) || error.option === undefined) return error;
  const { name, value, problem } = error.option;
  const source = sourceOf(name, sources);
  if (source === undefined) return error;
  const raw = source.values[name];
  // An error about one of several conditions quotes that one.
  const written = source.describe(name, Array.isArray(raw) && raw.includes(value) ? value : raw);
  return new DnnError(error.code, `${written}: ${problem}`, error.hint, { cause: error });
}
