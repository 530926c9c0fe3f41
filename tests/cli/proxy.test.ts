/** Downloads through a real proxy on the loopback interface, which the environment names. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proxyRoute } from '../../src/cli/inputs/proxy.js';
import type { RemoteFile } from '../../src/data/catalogue/catalogue.js';
import { pullFile } from '../../src/data/catalogue/download.js';
import type { DnnError } from '../../src/errors.js';
import { cut, ranged, TestServer } from '../helpers/http-server.js';

const RIGHT = Buffer.alloc(100_000, 'made up');
const SHA256 = createHash('sha256').update(RIGHT).digest('hex');

/** A proxy that makes tunnels, and has no other way for https; it notes who asked for what. */
class TestProxy {
  readonly tunnels: string[] = [];
  readonly passwords: (string | undefined)[] = [];
  readonly #server: Server = createServer((_, response) => response.writeHead(501).end());

  async start(): Promise<this> {
    this.#server.on('connect', (request, socket) => {
      this.tunnels.push(request.url ?? '');
      this.passwords.push(request.headers['proxy-authorization']);
      const [host, port] = (request.url ?? '').split(':');
      if (host.endsWith('.invalid')) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const mirror = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        mirror.pipe(socket).pipe(mirror);
      });
      for (const end of [mirror, socket]) end.on('error', () => mirror.destroy());
      return undefined;
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** The address without its scheme. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

let proxy: TestProxy;
let server: TestServer;
let directory: string;
beforeEach(async () => {
  proxy = await new TestProxy().start();
  server = await TestServer.start();
  directory = mkdtempSync(join(tmpdir(), 'dnn-proxy-'));
});
afterEach(async () => {
  proxy.stop();
  await server.stop();
  rmSync(directory, { recursive: true });
});

const fileAt = (...urls: string[]): RemoteFile => ({
  name: 'x.h5',
  bytes: RIGHT.length,
  sha256: SHA256,
  urls,
});

/** Pulls from a mirror that breaks off once, so that the next one is asked for the rest. */
async function pull(environment: Record<string, string>) {
  const file = fileAt(server.serve('/broken', cut(RIGHT, 40_000)), server.serve('/good', ranged(RIGHT)));
  const route = await proxyRoute(environment);
  const { failures } = await pullFile(file, directory, { fetch: route?.fetch });
  expect(failures).toHaveLength(1);
  expect(readFileSync(join(directory, 'x.h5')).equals(RIGHT)).toBe(true);
  expect(server.requests('/good')[0]).toMatch(/^bytes=\d+-$/);
  return route;
}

describe('a proxy of the environment', () => {
  it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])(
    '%s is used, with its password',
    async (name) => {
      const route = await pull({ [name]: `http://me:se%20cret@${proxy.host}` });
      expect(route?.proxies).toEqual([`http://${proxy.host}`]);
      expect(new Set(proxy.tunnels)).toEqual(new Set([new URL(server.serve('/', ranged(RIGHT))).host]));
      expect(new Set(proxy.passwords)).toEqual(new Set([`Basic ${btoa('me:se cret')}`]));
    },
  );

  it.each([
    { HTTP_PROXY: 'http://other.invalid', NO_PROXY: 'example.com,127.0.0.1' },
    { HTTP_PROXY: 'http://other.invalid', no_proxy: '*' },
    { HTTPS_PROXY: 'http://other.invalid' },
    { HTTP_PROXY: '' },
    {},
  ])('is not used for a mirror that %j leaves out', async (environment) => {
    await pull(environment as Record<string, string>);
    expect(proxy.tunnels).toEqual([]);
  });

  it('HTTPS_PROXY, before ALL_PROXY, tunnels to mirrors of https; its refusal is the reason', async () => {
    const route = await proxyRoute({
      HTTPS_PROXY: `http://${proxy.host}`,
      ALL_PROXY: 'http://other.invalid',
    });
    const pulled = pullFile(fileAt('https://mirror.invalid/x.h5'), directory, { fetch: route?.fetch });
    const error: DnnError = await pulled.then(
      () => expect.fail('pulled'),
      (e) => e,
    );
    expect(proxy.tunnels).toEqual(['mirror.invalid:443']);
    expect(error.message).toMatch(
      /https:\/\/mirror\.invalid\/x\.h5: cannot connect \(Proxy response \(403\)/,
    );
  });

  it.each([
    [{ HTTPS_PROXY: 'socks5://me:secret@x:1' }, 'HTTPS_PROXY: a proxy of the kind socks5 is not used'],
    [{ all_proxy: 'secret' }, 'all_proxy: it is not the address of a proxy'],
    [{ http_proxy: 'proxy:3128' }, 'http_proxy: it is not the address of a proxy'],
  ])('%j is refused by its name, without its password', async (environment, message) => {
    const error: DnnError = await proxyRoute(environment as Record<string, string>).then(
      () => expect.fail('taken'),
      (e) => e,
    );
    expect([error.code, error.message]).toEqual(['usage', message]);
    expect(error.hint).toMatch(/^Give it as http:\/\/host:port, or unset \w+\.$/);
  });
});
