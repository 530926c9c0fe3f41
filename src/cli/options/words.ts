/** The words of a command line apart from its flags: which command they call, and whether it takes them. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { DnnError } from '../../errors.js';
import { shell } from '../../shell.js';
import { nearest, suggestion } from '../../suggest.js';
import type { Declaration } from '../command.js';
import { COMMANDS } from '../commands.js';

const PATHS = COMMANDS.map(({ path }) => path);

/**
 * `argv` as commander should have it: `help train` is `train --help`, and so are no words at all or a group
 * of commands alone.
 * @throws DnnError (usage) that suggests the nearest command, also where --help stands behind the wrong one.
 */
export function checkedWords(argv: readonly string[]): string[] {
  if (argv[0] === 'help') return checkedWords([...argv.slice(1), '--help']);
  let depth = 0;
  for (const group: string[] = []; depth < argv.length && !argv[depth].startsWith('-'); depth++) {
    const choices = commandsIn(group);
    if (choices.length === 0) return [...argv];
    if (!choices.includes(argv[depth])) {
      // `dnn tune` is a command too: it says itself that it takes no word.
      if (isCommand(group) && nearest(argv[depth], choices) === undefined) return [...argv];
      throw unknownCommand(group, argv[depth], choices);
    }
    group.push(argv[depth]);
  }
  const incomplete = depth === argv.length && commandsIn(argv).length > 0 && !isCommand(argv);
  return incomplete ? [...argv, '--help'] : [...argv];
}

/** Commands that other tools call so. */
const FOREIGN_COMMANDS: Readonly<Record<string, string | undefined>> = {
  eval: 'dnn evaluate',
  test: 'dnn evaluate',
  score: 'dnn evaluate',
  diff: 'dnn compare',
  fit: 'dnn train',
  'data list': 'dnn data ls',
  'data download': 'dnn data pull',
  'data fetch': 'dnn data pull',
};

function isCommand(words: readonly string[]): boolean {
  return PATHS.some((path) => path.join(' ') === words.join(' '));
}

/** The words that may follow those of `group`. */
function commandsIn(group: readonly string[]): string[] {
  const inside = PATHS.filter(
    (path) => path.length > group.length && group.every((word, i) => path[i] === word),
  );
  return [...new Set(inside.map((path) => path[group.length]))];
}

function unknownCommand(group: readonly string[], word: string, choices: readonly string[]): DnnError {
  const called = ['dnn', ...group].join(' ');
  const meant = FOREIGN_COMMANDS[[...group, word].join(' ')];
  const hint = meant === undefined ? suggestion(word, choices) : `Did you mean ${meant}?`;
  return new DnnError('usage', `${called} has no command "${word}"`, hint);
}

/** @throws DnnError (usage) when `[model]` is named by a word and by --model. */
function assertNamedOnce(spec: Declaration, [word]: readonly string[], model: unknown): void {
  if (spec.words !== '[model]' || word === undefined || model === undefined) return;
  const message = `dnn ${spec.path.join(' ')} takes one ${spec.words}, got ${shell`--model ${String(model)}`} and "${word}"`;
  throw new DnnError('usage', message, 'Name it in one of these ways.');
}

/** @throws DnnError (usage) naming the first word that is one too many, beside the other words or `flags`. */
export function assertNoExcess(
  spec: Declaration,
  given: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): void {
  assertNamedOnce(spec, given, flags.model);
  const { path, words } = spec;
  const taken = words?.split(' ') ?? [];
  const most = words?.includes('...') ? Number.POSITIVE_INFINITY : taken.length;
  if (given.length <= most) return;
  const word = given[most];
  const called = `dnn ${path.join(' ')}`;
  const takes = most === 0 ? 'flags only' : most === 1 ? `one ${words}` : taken.join(' and ');
  const hint = most === 0 ? fileHint(spec, word) : '';
  throw new DnnError('usage', `${called} takes ${takes}, got "${word}" too`, `${hint}See ${called} --help.`);
}

/** A sentence for a file where flags alone are taken. */
function fileHint({ path, options }: Declaration, word: string): string {
  if (path[0] === 'gradcheck' && extname(word) === '.npz')
    return `gradcheck checks dnn's own gradients. Those of your own network: ${shell`dnn check ${word}`}. `;
  if (!existsSync(word)) return '';
  if (extname(word) === '.json' && 'model' in options)
    return `A model is named with a flag: ${shell`--model ${word}`}. `;
  return `Data are named with a flag: ${shell`--data ${word}`}. `;
}
