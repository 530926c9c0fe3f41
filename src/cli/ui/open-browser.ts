/** The reader's own browser, opened by the system's program for that, without a shell. */
import { spawn } from 'node:child_process';

/** The program and the words before the address, by system. */
const OPENERS: Readonly<Record<string, readonly [program: string, ...words: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
const OTHER = ['xdg-open'] as const;

/** Opens `url`, and calls `failed` with the reason where that is not possible; nobody waits for either. */
export function openBrowser(url: string, failed: (reason: string) => void): void {
  const [program, ...words] = OPENERS[process.platform] ?? OTHER;
  const child = spawn(program, [...words, url], { stdio: 'ignore', detached: true });
  child.on('error', (error: NodeJS.ErrnoException) => {
    failed(error.code === 'ENOENT' ? `there is no ${program}` : error.message);
  });
  child.on('exit', (code) => {
    if (code !== 0 && code !== null) failed(`${program} ended with ${code}`);
  });
  child.unref();
}
