/**
 * Redis and PostgreSQL as they are installed here, each started on loopback with data of its own, and the faults that
 * befall them. Without a server its tests are skipped with a notice; with DNN_REQUIRE_SERVERS=1 they fail instead.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { skipNotice } from './skips.js';

export const PASSWORD = 'open sesame/?#';

/** A server of a test. */
export interface QueueServer {
  readonly kind: 'redis' | 'postgres';
  /** Its URL without the password. */
  readonly url: string;
  /** Ends it, as a power cut does, and starts it again, at once or after milliseconds. */
  restart(keepsData: boolean, milliseconds?: number): Promise<void>;
  /** Ends it, as a power cut does; what it returns starts it again with its data. */
  kill(): Promise<() => Promise<void>>;
  /** Writes a text where that version of dnn keeps the result of a trial. */
  write(dnn: string, id: string, text: string): Promise<void>;
  /** Gives Redis so many bytes of memory. */
  memory?(bytes: number): Promise<void>;
  /** Has it take writes, or none: its memory is full, or it is read-only. */
  takeWrites(takes: boolean): Promise<void>;
  /** Has it answer nothing for a while. */
  sleep(milliseconds: number): Promise<void>;
  /** Cuts all its connections. */
  cut(): Promise<void>;
  stop(): Promise<void>;
}

const POSTGRES = ['17', '16', '15', '14']
  .map((version) => `/usr/lib/postgresql/${version}/bin`)
  .find((path) => existsSync(join(path, 'postgres')));
/** The path of its program. */
export const REDIS_SERVER = [
  '/usr/bin/redis-server',
  '/usr/local/bin/redis-server',
  '/usr/bin/valkey-server',
].find(existsSync);

export const REDIS_NOTICE = notice(REDIS_SERVER, 'redis-server');

/** The kinds of servers that are installed here. */
export const SERVERS = {
  redis: { notice: REDIS_NOTICE, start: () => startRedis() },
  postgres: { notice: notice(POSTGRES, 'PostgreSQL'), start: startPostgres },
} as const;

function notice(path: string | undefined, name: string): string {
  const text = skipNotice(
    path === undefined,
    `${name} is not installed`,
    `apt-get install redis-server postgresql`,
  );
  if (text !== '' && process.env.DNN_REQUIRE_SERVERS === '1')
    throw new Error(`DNN_REQUIRE_SERVERS is 1:${text}`);
  return text;
}

/** A port on loopback that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Tries until `work` succeeds. */
export async function eventually<T>(what: string, work: () => Promise<T>): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw new Error(`${what}: ${(error as Error).message}`);
      await pause(50);
    }
  }
}

