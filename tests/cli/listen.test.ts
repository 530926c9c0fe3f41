/** The clients of a server in the tests' own process, whose event loop a test holds up. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { listen } from '../../src/cli/serving/listen.js';
import type { Console } from '../../src/cli/terminal/console.js';

it('answers a request that came while long work held up all clocks', async () => {
  let end = () => {};
  const console = {
    onSignal: (handler: (signal: string) => void) => {
      end = () => handler('SIGTERM');
    },
    remark: () => {},
  };
  const address = { host: '127.0.0.1', port: 0, allowHost: [] };
  const { url, ended } = await listen(() => new Response('well'), address, console as unknown as Console, 1);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  await sleep(100);
  // Behind the turn in which bytes are read: clocks have theirs before the next.
  await new Promise((resolve) => setImmediate(resolve));
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  await once(socket, 'close');
  expect(text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*well/);
  end();
  await ended;
});
