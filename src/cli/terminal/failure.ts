/** The end of a failed command: one clear message and an exit code, no stack trace. */
import { asDnnError, brief } from '../../errors.js';
import { errorEvent, jsonLine } from '../../report/terminal/jsonl.js';
import type { Console } from './console.js';

export interface ErrorReport {
  /** True if the run logs JSON events: the error is then an event, too. */
  json: boolean;
}

/** Prints the error and returns the exit code; DNN_DEBUG=1 adds the stack trace. */
export function reportError(error: unknown, console: Console, { json }: ErrorReport): number {
  const known = asDnnError(error);
  const message = shortened(known.message);
  const hint = known.hint && shortened(known.hint);
  if (json) console.print(jsonLine(errorEvent({ code: known.code, message, hint })) as string);
  console.error(message, hint);
  if (process.env.DNN_DEBUG === '1') process.stderr.write(`${(error as Error).stack ?? error}\n`);
  return known.exitCode;
}

/** `text` with overlong words cut, so that a quoted value does not bury the message. */
function shortened(text: string): string {
  return text.replace(/\S+/g, brief);
}
