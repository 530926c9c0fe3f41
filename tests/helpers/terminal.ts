/** A real terminal: a pane of tmux in which a shell waits for commands, and what can be seen there. */
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BIN, ENVIRONMENT, type Variables } from './cli.js';

const run = promisify(execFile);

export const HAS_TMUX = spawnSync('tmux', ['-V']).status === 0;
/** Where CI has installed it, no test may be skipped. */
if (!HAS_TMUX && process.env.DNN_REQUIRE_TMUX === '1') throw new Error('there is no tmux');

const PROMPT = '$ ';
/** How long a wait may take on a busy machine, and how often is looked. */
const PATIENCE = 80_000;
const LOOK_MILLISECONDS = 25;

export class Terminal {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** A pane of `columns` in the directory, in which `dnn` is the command; its server goes with it. */
  static async open(directory: string, columns: number, env: Variables = {}, rows = 50): Promise<Terminal> {
    const terminal = new Terminal(join(directory, `tmux-${columns}-${process.hrtime.bigint()}`));
    const variables = { ...ENVIRONMENT, TERM: 'xterm-256color', PS1: PROMPT, ...env };
    const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const size = ['-x', String(columns), '-y', String(rows)];
    // Before the first pane there is no server that could be told how long its history is.
    await terminal.#tmux(
      ...['start-server', ';', 'set', '-g', 'history-limit', '20000', ';', 'set', '-g', 'status', 'off', ';'],
      ...['new-session', '-d', ...size, '-c', directory, 'env', '-i', ...words, 'sh'],
    );
    await terminal.type(`dnn() { ${process.execPath} ${BIN} "$@"; }; clear`);
    await terminal.until((lines) => lines.join('') === PROMPT.trim());
    return terminal;
  }

  async #tmux(...words: string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-u', '-S', this.#socket, '-f', '/dev/null', ...words], {
      env: { ...ENVIRONMENT },
      maxBuffer: 2 ** 26,
    });
    return stdout;
  }

  /** Types a line and Enter. */
  async type(line: string): Promise<void> {
    await this.#tmux('send-keys', '-l', line);
    await this.press('Enter');
  }

  /** Presses keys by tmux's names: `C-c`. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys);
  }

  async resize(columns: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns));
  }

  /** The rows that are and were on the screen, without blanks at the ends. */
  async rows(): Promise<string[]> {
    return trimmed(await this.#tmux('capture-pane', '-p', '-S', '-'));
  }

  /** The same as lines, those joined again that the terminal had to break. */
  async lines(): Promise<string[]> {
    return trimmed(await this.#tmux('capture-pane', '-p', '-J', '-S', '-'));
  }

  /** The rows with the escape sequences that give them their colours. */
  async colours(): Promise<string[]> {
    return trimmed(await this.#tmux('capture-pane', '-p', '-e', '-S', '-'));
  }

  /** Where the cursor is, counted from 0, and whether it is to be seen. */
  async cursor(): Promise<{ column: number; row: number; visible: boolean }> {
    const format = '#{cursor_x} #{cursor_y} #{cursor_flag}';
    const [column, row, flag] = (await this.#tmux('display', '-p', format)).trim().split(' ').map(Number);
    return { column, row, visible: flag === 1 };
  }

  /** Waits until the rows are as they should be, and returns them. */
  async until(isThere: (rows: string[]) => boolean): Promise<string[]> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const rows = await this.rows();
      if (isThere(rows)) return rows;
      if (performance.now() > end) throw new Error(`never came; there is:\n${rows.slice(-60).join('\n')}`);
      await pause(LOOK_MILLISECONDS);
    }
  }

  /** Types a command and waits until the shell asks for the next; the prompt that it is typed at is no answer. */
  async run(command: string): Promise<string[]> {
    await this.#tmux('send-keys', '-l', command);
    await this.until((rows) => rows.at(-1) !== PROMPT.trim());
    await this.press('Enter');
    return this.until(isDone);
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server').catch(() => {});
  }
}

/** Whether the shell asks for a command, the second time at least. */
export function isDone(rows: readonly string[]): boolean {
  return rows.length > 1 && rows.at(-1) === PROMPT.trim();
}

function trimmed(text: string): string[] {
  const rows = text.split('\n').map((row) => row.trimEnd());
  while (rows.at(-1) === '') rows.pop();
  return rows;
}
