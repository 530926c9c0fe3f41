/** The completion script for bash, 3.2 and later, without bash-completion. */
import {
  type CommandGrammar,
  type FlagGrammar,
  PROGRAM_FLAGS,
  quoted,
  type Topic,
  topics,
  type Values,
} from './grammar.js';

/**
 * The typed line is split at blanks, not at bash's own breaks (`=`, `:`, `@`). Offers then lose the part before such
 * a break again, because readline inserts them after it.
 */
const FRAME = `_dnn() {
  local line=\${COMP_LINE:0:COMP_POINT} typed cur flag command words='' list='' paths='' flags='' known=''
  read -ra typed <<<"$line"
  [[ $line == *[[:blank:]] ]] && typed+=('')
  local last=$((\${#typed[@]} - 1))
  cur=\${typed[last]} flag=\${typed[last - 1]} command=\${typed[1]}
  if [[ $cur == --*=* ]]; then flag=\${cur%%=*} cur=\${cur#*=}; fi
  COMPREPLY=()
  if ((last < 2)); then
    words=@TOPICS@
    [[ $cur == -* ]] && words=@FLAGS@
    _dnn_offer "$words" "$cur"
    return
  fi
  case $command in
@GROUPS@
  esac
  case $command in
@COMMANDS@
  esac
  if [[ $cur == -* && -z $known ]]; then words=$flags list='' paths=''; fi
  local done=''
  [[ -n $list && $cur == *,* ]] && done=\${cur%,*},
  _dnn_offer "$words" "\${cur#"$done"}" "$done"
  [[ $paths == files ]] && _dnn_paths -f "$cur"
  [[ $paths == directories ]] && _dnn_paths -d "$cur"
}

_dnn_offer() {
  local word IFS=$' \\t\\n'
  for word in $(compgen -W "$1" -- "$2"); do COMPREPLY+=("$(_dnn_behind "$3$word" "$3$2")"); done
}

_dnn_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do COMPREPLY+=("$(_dnn_behind "$path" "$2")"); done < <(compgen "$1" -- "$2")
}

_dnn_behind() {
  local part=\${COMP_WORDS[COMP_CWORD]}
  [[ $part == [=:] ]] && part=''
  local before=\${2%"$part"}
  printf '%s\\n' "\${1#"$before"}"
}

complete -F _dnn dnn
`;

export function bashScript(commands: readonly CommandGrammar[]): string {
  const all = topics(commands);
  const groups = all.filter(({ inner }) => inner.length > 0);
  const parts = {
    TOPICS: quoted(all.map(({ word }) => word).join(' ')),
    FLAGS: quoted(namesOf(PROGRAM_FLAGS).join(' ')),
    GROUPS: groups.map(groupCase).join('\n'),
    COMMANDS: commands.map(commandCase).join('\n'),
  };
  return Object.entries(parts).reduce(
    (script, [name, text]) => script.replace(`@${name}@`, () => text),
    FRAME,
  );
}

/** Offers the commands of a group, or names the one that is typed. */
function groupCase({ word, own, inner }: Topic): string {
  const names = inner.map(({ path }) => path[1]);
  const offer = `_dnn_offer ${quoted(names.join(' '))} "$cur"`;
  if (own === undefined) {
    return `    ${word})
      if ((last < 3)); then
        ${offer}
        return
      fi
      command="${word} \${typed[2]}"
      ;;`;
  }
  return `    ${word})
      if ((last < 3)) && [[ $cur != -* ]]; then
        ${offer}
        return
      fi
      ((last > 2)) && case \${typed[2]} in ${names.join('|')}) command="${word} \${typed[2]}" ;; esac
      ;;`;
}

/** Sets what `$flag`'s value may be where it takes one, else what the command's words may be. */
function commandCase({ path, flags, words }: CommandGrammar): string {
  const cases = flags.flatMap(({ names, value, optional }) =>
    value === undefined
      ? []
      : [`        ${names.join('|')}) ${assignments(value)}${optional ? '' : ' known=1'} ;;`],
  );
  const other = words === undefined ? ':' : assignments(words);
  return `    ${quoted(path.join(' '))})
      flags=${quoted(namesOf(flags).join(' '))}
      case $flag in
${cases.join('\n')}
        *) ${other} ;;
      esac
      ;;`;
}

function assignments({ words, list, paths }: Values): string {
  return [
    `words=${quoted(words.join(' '))}`,
    ...(list ? ['list=1'] : []),
    ...(paths ? [`paths=${paths}`] : []),
  ].join(' ');
}

function namesOf(flags: readonly FlagGrammar[]): string[] {
  return flags.flatMap(({ names }) => names);
}
