/** `dnn ui` as its users start it: a process that listens on a free port, and what it says. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { BIN, type Variables, type Workspace } from './cli.js';

export interface UiServer {
  readonly url: string;
  /** Returns all that it has written on stderr. */
  said(): string;
  /** Sends the signal and resolves with the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `dnn ui --port 0` in the workspace, and waits until it says where it is. */
export async function startUi(
  place: Workspace,
  args: readonly string[] = [],
  env: Variables = {},
): Promise<UiServer> {
  const child = place.spawn(process.execPath, [BIN, 'ui', '--port', '0', ...args], env);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const closed = once(child, 'close');
  const url = await addressIn(child, () => said);
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    const [code] = await closed;
    return code as number | null;
  };
  return { url, said: () => said, end };
}

/** The address that a server says, once it does. */
function addressIn(child: ChildProcessWithoutNullStreams, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stderr.on('data', () => {
      const [url] = /http:\/\/[^\s]+/.exec(said()) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.on('close', () => reject(new Error(`dnn ui has ended: ${said()}`)));
  });
}