/** Starts Redis on loopback, and on the address of another network if need be. */
export async function startRedis(also = ''): Promise<QueueServer> {
  const folder = mkdtempSync(join(tmpdir(), 'dnn-redis-'));
  const port = await freePort();
  let server: ChildProcess;
  const begin = async () => {
    const settings = `port ${port}\nbind 127.0.0.1 ${also}\ndir ${folder}\nappendonly yes\nappendfsync always\nsave ""\nrequirepass "${PASSWORD}"\n`;
    writeFileSync(join(folder, 'redis.conf'), settings);
    server = spawn(REDIS_SERVER as string, [join(folder, 'redis.conf')], { stdio: 'ignore' });
    await eventually('Redis', () => asked(port, (redis) => redis.ping()));
  };
  const memory = async (bytes: number) => {
    await asked(port, (redis) => redis.config('SET', 'maxmemory', bytes));
  };
  await begin();
  return {
    kind: 'redis',
    url: `redis://127.0.0.1:${port}`,
    kill: async () => {
      await killed(server);
      return begin;
    },
    restart: async (keepsData, milliseconds = 0) => {
      await killed(server);
      await pause(milliseconds);
      if (!keepsData) rmSync(join(folder, 'appendonlydir'), { recursive: true, force: true });
      await begin();
    },
    write: async (dnn, id, text) => {
      await asked(port, (redis) => redis.set(`dnn:${dnn}:result:${id}`, text));
    },
    memory,
    takeWrites: (takes) => memory(takes ? 0 : 1),
    sleep: (milliseconds) => asleep([server.pid as number], milliseconds),
    cut: async () => {
      await asked(port, (redis) => redis.call('CLIENT', 'KILL', 'SKIPME', 'yes', 'TYPE', 'normal'));
    },
    stop: async () => {
      await killed(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function asked<T>(port: number, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, '127.0.0.1', {
    password: PASSWORD,
    lazyConnect: true,
    retryStrategy: () => null,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

async function startPostgres(): Promise<QueueServer> {
  const folder = mkdtempSync(join(tmpdir(), 'dnn-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  // PostgreSQL does not run as root.
  const user = process.getuid?.() === 0 ? Number(execFileSync('id', ['-u', 'postgres'])) : undefined;
  const identity = user === undefined ? {} : { uid: user, gid: user };
  const run = { stdio: 'ignore', cwd: folder, ...identity } as const;
  let server: ChildProcess;
  const create = () => {
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(join(folder, 'password'), PASSWORD, { mode: 0o644 });
    if (user !== undefined) for (const path of [folder, data]) chownSync(path, user, user);
    const options = ['-D', data, '-U', 'dnn', '-A', 'scram-sha-256', `--pwfile=${join(folder, 'password')}`];
    execFileSync(
      join(POSTGRES as string, 'initdb'),
      [...options, '--no-sync', '-E', 'UTF8', '--locale=C'],
      run,
    );
  };
  const begin = async () => {
    const settings = ['-p', `${port}`, '-h', '127.0.0.1', '-k', folder, '-F'];
    server = spawn(join(POSTGRES as string, 'postgres'), ['-D', data, ...settings], run);
    await eventually('PostgreSQL', () => queried(port, 'SELECT 1'));
  };
  const kill = async () => {
    for (const pid of descendants(server.pid as number)) end(pid, 'SIGKILL');
    await killed(server);
    rmSync(join(data, 'postmaster.pid'), { force: true });
    return begin;
  };
  create();
  await begin();
  return {
    kind: 'postgres',
    url: `postgres://dnn@127.0.0.1:${port}/postgres`,
    kill,
    restart: async (keepsData, milliseconds = 0) => {
      await kill();
      await pause(milliseconds);
      if (!keepsData) {
        rmSync(data, { recursive: true });
        create();
      }
      await begin();
    },
    write: (dnn, id, text) =>
      queried(port, 'INSERT INTO dnn.result (id, first) VALUES ($1, $2)', [`${dnn}:${id}`, text]),
    takeWrites: async (takes) => {
      const set = `ALTER SYSTEM SET default_transaction_read_only = ${takes ? 'off' : 'on'}`;
      for (const statement of ['SET default_transaction_read_only = off', set, 'SELECT pg_reload_conf()'])
        await queried(port, statement);
    },
    sleep: (milliseconds) =>
      asleep([server.pid as number, ...descendants(server.pid as number)], milliseconds),
    cut: async () => {
      await queried(
        port,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
      );
    },
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function queried(port: number, statement: string, values: readonly string[] = []): Promise<void> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'dnn',
    password: PASSWORD,
    database: 'postgres',
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(statement, [...values]);
  } finally {
    await client.end();
  }
}

async function asleep(pids: readonly number[], milliseconds: number): Promise<void> {
  for (const pid of pids) end(pid, 'SIGSTOP');
  await pause(milliseconds);
  for (const pid of pids) end(pid, 'SIGCONT');
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

async function killed(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const closed = new Promise((resolve) => server.once('close', resolve));
  server.kill('SIGKILL');
  await closed;
}

/** The processes that a process has started, and those that these have started. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // It has ended since.
    }
  }
  const children = (of: number): number[] =>
    [...parents].flatMap(([child, parent]) => (parent === of ? [child, ...children(child)] : []));
  return children(pid);
}
