/**
 * Guards whatever listens: it answers only to the names that it listens on, so that no page can reach it through a
 * name of its own (DNS rebinding), takes no request that a page of another origin sends, and no body over a bound.
 */
import type { Context, MiddlewareHandler, Next } from 'hono';
import { refusal, tryAgain } from './refusal.js';

/** The names and bounds of a server. */
export interface GuardSettings {
  /** The hosts that requests may name, in lower case and without a port: `localhost`, `127.0.0.1`, `[::1]`. */
  readonly names: ReadonlySet<string>;
  /** Bytes of a body, at most. */
  readonly bodyBytes: number;
}

/** Sites of requests that no other origin has sent, as browsers tell them; other clients tell none. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);

/** Bodies of at least so many bytes count, and so many of the largest may be held at a time. */
export const LARGE_BYTES = 2 ** 16;
const LARGEST_AT_A_TIME = 8;

/**
 * The guard that stands before all routes: 421 for another host, 403 for another origin, 413 for too large a body, 503
 * while others have too many bytes between them.
 */
export function guard({ names, bodyBytes }: GuardSettings): MiddlewareHandler {
  const bodies = new Bodies(bodyBytes);
  let known: string | undefined;
  return async (c, next) => {
    const authority = authorityOf(c.req.url);
    if (authority !== known && !names.has(hostOf(authority))) return wrongHost(names);
    known = authority;
    if (!isOwnOrigin(authority, c.req.header('origin'), c.req.header('sec-fetch-site'))) return otherOrigin();
    const given = c.req.header('content-length');
    const isUnknown = given === undefined && c.req.header('transfer-encoding') !== undefined;
    const length = isUnknown ? bodyBytes : Number(given ?? 0);
    if (length > bodyBytes) return tooLarge(bodyBytes);
    return length < LARGE_BYTES && !isUnknown ? next() : bodies.count(c, next);
  };
}

/** The large bodies that are held, counted as they arrive: one that is only announced takes nothing from others. */
class Bodies {
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Answers a request while its body counts. */
  async count(c: Context, next: Next): Promise<void> {
    const body = c.req.raw.body;
    if (body === null) return next();
    let [own, charged] = [0, 0];
    let refused: Response | undefined;
    const take = ({ length }: Uint8Array) => {
      own += length;
      const more = own < LARGE_BYTES ? 0 : own - charged;
      if (own > this.#most) refused = tooLarge(this.#most);
      else if (this.#held + more > LARGEST_AT_A_TIME * this.#most)
        refused = tryAgain('too many large bodies are being read');
      else {
        this.#held += more;
        charged += more;
      }
      return refused === undefined;
    };
    const init = { body: whileTaken(body, take), duplex: 'half' };
    c.req.raw = new Request(c.req.raw, init as RequestInit);
    try {
      await next();
    } finally {
      this.#held -= charged;
    }
    if (refused === undefined) return;
    c.res = undefined;
    c.res = refused;
  }
}

/** The pieces of a body until `take` refuses one, which is an error to its reader. */
function whileTaken(
  body: ReadableStream<Uint8Array>,
  take: (piece: Uint8Array) => boolean,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) controller.close();
      else if (take(value)) controller.enqueue(value);
      else controller.error(new Error('the body is refused'));
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** `127.0.0.1:8080` of `http://127.0.0.1:8080/predict`. */
function authorityOf(url: string): string {
  const start = url.indexOf('//') + 2;
  const end = url.indexOf('/', start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

/** The host without its port and without the dot that ends a whole name. */
export function hostOf(authority: string): string {
  return authority.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}

/** True if no browser says that a page of another origin asks. */
function isOwnOrigin(authority: string, origin: string | undefined, site: string | undefined): boolean {
  if (site !== undefined && !OWN_SITES.has(site)) return false;
  // A proxy before the server may speak https.
  return origin === undefined || origin === `http://${authority}` || origin === `https://${authority}`;
}

function wrongHost(names: ReadonlySet<string>): Response {
  const known = [...names].slice(0, 10).join(', ');
  return refusal(421, `this server does not answer to that host name: it is called ${known}`);
}

function otherOrigin(): Response {
  return refusal(403, 'requests of pages of another origin are refused');
}

function tooLarge(bytes: number): Response {
  return refusal(413, `the body has more than ${bytes} bytes`, 'Send it in parts.');
}
