/** `dnn completion`: a script that has a shell complete dnn's commands, flags, values and files. */
import { DnnError } from '../../errors.js';
import { suggestion } from '../../suggest.js';
import type { Code, Declaration, GeneralFlag } from '../command.js';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { type CommandGrammar, grammar, SHELLS } from '../completion/grammar.js';
import { zshScript } from '../completion/zsh.js';

const SCRIPTS: Record<(typeof SHELLS)[number], (commands: readonly CommandGrammar[]) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** The command, for the table that it stands in itself, and the flags of all commands. */
export function completionOf(
  commands: readonly Declaration[],
  general: readonly GeneralFlag[],
): Code<Readonly<Record<string, never>>> {
  const run: Code['run'] = async ({ console, words: [shell] }) => {
    const name = SHELLS.find((each) => each === shell);
    if (name === undefined) {
      throw new DnnError('usage', `dnn completion knows no shell "${shell}"`, suggestion(shell, SHELLS));
    }
    console.draw(SCRIPTS[name](grammar(commands, general)).trimEnd());
  };
  return { run };
}
