/** The completion script for fish, 3.0 and later. */
import {
  type CommandGrammar,
  type FlagGrammar,
  PROGRAM_FLAGS,
  quoted,
  topics,
  type Values,
} from './grammar.js';

const HEAD = `function __dnn_in
    set -l words (commandline -opc)
    set -l last (math 1 + (count $argv))
    test (count $words) -ge $last; and test "$words[2..$last]" = "$argv"
end

function __dnn_typed
    test (count (commandline -opc)) -eq $argv[1]
end

function __dnn_list
    set -l typed (string replace -r '^--[^=]*=' '' -- (commandline -ct))
    set -l done (string match -r '.*,' -- $typed)
    for word in $argv
        echo "$done$word"
    end
end

complete -c dnn -f
`;

export function fishScript(commands: readonly CommandGrammar[]): string {
  const all = topics(commands);
  const first = all.map(({ word, help }) => offer('__dnn_typed 1', `-a ${word} -d ${quotedFish(help)}`));
  const inner = all.flatMap(({ word, inner }) =>
    inner.map(({ path, summary }) =>
      offer(`__dnn_in ${word}; and __dnn_typed 2`, `-a ${path[1]} -d ${quotedFish(summary)}`),
    ),
  );
  const program = PROGRAM_FLAGS.map((flag) => offer('__dnn_typed 1', flagWords(flag)));
  const flags = commands.flatMap((command) => commandLines(command, commands));
  return `${HEAD}${[...first, ...program, ...inner, ...flags].join('\n')}\n`;
}

function commandLines({ path, flags, words }: CommandGrammar, all: readonly CommandGrammar[]): string[] {
  const inner = all.filter(
    (other) => other.path.length > path.length && path.every((word, i) => other.path[i] === word),
  );
  const others = inner.map((other) => `; and not __dnn_in ${other.path.join(' ')}`);
  const condition = `__dnn_in ${path.join(' ')}${others.join('')}`;
  const positional = words === undefined ? [] : [offer(condition, valueWords(words))];
  return [...flags.map((flag) => offer(condition, flagWords(flag))), ...positional];
}

function offer(condition: string, words: string): string {
  return `complete -c dnn -n ${quotedFish(condition)} ${words}`;
}

/** fish has an option of several names as one; `-x` is a value that is no file, `-r` one that may be. */
function flagWords({ names, help, value, optional }: FlagGrammar): string {
  const named = names.map((name) => `-l ${name.slice(2)}`).join(' ');
  const required = value === undefined || optional ? '' : value.paths === 'files' ? ' -r' : ' -x';
  const values = value === undefined ? '' : ` ${valueWords(value)}`;
  return `${named} -d ${quotedFish(help)}${required}${values}`.trimEnd();
}

function valueWords({ words, list, paths }: Values): string {
  if (paths === 'directories') return `-a '(__fish_complete_directories)'`;
  const items = words.join(' ');
  const offered = words.length === 0 ? '' : list ? `-a '(__dnn_list ${items})'` : `-a ${quoted(items)}`;
  return `${offered}${paths === 'files' ? ' -F' : ''}`.trim();
}

/** In fish's single quotes only \\ and ' are escaped, by a backslash. */
function quotedFish(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
