/** The grammar of the command line as plain data for shells: commands, flags, and the values that are known. */
import { CATALOGUE } from '../../data/catalogue/catalogue.js';
import { TOY_NAMES } from '../../data/toys/toys.js';
import type { Schema } from '../../train/options/kinds.js';
import type { Option } from '../../train/options/option.js';
import type { Declaration, GeneralFlag, WordKind } from '../command.js';

/** Values to offer where one is expected. */
export interface Values {
  readonly words: readonly string[];
  /** Set if files, or directories only, are offered too. */
  readonly paths?: 'files' | 'directories' | undefined;
  /** True if several values may be given, separated by commas. */
  readonly list?: boolean | undefined;
}

export interface FlagGrammar {
  /** `--lr`, `--learning-rate` */
  readonly names: readonly string[];
  readonly help: string;
  /** undefined for a flag that takes no value. */
  readonly value?: Values | undefined;
  /** True if the value may be left out. */
  readonly optional: boolean;
  readonly repeatable: boolean;
}

export interface CommandGrammar {
  /** `data pull` as two words. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly flags: readonly FlagGrammar[];
  /** The values of its words; undefined if it takes none. */
  readonly words?: Values | undefined;
}

/** The shells that have a script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

const DATASETS = CATALOGUE.map(({ name }) => name);
const DOWNLOADS = CATALOGUE.filter(({ files }) => files.length > 0).map(({ name }) => name);

const WORDS: Record<WordKind, Values> = {
  file: { words: [], paths: 'files' },
  directory: { words: [], paths: 'directories' },
  dataset: { words: DATASETS, paths: 'files' },
  download: { words: DOWNLOADS },
  made: { words: TOY_NAMES },
  shell: { words: SHELLS },
};

/** Every command with what it takes, in the order of the tables. */
export function grammar(commands: readonly Declaration[], general: readonly GeneralFlag[]): CommandGrammar[] {
  return commands.map(({ path, summary, takes, options }) => {
    const flags = Object.values(options).map(flagOf);
    const words = takes === undefined ? undefined : WORDS[takes];
    return { path, summary, flags: [...flags, ...general.map(generalFlag), HELP], words };
  });
}

/** Flags of `dnn` itself. */
export const PROGRAM_FLAGS: readonly FlagGrammar[] = [
  { names: ['--help'], help: 'the commands', optional: false, repeatable: false },
  { names: ['--version'], help: 'the version', optional: false, repeatable: false },
];
const HELP: FlagGrammar = {
  names: ['--help'],
  help: 'flags and examples',
  optional: false,
  repeatable: false,
};

function flagOf(option: Option): FlagGrammar {
  const { flags, help, schema, names, list, repeatable = false } = option;
  const takesValue = /[<[]/.test(flags);
  const value = takesValue
    ? names === undefined
      ? { words: wordsOf(schema), list: list !== undefined }
      : WORDS[names]
    : undefined;
  return {
    names: flags.match(/--[\w-]+/g) as string[],
    help,
    value,
    optional: flags.includes('['),
    repeatable,
  };
}

function generalFlag({ flags, help }: GeneralFlag): FlagGrammar {
  const value = flags.includes('<file>') ? WORDS.file : undefined;
  return { names: [flags.split(' ')[0]], help, value, optional: false, repeatable: false };
}

/** No shell reads these otherwise than as they stand. */
const PLAIN = /^[\w:@.,%+-]+$/;

/** The names and examples that a schema has, as far as no shell would have them quoted. */
function wordsOf({ enum: names = [], examples = [], anyOf = [] }: Schema): string[] {
  const here = [...names, ...examples].filter(
    (word) => typeof word === 'string' && PLAIN.test(word),
  ) as string[];
  return [...here, ...anyOf.flatMap(wordsOf)];
}

/** A first word of commands: one of them, a group such as `data`, or both: `tune` and `tune lr`. */
export interface Topic {
  readonly word: string;
  readonly help: string;
  /** The command that the word calls alone. */
  readonly own?: CommandGrammar | undefined;
  /** The commands of a group. */
  readonly inner: readonly CommandGrammar[];
}

/** The first words of `commands`, each once. */
export function topics(commands: readonly CommandGrammar[]): Topic[] {
  const words = [...new Set(commands.map(({ path }) => path[0]))];
  return words.map((word) => {
    const found = commands.filter(({ path }) => path[0] === word);
    const own = found.find(({ path }) => path.length === 1);
    const inner = found.filter((command) => command !== own);
    return { word, help: own?.summary ?? inner.map(({ path }) => path[1]).join(', '), own, inner };
  });
}

/** `text` in single quotes, as every shell reads them. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
