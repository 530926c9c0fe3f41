/** Connections to a queue's server: their settings, how its absence is told, and its errors. */
import { DnnError } from '../../errors.js';
import { PASSWORD_VARIABLE, type QueueUrl } from '../queue-url.js';

/** Takes the news of a server that is away, with the reason, and of one that is back, without. */
export type OnAway = (reason: string | undefined) => void;

/** The first time that a server may be away before it is told, and the time until it is told again, in milliseconds. */
const TOLD_AFTER = [2000, 60_000] as const;

/** The server's absence as the connections see it: told when it lasts, again now and then, and when it ends. */
export class Absence {
  readonly #onAway: OnAway;
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;
  #isClosed = false;

  constructor(onAway: OnAway) {
    this.#onAway = onAway;
  }

  away(reason: string): void {
    if (this.#timer || this.#isClosed) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#isTold = true;
        this.#onAway(reason);
      },
      TOLD_AFTER[this.#isTold ? 1 : 0],
    ).unref();
  }

  back(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isTold && !this.#isClosed) this.#onAway(undefined);
    this.#isTold = false;
  }

  /** Tells no more. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }
}

/** The longest wait between two attempts to connect again to Redis, in milliseconds. */
const LONGEST_WAIT = 5000;

/** Settings of every connection to Redis: commands wait for a server that is away. */
export const REDIS_OPTIONS = {
  maxRetriesPerRequest: null,
  connectTimeout: 10_000,
  keepAlive: 10_000,
  // A server that does not answer a command for so long has the connection made anew.
  socketTimeout: 60_000,
  retryStrategy: (times: number) => Math.min(100 * 2 ** times, LONGEST_WAIT),
};

/** Settings of every connection to PostgreSQL. */
export const POSTGRES_OPTIONS = {
  keepAlive: true,
  connectionTimeoutMillis: 10_000,
  application_name: 'dnn',
};

/** Why a connection fails, by the code of the system or of PostgreSQL; Redis has its own first in the message. */
const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ECONNREFUSED: ['nothing listens there', 'Start the server, or check host and port.'],
  ENOTFOUND: ['there is no host of this name', 'Check the name of the host.'],
  EAI_AGAIN: ['the name of the host cannot be looked up', 'Check the name of the host, and the network.'],
  ETIMEDOUT: ['it does not answer', 'Check host, port and firewalls.'],
  EHOSTUNREACH: ['the host cannot be reached', 'Check the network and the name of the host.'],
  ENETUNREACH: ['the network cannot be reached', 'Check the network.'],
  ECONNRESET: [
    'it ended the connection',
    'Check host and port, and whether the server expects TLS (rediss://, ?sslmode=require).',
  ],
  WRONGPASS: ['it refuses the password', `Give the right one: ${PASSWORD_VARIABLE}=… in the environment.`],
  NOAUTH: ['it wants a password', `Give it as ${PASSWORD_VARIABLE}=… in the environment.`],
  NOPERM: ['its user may not use queues', 'Allow the user all commands on the keys dnn:*.'],
  28000: ['it refuses the user', 'Check the user in the URL, and the rules of pg_hba.conf.'],
  '28P01': ['it refuses the password', `Give the right one: ${PASSWORD_VARIABLE}=… in the environment.`],
  '3D000': ['it has no database of this name', 'Make it first (createdb), or name another in the URL.'],
  42501: ['its user may not make tables', 'Let the user make schemas: GRANT CREATE ON DATABASE …'],
};

/** The error of a first connection, which says what to do. */
export function refused(error: NodeJS.ErrnoException, { text }: QueueUrl): DnnError {
  const [reason, hint] = REASONS[codeOf(error)] ?? [
    messageOf(error),
    'Check the URL, and whether the server runs.',
  ];
  return new DnnError('io', `cannot use the queue ${text}: ${reason}`, hint, { cause: error });
}

/** The code of an error, of its cause, or of the first of several. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code, errors, cause } = error as { code?: string; errors?: unknown[]; cause?: unknown };
  const word = /^(WRONGPASS|NOAUTH|NOPERM|OOM|READONLY)\b/.exec(error.message)?.[1];
  if (word !== undefined) return word;
  if (code === 'EPIPE' || /connection (is closed|terminated)/i.test(error.message)) return 'ECONNRESET';
  return code ?? (/time(d )?out/i.test(error.message) ? 'ETIMEDOUT' : codeOf(errors?.[0] ?? cause));
}

/** The reason in an error of a connection, in a few words. */
export function messageOf(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code]?.[0] ?? ((error as Error).message || code || 'the connection failed');
}

/** The system's codes of connections that fail, and those of PostgreSQL: shutdown, start, too many connections. */
const AWAY = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOST\w+|ENET\w+|ENOTFOUND|EAI_AGAIN|08...|57P0[1-5]|53300)$/;

/** True for errors of the connection, which a later attempt may not meet. */
export function isAway(error: unknown): boolean {
  const words = /connection (terminated|ended)|not queryable|client has encountered a connection error/i;
  return AWAY.test(codeOf(error)) || words.test((error as Error).message);
}

/** True for tables, schemas, functions or databases that are there no more. */
export function isLost(error: unknown): boolean {
  return ['42P01', '3F000', '42883', '3D000'].includes(codeOf(error));
}

/** The time that the end waits for a server that may be away, in milliseconds. */
const LONGEST_END = 3000;

/** Waits for the end of work, but not for long, and not for its success. */
export async function inTime(work: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, LONGEST_END);
  });
  await Promise.race([work?.catch(() => {}), limit]);
  clearTimeout(timer);
}
