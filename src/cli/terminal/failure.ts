/** The end of a failed command: one clear message and an exit code, no stack trace. */
import { brief, DnnError, EXIT_CODES } from '../../errors.js';
import { jsonLine } from '../../report/terminal/jsonl.js';
import type { Console } from './console.js';

export interface ErrorReport {
  /** Whether the run logs JSON events: the error is then an event, too. */
  json: boolean;
}

/** Prints the error and returns the exit code; DNN_DEBUG=1 adds the stack trace. */
export function reportError(error: unknown, console: Console, { json }: ErrorReport): number {
  const known = error instanceof DnnError ? error : internalError(error);
  const { code } = known;
  const message = shortened(known.message);
  const hint = known.hint && shortened(known.hint);
  if (json) console.print(jsonLine({ event: 'error', code, message, ...(hint && { hint }) }) as string);
  console.error(message, hint);
  if (process.env.DNN_DEBUG === '1') process.stderr.write(`${(error as Error).stack ?? error}\n`);
  return error instanceof DnnError ? known.exitCode : EXIT_CODES.internal;
}

/** `text` with overlong words cut, so that a quoted value does not bury the message. */
function shortened(text: string): string {
  return text.replace(/\S+/g, brief);
}

function internalError(error: unknown): DnnError {
  const message = error instanceof Error ? error.message : String(error);
  return new DnnError(
    'internal',
    `internal error: ${message}`,
    'This is a fault of dnn: please report it with what DNN_DEBUG=1 shows.',
  );
}
