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

  constructor(address: string, store: QueueUrl['store']) {
    this.text = withoutPasswords(address);
    this.store = store;
    this.#address = address;
  }

  /** The address with its password, for the client that connects. It is in no JSON of this object. */
  get address(): string {
    return this.#address;
  }
}

/** @throws DnnError (usage) that quotes no password. */
export function parseQueueUrl(text: string): QueueUrl {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  const store = STORES[scheme?.toLowerCase() as keyof typeof STORES];
  if (store !== undefined && URL.canParse(text) && new URL(text).host !== '')
    return new QueueUrl(text, store);
  const hint = meant(text, scheme, store !== undefined);
  throw new DnnError('usage', `expected the address of a queue: ${QUEUE_FORMS}`, hint);
}

function meant(text: string, scheme: string | undefined, isKnown: boolean): string | undefined {
  if (scheme === undefined) {
    const address = `redis://${text}`;
    return URL.canParse(address) ? `Did you mean ${withoutPasswords(address)}?` : undefined;
  }
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
  return new QueueUrl(url.href, queue.store);
}
