/** `dnn completion`: a script that has a shell complete dnn's commands, flags, values and files. */
import { DnnError } from '../../errors.js';
import { suggestion } from '../../suggest.js';
import type { CommandName } from '../../train/options/options.js';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { type CommandGrammar, grammar, SHELLS } from '../completion/grammar.js';
import { zshScript } from '../completion/zsh.js';
import type { CommandSpec, GeneralFlag } from '../options/command-spec.js';
import type { Run } from '../options/invocation.js';

const SCRIPTS: Record<(typeof SHELLS)[number], (commands: readonly CommandGrammar[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** The command, for the table that it stands in itself, and the flags of all commands. */
export function completionOf(
  commands: Readonly<Record<CommandName, CommandSpec>>,
  general: readonly GeneralFlag[],
): Run {
  return async ({ console, words: [shell] }) => {
    const name = SHELLS.find((each) => each === shell);
    if (name === undefined) {
      throw new DnnError('usage', `dnn completion knows no shell "${shell}"`, suggestion(shell, SHELLS));
    }
    console.print(SCRIPTS[name](grammar(commands, general)).trimEnd());
  };
}
