/** The address of a queue's server, of which no message, file or log shows the password. */
import { DnnError } from '../../errors.js';
import type { Parsed } from '../../train/options/kinds.js';

export type ServerKind = 'redis' | 'postgres';

/** A server that holds queues. */
export interface QueueAddress extends Parsed {
  readonly kind: ServerKind;
  /** The whole URL, for the connection alone. It is not enumerable, so that no JSON has it. */
  readonly url: URL;
}

const KINDS: Readonly<Record<string, ServerKind>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};
/** The variable that has the password of a URL that has none. */
export const PASSWORD_VARIABLE = 'DNN_QUEUE_PASSWORD';

/** Reads the URL of a server. @throws DnnError (usage) without the password. */
export function parseQueueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const kind = url && KINDS[url.protocol];
  const hint = 'Such as redis://localhost:6379, rediss://host, or postgres://user@host/database.';
  if (url === undefined || kind === undefined || url.hostname === '')
    throw new DnnError(
      'usage',
      `${withoutPassword(text)}: expected the URL of a Redis or PostgreSQL server`,
      hint,
    );
  return addressOf(kind, url);
}

/** The address with the password of `environment` if its URL has none. */
export function withPassword(
  address: QueueAddress,
  environment: Readonly<Record<string, string | undefined>>,
): QueueAddress {
  const password = environment[PASSWORD_VARIABLE];
  if (!password || address.url.password !== '') return address;
  const url = new URL(address.url);
  url.password = encodeURIComponent(password);
  return addressOf(address.kind, url);
}

function addressOf(kind: ServerKind, url: URL): QueueAddress {
  const address = { kind, text: withoutPassword(url.href) };
  return Object.defineProperty(address, 'url', { value: url }) as QueueAddress;
}

/** The text of a URL without its password, also if it is no valid one; other texts as they are. */
export function withoutPassword(text: string): string {
  const [, start, user, end] = /^(\w+:\/\/)([^/?#@:]*):.*@([^@]*)$/s.exec(text) ?? [];
  const plain = start === undefined ? text : `${start}${user === '' ? '' : `${user}@`}${end}`;
  return plain.replace(/([?&](?:password|sslpassword)=)[^&]*/gi, '$1…');
}
