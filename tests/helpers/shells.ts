/** Interactive shells on a terminal of their own (util-linux's `script`), asked what they complete a line to. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENT } from './cli.js';

export type ShellName = 'bash' | 'zsh' | 'fish';

export interface Shell {
  /** Returns the words that the shell offers for the last word of `line`, sorted. */
  offers(line: string): Promise<string[]>;
  close(): void;
}

/** Whether the shell, and what its terminal needs, are here. */
export function hasShell(name: ShellName): boolean {
  const works = (program: string) => spawnSync(program, ['--version']).status === 0;
  return works(name) && (name === 'fish' || works('script'));
}

/** A shell in `directory` with the completion `script` loaded. */
export async function openShell(name: ShellName, script: string, directory: string): Promise<Shell> {
  const path = join(directory, '..', `dnn.${name}`);
  writeFileSync(path, script);
  return name === 'fish' ? fish(path, directory) : openTerminal(name, path, directory);
}

/** fish answers such questions itself. */
function fish(path: string, directory: string): Shell {
  const home = join(directory, '..', 'home');
  mkdirSync(home, { recursive: true });
  return {
    offers: async (line) => {
      const script = `source ${path}; complete -C "$LINE"`;
      const env = { ...ENVIRONMENT, HOME: home, LINE: line };
      const { stdout, stderr } = spawnSync('fish', ['-N', '-c', script], {
        cwd: directory,
        encoding: 'utf8',
        env,
      });
      if (stderr !== '') throw new Error(stderr);
      const offers = stdout.split('\n').filter((offer) => !/^$|^--[\w-]+=(\t|$)/.test(offer));
      return offers.map((offer) => bare(offer.split('\t')[0])).sort();
    },
    close: () => {},
  };
}

/** ALT-* inserts all that is offered, as readline has it; what `dnn` is then called with is printed. */
const SETUP = {
  bash: (path: string) => `source ${path}`,
  zsh: (path: string) => `autoload -Uz compinit; compinit -u -D; source ${path}
zle -C all-matches complete-word _generic; bindkey '\\e*' all-matches
zstyle ':completion:all-matches:*' insert true; zstyle ':completion:all-matches::::' completer _all_matches _complete`,
} as const;
const PROGRAM = { bash: 'bash --norc --noprofile -i', zsh: 'zsh -f -i' } as const;

async function openTerminal(name: 'bash' | 'zsh', path: string, directory: string): Promise<Shell> {
  const terminal = new Terminal(PROGRAM[name], directory);
  await terminal.ask("PS1='REA''DY:'; PS2=");
  const lines = [...SETUP[name](path).split('\n'), `dnn() { printf '<%s>\\n' "$@" 'DO''NE'; }`];
  for (const line of lines) await terminal.ask(line);
  return {
    offers: async (line) => {
      const typed = line.split(' ').slice(1, -1);
      // A shell that has nothing to insert may draw its prompt again before Enter.
      const printed = await terminal.ask(`${line}\x1b*`, /<DONE>[\s\S]*READY:/);
      const words = [...printed.matchAll(/^<(.*)>\r?$/gm)].map(([, word]) => word).slice(0, -1);
      return words
        .slice(typed.length)
        .map(bare)
        .filter((word) => word !== bare(line.split(' ').at(-1) as string))
        .sort();
    },
    close: () => terminal.close(),
  };
}

/** Without the flag in front of a value. */
function bare(word: string): string {
  return word.replace(/^--[\w-]+=/, '');
}

class Terminal {
  readonly #child: ChildProcessWithoutNullStreams;
  #text = '';
  #wake: () => void = () => {};
  #ended = false;

  constructor(program: string, directory: string) {
    const env = { ...ENVIRONMENT, TERM: 'dumb', COLUMNS: '400', SHELL: '/bin/sh' };
    this.#child = spawn('script', ['-qec', `stty cols 400; exec ${program}`, '/dev/null'], {
      cwd: directory,
      env,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#text += text;
        this.#wake();
      });
    this.#child.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Types `line` and Enter; what is printed until the next prompt, or whatever is the end. */
  async ask(line: string, end = /READY:/): Promise<string> {
    this.#text = '';
    this.#child.stdin.write(`${line}\n`);
    while (!end.test(this.#text)) {
      if (this.#ended) throw new Error(`the shell has ended: ${this.#text}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#text;
  }

  close(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }
}
