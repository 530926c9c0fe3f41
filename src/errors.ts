/** The one error that a user can cause, and the exit codes of the command line. It prints nothing. */
import { brief, withoutPasswords } from './visible.js';

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

/** The kind of a DnnError: the names of the exit codes. */
export type ErrorCode = keyof typeof EXIT_CODES;

/** The option whose value an error is about, so that whoever knows where it was written can say so. */
export interface OptionFault {
  /** As options are named in code and config files: `learningRate`. */
  readonly name: string;
  /** The problem with the value: the error's message without the option. */
  readonly problem: string;
  /** The value as text; undefined for a flag that takes none. */
  readonly value?: string | undefined;
}

/** The parts of an error that few have. */
export interface DnnErrorParts {
  readonly option?: OptionFault;
  readonly details?: readonly string[];
}

/**
 * A problem that its reader can solve. `message` says what was wrong, where, and what was expected;
 * `hint` says what to do next. Passwords in addresses are left out of both.
 */
export class DnnError extends Error {
  override readonly name = 'DnnError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly option: OptionFault | undefined;
  /** The message line by line: `details`, such as the failure of each mirror, stand below the first. */
  readonly lines: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    hint?: string,
    { option, details = [], ...options }: ErrorOptions & DnnErrorParts = {},
  ) {
    const lines = [message, ...details].map(withoutPasswords);
    super(lines.join('\n  '), options);
    this.code = code;
    this.hint = hint && withoutPasswords(hint);
    this.option = option;
    this.lines = lines;
  }

  /** The process's exit code for this error. */
  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}

/** The error itself, or as an internal one if it is a fault of the program. */
export function asDnnError(error: unknown): DnnError {
  if (error instanceof DnnError) return error;
  const fault = faultOfEnvironment(error as NodeJS.ErrnoException | undefined);
  if (fault) return new DnnError('io', ...fault, { cause: error });
  const exhausted = memoryError(error);
  if (exhausted) return exhausted;
  const message = error instanceof Error ? error.message : String(error);
  return new DnnError(
    'internal',
    `internal error: ${message}`,
    'This is a fault of dnn: please report it with what DNN_DEBUG=1 shows.',
  );
}

/** The message and hint of a fault that any call of the system may meet: the loading of a module, a relative path. */
function faultOfEnvironment(error: NodeJS.ErrnoException | undefined): [string, string] | undefined {
  if (error?.code === 'EMFILE' || error?.code === 'ENFILE') {
    return ['cannot open another file: too many open files', 'Raise the limit (ulimit -n).'];
  }
  if (error?.syscall !== 'uv_cwd') return undefined;
  return ['the working directory does not exist any more', 'Change to a directory that exists: cd'];
}

/** Messages of JavaScript engines that have no memory left, or no room for a text or an array so long. */
const EXHAUSTED =
  /allocation failed|allocate memory|Invalid (typed )?array length: \d{9}|Invalid string length|a string longer than/i;

/**
 * The error of an engine without memory, as one of what was being done at `where`; undefined for other errors. A reader
 * that takes whatever goes wrong for damage has it as the cause.
 */
export function memoryError(error: unknown, where?: string): DnnError | undefined {
  if (!(error instanceof Error) || (error instanceof DnnError && error.code === 'usage')) return undefined;
  if (error instanceof DnnError || !EXHAUSTED.test(error.message)) return memoryError(error.cause, where);
  const place = where === undefined ? '' : `${where}: `;
  const hint = 'Use a smaller file or fewer examples, or a machine with more memory.';
  return new DnnError('usage', `${place}not enough memory (${error.message})`, hint, { cause: error });
}

/** Runs `read`, at once or by a promise. @throws its errors, those of an engine without memory as {@link memoryError}. */
export function withinMemory<T>(where: string, read: () => T): T {
  const refuse = (error: unknown): never => {
    throw memoryError(error, where) ?? error;
  };
  try {
    const result = read();
    return result instanceof Promise ? (result.catch(refuse) as T) : result;
  } catch (error) {
    return refuse(error);
  }
}

/** A usage error about an option's value: `--layers 5,1: the input layer has 5 units`; without a value, the flag alone. */
export function optionError(name: string, value: unknown, problem: string, hint?: string): DnnError {
  const text = value === undefined ? undefined : String(value);
  const written = text === undefined ? flagOf(name) : `${flagOf(name)} ${brief(text)}`;
  return new DnnError('usage', `${written}: ${problem}`, hint, { option: { name, problem, value: text } });
}

/** `learningRate` → `--learning-rate` */
export function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
