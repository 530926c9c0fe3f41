/**
 * Listens for HTTP requests until a signal comes, and then answers what is under way. Slow and silent clients lose
 * their connection in time; requests that are none get a status from Node.js itself.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { DnnError, optionError } from '../../errors.js';
import { refusal } from '../../serve/refusal.js';
import { shell } from '../../shell.js';
import type { Console } from '../terminal/console.js';
import { type AddressValues, bracketed, USUAL_WAIT } from './address.js';
import { Connections } from './connections.js';

/** Answers one request. */
export type Handler = (request: Request) => Response | Promise<Response>;

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Aborts when the server begins to end: answers without an end, such as streams of events, end by then. */
  readonly ending: AbortSignal;
  /** Resolves when the server has answered all after a signal. */
  readonly ended: Promise<void>;
}

/** Milliseconds within which a request's headers have to arrive, if it has no less time as a whole. */
const HEADERS_TIME = 10_000;
/** Milliseconds that a connection may be silent between requests. */
const IDLE_TIME = 65_000;
/** Milliseconds between two looks at what has taken too long. */
const CHECK_TIME = 1000;
/** Milliseconds that connections without a request stay open at the end: one may be on its way. */
const LINGER_TIME = 250;
/** Milliseconds after which the end waits for no client. */
const DRAIN_TIME = 30_000;
/** The most connections at a time. */
const CONNECTIONS = 4096;
const HEADERS = 100;

/**
 * Listens on the address of the options, and waits `wait` seconds for slow clients; a signal to the console ends it.
 * @throws DnnError: io where the port is taken or denied; usage for an address that is none.
 */
export async function listen(
  handler: Handler,
  address: AddressValues,
  console: Console,
  wait = USUAL_WAIT,
): Promise<Listening> {
  const respond = getRequestListener(handler, {
    hostname: bracketed(address.host),
    errorHandler: () => refusal(400, 'the request names no address that can be read'),
  });
  const server = createServer(
    {
      headersTimeout: Math.min(HEADERS_TIME, wait * 1000),
      requestTimeout: wait * 1000,
      connectionsCheckingInterval: CHECK_TIME,
    },
    (request, response) => {
      connections.add(response);
      respond(request, response);
    },
  );
  const connections = new Connections(server);
  restrict(server, connections, wait);
  await bound(server, address);
  const stop = new AbortController();
  const ended = new Promise<void>((resolve) => {
    console.onSignal((signal) => {
      console.remark(`${signal}: the server ends when all requests are answered.`);
      stop.abort();
      drain(server, connections, console, resolve);
    });
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${bracketed(address.host)}:${port}`, ending: stop.signal, ended };
}

/** Bounds what clients can hold: connections, headers, and the time in which they read and say nothing. */
function restrict(server: Server, connections: Connections, wait: number): void {
  server.keepAliveTimeout = IDLE_TIME;
  server.maxConnections = CONNECTIONS;
  server.maxHeadersCount = HEADERS;
  // A socket whose answer is not read is looked at twice before it counts as silent.
  server.timeout = (wait * 1000) / 2;
  server.on('timeout', (socket: Socket) => {
    const { bytesRead } = socket;
    // After long work there may be bytes that have not been read: timers come before them.
    setImmediate(() => {
      if (socket.bytesRead === bytesRead && !connections.isWaiting(socket)) socket.destroy();
    });
  });
  server.on('connect', (_: IncomingMessage, socket: Socket) => {
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n');
  });
}

/** Resolves when the server listens. @throws DnnError */
function bound(server: Server, address: AddressValues): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(faultOf(error, address)));
    server.listen({ host: address.host.replace(/^\[(.*)\]$/, '$1'), port: address.port }, () => {
      server.removeAllListeners('error');
      // Too many open files: clients wait until one is closed.
      server.on('error', () => {});
      resolve();
    });
  });
}

/** Errors of addresses by the system's code. */
const HOST_FAULTS: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'cannot listen there: it is no address of this machine',
  ENOTFOUND: 'cannot listen there: no host has this name',
  EAI_AGAIN: 'cannot listen there: the address of this name cannot be asked for',
};

function faultOf(error: NodeJS.ErrnoException, { host, port }: AddressValues): DnnError {
  const next = port < 65_535 ? port + 1 : port - 1;
  const taken = `port ${port} of ${host} is taken: another program listens there`;
  const end = shell`End it, or choose another: --port ${next}, or --port 0 for any that is free.`;
  const denied = `this user may not listen on port ${port}`;
  const { code = '', message } = error;
  if (code === 'EADDRINUSE') return new DnnError('io', taken, end, { cause: error });
  if (code === 'EACCES')
    return new DnnError('io', denied, 'Choose one above 1023, such as --port 8080.', { cause: error });
  const own = 'Give an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for all.';
  return optionError('host', host, HOST_FAULTS[code] ?? `cannot listen there: ${message}`, own);
}

/** Ends each connection when its request is answered, and after a moment takes no new one: some may be on their way. */
function drain(server: Server, connections: Connections, console: Console, ended: () => void): void {
  connections.end();
  const sweep = setInterval(() => connections.sweep(), LINGER_TIME);
  const last = setTimeout(() => {
    console.warn(`requests were not answered within ${DRAIN_TIME / 1000} s and are dropped.`);
    server.closeAllConnections();
  }, DRAIN_TIME);
  const over = () => {
    clearInterval(sweep);
    clearTimeout(last);
    ended();
  };
  // That of http.Server would close connections on which a request may be on its way.
  setTimeout(() => NetServer.prototype.close.call(server, over), LINGER_TIME);
}
