/** A web server on the loopback interface that serves bytes well or badly, and remembers what was asked of it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export class TestServer {
  /** Range header of every request, '' for none, by path. */
  private readonly log = new Map<string, string[]>();

  private constructor(
    private readonly server: Server,
    private readonly routes: Map<string, Handler>,
  ) {}

  static async start(): Promise<TestServer> {
    const server = createServer();
    const started = new TestServer(server, new Map());
    server.on('request', (request, response) => started.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  /** Answers requests for `path` by `handler`; returns the address. */
  serve(path: string, handler: Handler): string {
    this.routes.set(path, handler);
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  /** The Range headers ('' for none) of the requests for `path` so far, in order. */
  requests(path: string): string[] {
    return this.log.get(path) ?? [];
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.log.set(path, [...this.requests(path), request.headers.range ?? '']);
    const handler = this.routes.get(path) ?? status(404);
    // A client that hangs up while it is served is part of the tests.
    Promise.resolve(handler(request, response)).catch(() => response.destroy());
  }
}

/** Nothing but a status. */
export function status(code: number): Handler {
  return (_, response) => {
    response.writeHead(code).end('sorry');
  };
}

export function redirect(to: string): Handler {
  return (_, response) => {
    response.writeHead(302, { location: to }).end();
  };
}

/** All bytes, whatever Range is asked for; `headers` may lie. */
export function whole(bytes: Uint8Array, headers: Record<string, string | number> = {}): Handler {
  return (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length, ...headers }).end(bytes);
  };
}

/** All bytes without saying how many they are. */
export function chunked(bytes: Uint8Array): Handler {
  return (_, response) => {
    response.writeHead(200);
    response.write(bytes.subarray(0, bytes.length >> 1));
    response.end(bytes.subarray(bytes.length >> 1));
  };
}

/** The bytes from the Range asked for, as HTTP has it: 206, or 416 when there are none. */
export function ranged(bytes: Uint8Array): Handler {
  return (request, response) => {
    const body = head(bytes, request, response);
    response.end(body);
  };
}

/** As `ranged`, but the connection breaks after `count` bytes of the body. */
export function cut(bytes: Uint8Array, count: number): Handler {
  return async (request, response) => {
    await written(response, head(bytes, request, response).subarray(0, count));
    response.destroy();
  };
}

/** As `ranged`, but nothing follows after `count` bytes; with none, not even the status is sent. */
export function stall(bytes: Uint8Array, count: number): Handler {
  return (request, response) => {
    if (count > 0) response.write(head(bytes, request, response).subarray(0, count));
  };
}

/** As `ranged`, in pieces with a pause of `milliseconds` after each. */
export function trickle(bytes: Uint8Array, pieceBytes: number, milliseconds: number): Handler {
  return async (request, response) => {
    const body = head(bytes, request, response);
    for (let offset = 0; offset < body.length && !response.destroyed; offset += pieceBytes) {
      await written(response, body.subarray(offset, offset + pieceBytes));
      await sleep(milliseconds);
    }
    response.end();
  };
}

/** Sends the status and headers of a good answer, and returns the body that belongs to it. */
function head(bytes: Uint8Array, request: IncomingMessage, response: ServerResponse): Uint8Array {
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  if (start > 0 && start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` });
    return new Uint8Array(0);
  }
  const body = bytes.subarray(start);
  const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
  const headers = { 'content-length': body.length, 'accept-ranges': 'bytes' };
  if (from === undefined) response.writeHead(200, headers);
  else response.writeHead(206, { ...headers, 'content-range': range });
  return body;
}

function written(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
