/** `dnn serve` as a process of its own, and clients that say what they like to it. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN, type Workspace } from './cli.js';

/** An answer as a plain client reads it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export class Serving {
  readonly child: ChildProcessWithoutNullStreams;
  /** All that it has written on stderr. */
  stderr = '';
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  url = '';

  private constructor(place: Workspace, args: readonly string[], node: readonly string[] = []) {
    this.child = place.spawn(process.execPath, [...node, BIN, 'serve', ...args, '--port', '0']);
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  /** Starts it, and waits until it listens. */
  static start(place: Workspace, ...args: string[]): Promise<Serving> {
    return new Serving(place, args).#started();
  }

  /** Starts it with a heap of so many MiB. */
  static within(heap: number, place: Workspace, ...args: string[]): Promise<Serving> {
    return new Serving(place, args, [`--max-old-space-size=${heap}`]).#started();
  }

  async #started(): Promise<this> {
    await this.until(() => /"event":"start"/.test(this.stderr));
    this.url = /at (http:\S+)/.exec(this.stderr)?.[1] ?? '';
    return this;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Waits for a fact. @throws Error when the process ends before, or half a minute passes. */
  async until(fact: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + 30_000;
    while (!(await fact())) {
      if (this.child.exitCode !== null || performance.now() > end)
        throw new Error(`it did not come to pass:\n${this.stderr.slice(-2000)}`);
      await sleep(20);
    }
  }

  /** The log's events of this name. */
  events(event: string): Record<string, unknown>[] {
    const lines = this.stderr.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line)).filter((each) => each.event === event);
  }

  /** A number of /metrics. */
  async metric(name: string): Promise<number> {
    const { text } = await this.ask('GET', '/metrics');
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  }

  /** Asks over a connection of its own, or over those of an agent. */
  ask(
    method: string,
    path: string,
    body: string | Uint8Array = '',
    headers: Readonly<Record<string, string>> = {},
    agent = new Agent(),
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(`${this.url}${path}`, { method, headers, agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  /** Asks the same again and again over one connection, which costs a client little; returns the statuses that came, by number. */
  flood(path: string, body: string, requests: number): Promise<Map<number, number>> {
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    const statuses = new Map<number, number>();
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write(head + body));
      let [text, left] = ['', requests];
      socket.on('error', reject);
      socket.setEncoding('latin1').on('data', (piece: string) => {
        text += piece;
        const [, status, length] = /^HTTP\/1\.1 (\d+) [\s\S]*?content-length: (\d+)\r\n/i.exec(text) ?? [];
        if (status === undefined || text.length < text.indexOf('\r\n\r\n') + 4 + Number(length)) return;
        statuses.set(Number(status), (statuses.get(Number(status)) ?? 0) + 1);
        text = '';
        if (--left > 0) socket.write(head + body);
        else {
          socket.end();
          resolve(statuses);
        }
      });
    });
  }

  /** Writes bytes on a connection, and reads nothing of what comes back until the server has closed it (on Linux). */
  async unread(bytes: string): Promise<void> {
    const socket = connect(this.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.pause();
    socket.write(bytes);
    await this.until(() => !this.#holds(socket.localPort as number));
    socket.destroy();
  }

  /** True while the server's end of a connection from this port of a client is open. */
  #holds(port: number): boolean {
    const [own, other] = [this.port, port].map((each) => each.toString(16).toUpperCase().padStart(4, '0'));
    const established = new RegExp(`0100007F:${own} 0100007F:${other} 01 `);
    return established.test(readFileSync('/proc/net/tcp', 'utf8'));
  }

  /** Writes bytes on a connection, `pause` milliseconds after each piece, and returns what came back until it was closed. */
  raw(pieces: readonly string[], pause = 0): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1');
      let text = '';
      socket.setEncoding('latin1').on('data', (piece: string) => {
        text += piece;
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
      (async () => {
        for (const piece of pieces) {
          if (socket.destroyed) return;
          socket.write(piece);
          await sleep(pause);
        }
      })();
    });
  }
}
