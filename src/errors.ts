/** The one error that a user can cause, and the exit codes of the command line. It prints nothing. */

/** Exit codes of the contract; 130 and 143 (signals) are the command line's own. */
export const EXIT_CODES = {
  internal: 1,
  usage: 2,
  data: 3,
  model: 4,
  diverged: 5,
  expectation: 6,
  io: 7,
} as const;

/** What kind of problem a DnnError is: the names of the exit codes. */
export type ErrorCode = keyof typeof EXIT_CODES;

/**
 * A problem that its reader can solve. `message` says what was wrong, where, and what was expected;
 * `hint` says what to do next.
 */
export class DnnError extends Error {
  override readonly name = 'DnnError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }

  /** The process's exit code for this error. */
  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}

/** The longest value that a message quotes, in characters. */
const QUOTED = 200;

/** `text` as a message quotes it: cut where it is long. */
export function brief(text: string): string {
  return text.length <= QUOTED ? text : `${text.slice(0, QUOTED)}…`;
}
