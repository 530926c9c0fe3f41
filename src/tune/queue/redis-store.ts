/** The store in Redis or Valkey: keys `dnn:…` that expire. */
import { Redis } from 'ioredis';
import type { QueueUrl } from '../queue-url.js';
import { differenceOf, givesWay, type TrialResult } from '../result.js';
import { resultIn } from '../result-schema.js';
import type { Patience } from './patience.js';
import { codeOf, REDIS_OPTIONS, reasonOf } from './server.js';
import {
  CHECKPOINTS_PART,
  type Conflict,
  KEPT_SECONDS,
  MOST_CHECKPOINT_BYTES,
  REFUSED_SECONDS,
  type Store,
} from './store.js';

/** Connects. @throws Error of ioredis when the first connection fails. */
export async function openRedisStore(
  { address, database }: QueueUrl,
  patience: Patience,
  dnn: string,
): Promise<Store> {
  const { absence } = patience;
  let isOpen = false;
  let failure: unknown;
  const redis = new Redis(address, {
    ...REDIS_OPTIONS,
    lazyConnect: true,
    retryStrategy: (times) => (isOpen ? REDIS_OPTIONS.retryStrategy(times) : null),
  });
  redis.on('error', (error) => {
    failure = error;
    if (isOpen) absence.away(reasonOf(error));
  });
  redis.on('close', () => isOpen && absence.away({ reason: 'the connection has ended', hint: undefined }));
  redis.on('ready', () => absence.back(false));
  try {
    await redis.connect();
    // The client stays in database 0 where the server lacks the one that is named.
    await redis.select(database);
    // It has to take writes, too.
    await markOf(redis);
  } catch (error) {
    redis.disconnect();
    throw codeOf(failure) === '' ? error : failure;
  }
  isOpen = true;
  return new RedisStore(redis, patience, keysOf(dnn));
}

const MARK = 'dnn:mark';

/** The keys of a version of dnn: another may train the same trial to other bits. */
function keysOf(dnn: string) {
  const start = `dnn:${dnn}:`;
  return {
    result: `${start}result:`,
    other: `${start}other:`,
    conflicts: `${start}conflicts`,
    checkpoint: `${start}checkpoint:`,
    refused: `${start}refused:`,
  } as const;
}

/** Removes a value that is the known one still: another worker may have replaced it meanwhile. */
const REMOVE_KNOWN = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1]) or 0";

class RedisStore implements Store {
  readonly #redis: Redis;
  readonly #patience: Patience;
  readonly #keys: ReturnType<typeof keysOf>;

  constructor(redis: Redis, patience: Patience, names: ReturnType<typeof keysOf>) {
    this.#keys = names;
    this.#redis = redis;
    this.#patience = patience;
  }

  async results(ids: readonly string[]): Promise<(TrialResult | undefined)[]> {
    if (ids.length === 0) return [];
    return (await this.#patience.reading(() => this.#redis.mget(keys(this.#keys.result, ids)))).map(
      (text, i) => parsed(text, ids[i]),
    );
  }

  keepResult(result: TrialResult): Promise<TrialResult | undefined> {
    return this.#patience.writing(() => this.#keep(result, JSON.stringify(result)));
  }

  async #keep(result: TrialResult, text: string): Promise<TrialResult | undefined> {
    const redis = this.#redis;
    for (;;) {
      if ((await redis.set(this.#keys.result + result.id, text, 'EX', KEPT_SECONDS, 'NX')) !== null)
        return undefined;
      const known = await redis.get(this.#keys.result + result.id);
      // It has been forgotten since.
      if (known === null) continue;
      const first = parsed(known, result.id);
      if (first === undefined || givesWay(first, result)) {
        await redis.eval(REMOVE_KNOWN, 1, this.#keys.result + result.id, known);
        continue;
      }
      if (differenceOf(first, result) === undefined) return undefined;
      await redis.set(this.#keys.other + result.id, text, 'EX', KEPT_SECONDS);
      await redis.sadd(this.#keys.conflicts, result.id);
      return first;
    }
  }

  async conflicts(): Promise<Conflict[]> {
    const ids = await this.#patience.reading(() => this.#redis.smembers(this.#keys.conflicts));
    if (ids.length === 0) return [];
    const first = await this.results(ids);
    const second = (await this.#patience.reading(() => this.#redis.mget(keys(this.#keys.other, ids)))).map(
      (text, i) => parsed(text, ids[i]),
    );
    return ids.flatMap((_, i) => {
      const [a, b] = [first[i], second[i]];
      return a && b ? [[a, b] as const] : [];
    });
  }

  async forgetResults(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#patience.writing(async () => {
      await this.#redis.unlink([...keys(this.#keys.result, ids), ...keys(this.#keys.other, ids)]);
      await this.#redis.srem(this.#keys.conflicts, [...ids]);
    });
  }

  async checkpoint(id: string): Promise<Uint8Array | undefined> {
    // Not more of it than what may be kept, with a byte that tells.
    const read = () => this.#redis.getrangeBuffer(this.#keys.checkpoint + id, 0, MOST_CHECKPOINT_BYTES);
    const bytes = await this.#patience.reading(read);
    return bytes.length === 0 || bytes.length > MOST_CHECKPOINT_BYTES ? undefined : bytes;
  }

  async keepCheckpoint(id: string, bytes: Uint8Array): Promise<boolean> {
    const keep = () => this.#redis.set(this.#keys.checkpoint + id, Buffer.from(bytes), 'EX', KEPT_SECONDS);
    return this.#patience.writing(async () => {
      if (!(await this.#hasRoom(bytes.length))) return false;
      try {
        await keep();
        return true;
      } catch (error) {
        if (codeOf(error) === 'OOM') return false;
        throw error;
      }
    });
  }

  /** True if the server holds less than its part with `bytes` more. */
  async #hasRoom(bytes: number): Promise<boolean> {
    const memory = await this.#redis.info('memory');
    const sizeOf = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(memory)?.[1] ?? 0);
    const most = sizeOf('maxmemory') || sizeOf('total_system_memory') || Number.POSITIVE_INFINITY;
    return sizeOf('used_memory') + bytes <= CHECKPOINTS_PART * most;
  }

  async forgetCheckpoints(ids: readonly string[]): Promise<void> {
    if (ids.length > 0)
      await this.#patience.writing(() => this.#redis.unlink(keys(this.#keys.checkpoint, ids)));
  }

  async refuse(need: string, machine: string, reason: string): Promise<void> {
    await this.#patience.writing(async () => {
      await this.#redis.hset(this.#keys.refused + need, machine, reason);
      await this.#redis.expire(this.#keys.refused + need, REFUSED_SECONDS);
    });
  }

  refusals(need: string): Promise<Record<string, string>> {
    return this.#patience.reading(() => this.#redis.hgetall(this.#keys.refused + need));
  }

  mark(): Promise<string> {
    return this.#patience.writing(() => markOf(this.#redis));
  }

  async close(): Promise<void> {
    this.#patience.end();
    this.#redis.disconnect();
  }
}

/** The mark of the server, which is made where it has none: a write each time. */
async function markOf(redis: Redis): Promise<string> {
  await redis.set(MARK, crypto.randomUUID(), 'NX');
  return (await redis.get(MARK)) ?? '';
}

function keys(start: string, ids: readonly string[]): string[] {
  return ids.map((id) => start + id);
}

function parsed(text: string | null, id: string): TrialResult | undefined {
  return text === null ? undefined : resultIn(text, id);
}
