/** The address of a server: the options that choose it, and the names by which it may be called there. */
import { hostname, networkInterfaces } from 'node:os';
import { type Kind, list, TEXT, wholeNumber } from '../../train/options/kinds.js';
import { option, type ValuesOf } from '../../train/options/option.js';

const HOST_PATTERN = /^(\[[0-9a-f:.]+\]|[0-9a-z_]([0-9a-z_.-]*[0-9a-z_])?)$/i;
/** The name or address of a host, without a port. */
const HOST_NAME: Kind<string> = {
  expected: 'the name or address of a host, without a port',
  schema: { type: 'string', pattern: HOST_PATTERN.source },
  read: (text) => (HOST_PATTERN.test(text) ? text.toLowerCase() : undefined),
};

/** Seconds within which a request has to arrive, and a client has to read on in its answer. */
export const USUAL_WAIT = 60;

/** The options of every command that listens. */
export const ADDRESS_OPTIONS = {
  host: option<string>(
    { ...TEXT, expected: 'a name or an address of this machine' },
    {
      flags: '--host <address>',
      help: 'the address to listen on: 0.0.0.0 or :: for all of this machine, which others then reach',
      default: '127.0.0.1',
    },
  ),
  port: option<number>(wholeNumber(0, 65_535), {
    flags: '--port <n>',
    help: 'the port to listen on; 0 for any that is free',
    default: 8080,
  }),
  allowHost: option<string[]>(list(HOST_NAME), {
    flags: '--allow-host <name>',
    help: 'a further name that requests may call the server by, such as that of a proxy before it; repeatable',
    default: [],
    defaultHelp: 'the names and addresses of --host',
    repeatable: true,
  }),
};

/** The values of {@link ADDRESS_OPTIONS}. */
export type AddressValues = ValuesOf<typeof ADDRESS_OPTIONS>;

/** The names of this machine to itself, which no other machine's name can stand for. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** The addresses that stand for all of a machine's. */
const ALL = ['0.0.0.0', '::'];

/** The names that a server on this address answers to, in lower case: of all addresses those of the machine. */
export function namesOf({ host, allowHost }: AddressValues): ReadonlySet<string> {
  const own = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const isLoopback = LOOPBACK.includes(own) || own === '::1' || /^127\./.test(own);
  const shown = ALL.includes(own) ? machineNames() : [bracketed(own)];
  return new Set([...shown, ...(isLoopback || ALL.includes(own) ? LOOPBACK : []), ...allowHost]);
}

/** The name of this machine and its addresses. */
function machineNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return [
    hostname().toLowerCase(),
    ...addresses.map(({ address }) => bracketed(address.replace(/%.*$/, ''))),
  ];
}

/** An address as URLs have it: `[::1]`. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
