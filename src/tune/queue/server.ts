/** Connections to a queue's server: their settings, and its errors. */
import type { EventEmitter } from 'node:events';
import { DnnError } from '../../errors.js';
import { PASSWORD_VARIABLE, type QueueUrl } from '../queue-url.js';
import type { Reason } from './absence.js';

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
  verify,
};

/**
 * Has somebody listen to the errors of a new connection. One that is lost while it is held, between two queries, would end
 * the process otherwise; the next query fails, and is tried again.
 */
function verify(client: EventEmitter, done: () => void): void {
  client.on('error', () => {});
  done();
}

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
  NODB: ['it has no database of this number', 'Name one that it has: its setting databases says how many.'],
  NOPERM: ['its user may not use queues', 'Allow the user all commands on the keys dnn:*.'],
  28000: ['it refuses the user', 'Check the user in the URL, and the rules of pg_hba.conf.'],
  '28P01': ['it refuses the password', `Give the right one: ${PASSWORD_VARIABLE}=… in the environment.`],
  '3D000': ['it has no database of this name', 'Make it first (createdb), or name another in the URL.'],
  42501: ['its user may not make tables', 'Let the user make schemas: GRANT CREATE ON DATABASE …'],
  OOM: ['its memory is full', 'Raise maxmemory, or remove what nobody needs.'],
  MISCONF: ['it cannot save what it takes', 'Look at its log: its disk may be full.'],
  NOREPLICAS: ['too few replicas are connected to it', 'Connect them, or lower min-replicas-to-write.'],
  READONLY: ['it is a replica, which takes no writes', 'Name the primary server in the URL.'],
  MASTERDOWN: ['its primary server is away', 'Wait, or name another server in the URL.'],
  25006: ['it takes no writes now', 'Name the primary server in the URL, or end its read-only mode.'],
  53100: ['its disk is full', 'Free some space on its disk.'],
  53200: ['its memory is full', 'Give the server more memory.'],
};

/** The error of a server that does not let us in, or not any more; it says what to do. */
export function refused(error: unknown, { text }: QueueUrl): DnnError {
  if (error instanceof DnnError) return error;
  const { reason, hint = 'Check the URL, and whether the server runs.' } = reasonOf(error);
  return new DnnError('io', `cannot use the queue ${text}: ${reason}`, hint, { cause: error });
}

/** The first word of an error of Redis that says something of its state. */
const REDIS_CODE = /^(WRONGPASS|NOAUTH|NOPERM|OOM|MISCONF|NOREPLICAS|READONLY|MASTERDOWN|LOADING|BUSY)\b/;

/** The code of an error, of its cause, or of the first of several. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code, cause, ...parts } = error as {
    code?: string;
    errors?: unknown[];
    previousErrors?: unknown[];
    cause?: unknown;
  };
  const { message } = error;
  const word = REDIS_CODE.exec(message)?.[1];
  if (word !== undefined) return word;
  if (/DB index is out of range/.test(message)) return 'NODB';
  // The client of PostgreSQL, asked for a password that it was not given.
  if (/password must be a string/.test(message)) return 'NOAUTH';
  if (code === 'EPIPE' || /connection (is closed|terminated)/i.test(message)) return 'ECONNRESET';
  const [first] = parts.errors ?? parts.previousErrors ?? [];
  return code ?? (/time(d )?out/i.test(message) ? 'ETIMEDOUT' : codeOf(first ?? cause));
}

/** Why an error of a connection happened, in a few words, and what helps where that is known. */
export function reasonOf(error: unknown): Reason {
  const code = codeOf(error);
  const [reason, hint] = REASONS[code] ?? [];
  return { reason: reason ?? ((error as Error).message || code || 'the connection failed'), hint };
}

/** The system's codes of connections that fail, and those of PostgreSQL: shutdown, start, too many connections. */
const AWAY = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOST\w+|ENET\w+|ENOTFOUND|EAI_AGAIN|08...|57P0[1-5]|53300)$/;

/** True for errors of the connection, which a later attempt may not meet. */
export function isAway(error: unknown): boolean {
  const words = /connection (terminated|ended)|not queryable|client has encountered a connection error/i;
  return AWAY.test(codeOf(error)) || words.test((error as Error).message);
}

/** True for the answer of a server that takes no writes now: its memory or disk is full, its replicas or its primary are away. */
export function isRefusal(error: unknown): boolean {
  return /^(OOM|MISCONF|NOREPLICAS|READONLY|MASTERDOWN|LOADING|BUSY|25006|53[124]00|58030)$/.test(
    codeOf(error),
  );
}

/** True for tables, schemas, functions or databases that are there no more. */
export function isLost(error: unknown): boolean {
  return ['42P01', '3F000', '42883', '3D000'].includes(codeOf(error));
}

/** The time that the end waits for a server that may be away, in milliseconds. */
const LONGEST_END = 3000;

/** Waits for the end of work, but not for long, and not for its success. */
export async function inTime(work: Promise<unknown> | undefined, milliseconds = LONGEST_END): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work?.catch(() => {}), limit]);
  clearTimeout(timer);
}
