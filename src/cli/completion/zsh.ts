/** The completion script for zsh: read by `source` where compinit has run, or a file `_dnn` in $fpath. */
import {
  type CommandGrammar,
  type FlagGrammar,
  PROGRAM_FLAGS,
  quoted,
  type Topic,
  topics,
  type Values,
} from './grammar.js';

const HEAD = `#compdef dnn

_dnn_list() {
  compset -P '*,'
  compadd -S '' -- "$@"
}
`;

const TAIL = `
if [[ $funcstack[1] == _dnn ]]; then _dnn "$@"; else compdef _dnn dnn; fi
`;

export function zshScript(commands: readonly CommandGrammar[]): string {
  const all = topics(commands);
  const cases = all.map((topic) => clause(topic.word, bodyOf(topic)));
  const choices = all.map(({ word, help }) => described(word, help));
  return `${HEAD}
_dnn() {
  local -a choices
  if (( CURRENT == 2 )); then
    if [[ $PREFIX == -* ]]; then
      _arguments ${PROGRAM_FLAGS.flatMap(specs).join(' ')}
      return
    fi
    choices=(
      ${choices.join('\n      ')}
    )
    _describe -t commands 'command of dnn' choices
    return
  fi
  case $words[2] in
${cases.join('\n')}
  esac
}
${TAIL}`;
}

function clause(word: string, body: string): string {
  return `  ${word})\n${body.replace(/^/gm, '    ')}\n    ;;`;
}

/** Completes a command, or offers the commands of a group and completes the one that is typed. */
function bodyOf({ word, own, inner }: Topic): string {
  const alone = own === undefined ? undefined : argumentsOf(own, 1);
  if (alone !== undefined && inner.length === 0) return alone;
  const choices = inner.map(({ path, summary }) => described(path[1], summary));
  const cases = inner.map((command) => clause(command.path[1], argumentsOf(command, 2)));
  return `if (( CURRENT == 3 ))${alone === undefined ? '' : ' && [[ $PREFIX != -* ]]'}; then
  choices=(
    ${choices.join('\n    ')}
  )
  _describe -t commands 'command of dnn ${word}' choices
  return
fi
case $words[3] in
${[...cases, ...(alone === undefined ? [] : [clause('*', alone)])].join('\n')}
esac`;
}

/** Has _arguments see the command's last word as the first of the line. */
function argumentsOf({ flags, words }: CommandGrammar, depth: number): string {
  const positional = words === undefined ? [] : [quoted(`*: :${action(words)}`)];
  const lines = [...flags.flatMap(specs), ...positional].map((spec) => `  ${spec}`);
  return `shift ${depth} words\n(( CURRENT -= ${depth} ))\n_arguments \\\n${lines.join(' \\\n')}`;
}

/** `'(--lr --learning-rate)--lr=[step size]: :( )'`, one for each name of the flag. */
function specs({ names, help, value, optional, repeatable }: FlagGrammar): string[] {
  const exclusive = repeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  const taken = value === undefined ? '' : `${optional ? '::' : ':'} :${action(value)}`;
  // An optional value needs its `=`, so that it is not confused with the next word.
  const sign = value === undefined ? '' : optional ? '=-' : '=';
  return names.map((name) => quoted(`${exclusive}${name}${sign}[${escaped(help)}]${taken}`));
}

/** The action of _arguments for a value. */
function action({ words, list, paths }: Values): string {
  const items = words.map(escaped).join(' ');
  if (paths === 'directories') return '_files -/';
  if (paths === 'files') {
    return words.length === 0
      ? '_files'
      : `_alternative "names\\:dataset\\:(${items})" "files\\:file\\:_files"`;
  }
  return list && words.length > 0 ? ` _dnn_list ${items}` : words.length > 0 ? `(${items})` : '';
}

/** `'train:train a network'` for _describe. */
function described(word: string, help: string): string {
  return quoted(`${word}:${help.replaceAll(':', '\\:')}`);
}

/** Without what means something in a specification of _arguments. */
function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&');
}
