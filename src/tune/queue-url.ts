/** The address of a queue, whose password nobody sees: neither messages nor files nor JSON. */
import { DnnError } from '../errors.js';
import { nearest } from '../suggest.js';
import type { Parsed } from '../train/options/kinds.js';
import { withoutPasswords } from '../visible.js';

/** The stores that carry a queue, by the schemes of their addresses. */
const STORES = { redis: 'redis', rediss: 'redis', postgres: 'postgres', postgresql: 'postgres' } as const;

/** The forms of addresses, for messages and help. */
export const QUEUE_FORMS = 'redis://host:6379, rediss://… (with TLS) or postgres://host/database';

/** An address; `text` is the one without its password. */
export class QueueUrl implements Parsed {
  readonly text: string;
  readonly store: 'redis' | 'postgres';
  readonly #address: string;

  constructor(url: URL, store: QueueUrl['store']) {
    // Without blanks: what a message quotes of it is one word, whose password can be found.
    this.#address = url.href;
    this.text = withoutPasswords(url.href);
    this.store = store;
  }

  /** True if a password stands in it. */
  get hasPassword(): boolean {
    return this.text !== this.#address;
  }

  /** The address for a command that somebody pastes: the password comes from the environment there. */
  get pasted(): string {
    const url = new URL(this.#address);
    url.password = '';
    url.searchParams.delete('password');
    return url.href;
  }

  /** The number of the database, of an address of Redis. */
  get database(): number {
    return databaseOf(new URL(this.#address)) ?? 0;
  }

  /** The address with its password, for the client that connects. It is in no JSON of this object. */
  get address(): string {
    return this.#address;
  }
}

/** @throws DnnError (usage) that quotes nothing of the text: a password may stand anywhere in it. */
export function parseQueueUrl(text: string): QueueUrl {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  const store = STORES[scheme?.toLowerCase() as keyof typeof STORES];
  const url = store !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (store === 'redis' && url !== undefined && databaseOf(url) === undefined)
    throw new DnnError(
      'usage',
      'expected a number behind the host: a database of Redis has one, and no name',
      'Write redis://host:6379/1, or leave it out for database 0.',
    );
  if (store !== undefined && url !== undefined && url.host !== '') return new QueueUrl(url, store);
  const hint = meant(text, scheme, store !== undefined);
  throw new DnnError('usage', `expected the address of a queue: ${QUEUE_FORMS}`, hint);
}

/** The number of the database that an address of Redis names, 0 where it names none; undefined of what is no number. */
function databaseOf({ pathname, searchParams }: URL): number | undefined {
  const text = searchParams.get('db') ?? (pathname.slice(1) || '0');
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** A host, with a port or not: a text that has no place for a password. */
const HOST = /^[a-z][a-z0-9.-]{0,252}(:\d{1,5})?$/i;

function meant(text: string, scheme: string | undefined, isKnown: boolean): string | undefined {
  if (scheme === undefined) return HOST.test(text) ? `Did you mean redis://${text}?` : undefined;
  if (isKnown) return 'A password with signs such as / or @ is written in per cent: %2F, %40.';
  const near = nearest(scheme, Object.keys(STORES));
  return near === undefined ? undefined : `Did you mean ${near}://?`;
}

/** The variable that has the password of an address that has none. */
export const PASSWORD_VARIABLE = 'DNN_QUEUE_PASSWORD';

/** The address with the password of `environment`, if it has none itself. */
export function withPassword(
  queue: QueueUrl,
  environment: Readonly<Record<string, string | undefined>>,
): QueueUrl {
  const password = environment[PASSWORD_VARIABLE];
  const url = new URL(queue.address);
  if (!password || url.password !== '') return queue;
  url.password = encodeURIComponent(password);
  return new QueueUrl(url, queue.store);
}
