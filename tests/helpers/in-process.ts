/**
 * Commands that run in the tests' own process, which costs a tenth of starting one: for what a command says and writes.
 * All that concerns the process itself (signals, streams, memory, its age, threads that die) is tested through the built
 * command.
 */
import { Readable, Writable } from 'node:stream';
import { vi } from 'vitest';
import { main } from '../../src/cli/main.js';
import { Console } from '../../src/cli/terminal/console.js';
import { noteInputs } from '../../src/disk/inputs.js';
import { ENVIRONMENT, type Result, type Variables, Workspace } from './cli.js';

/** Commands share the directory, the variables and the streams of this process: one runs after the other. */
let turn: Promise<unknown> = Promise.resolve();

export class InProcess extends Workspace {
  /** Runs `dnn` in here, with nothing on standard input. Options for Node.js need a process of their own. */
  override dnn(args: readonly string[], env: Variables = {}): Promise<Result> {
    if (env.NODE_OPTIONS !== undefined) return this.ownProcess(args, env);
    const result = turn.then(() => this.#inside(args, env));
    turn = result.catch(() => {});
    return result;
  }

  async #inside(args: readonly string[], env: Variables): Promise<Result> {
    const [directory, variables, listeners] = [process.cwd(), process.env, process.listeners('exit')];
    const [stdout, stderr] = [new Captured(), new Captured()];
    const streams = [
      vi.spyOn(process, 'stdout', 'get').mockReturnValue(stdout as unknown as typeof process.stdout),
      vi.spyOn(process, 'stderr', 'get').mockReturnValue(stderr as unknown as typeof process.stderr),
      vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([]) as unknown as typeof process.stdin),
    ];
    process.chdir(this.path);
    process.env = { ...ENVIRONMENT, ...env };
    noteInputs();
    try {
      const code = (await main(args, new Console())) ?? 0;
      for (const end of process.listeners('exit')) if (!listeners.includes(end)) end(code);
      return { code, signal: null, stdout: stdout.text, stderr: stderr.text };
    } finally {
      noteInputs(false);
      process.env = variables;
      process.chdir(directory);
      for (const stream of streams) stream.mockRestore();
    }
  }
}

/** A stream that is no terminal and keeps what is written to it. */
class Captured extends Writable {
  text = '';

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(text: string | Uint8Array, _: string, done: () => void): void {
    this.text += typeof text === 'string' ? text : Buffer.from(text).toString();
    done();
  }
}
