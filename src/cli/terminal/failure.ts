/** The end of a failed command: one clear message and an exit code, no stack trace. */
import { asDnnError } from '../../errors.js';
import { errorEvent, jsonLine } from '../../report/terminal/jsonl.js';
import { visible, withoutPasswords } from '../../visible.js';
import type { Console } from './console.js';

/** Prints the error, as an event too where `json` is true, and returns the exit code; DNN_DEBUG=1 adds the stack trace. */
export function reportError(error: unknown, console: Console, json: boolean): number {
  const known = asDnnError(error);
  if (json) console.print(jsonLine(errorEvent(known)) as string);
  console.error(known);
  if (process.env.DNN_DEBUG === '1') process.stderr.write(`${stackOf(error)}\n`);
  return known.exitCode;
}

/** Indented, so that no line of a message can pass for another message. */
function stackOf(error: unknown): string {
  const stack = String((error as Error | undefined)?.stack ?? error);
  return stack
    .split('\n')
    .map((line) => `    ${visible(withoutPasswords(line.trim()))}`)
    .join('\n');
}
