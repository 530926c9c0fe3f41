/** The store in Redis or Valkey: keys `dnn:…` that expire. */
import { Redis } from 'ioredis';
import type { QueueUrl } from '../queue-url.js';
import { differenceOf, givesWay, type TrialResult } from '../result.js';
import type { Patience } from './patience.js';
import { codeOf, REDIS_OPTIONS, reasonOf } from './server.js';
import { CHECKPOINTS_PART, type Conflict, KEPT_SECONDS, REFUSED_SECONDS, type Store } from './store.js';

/** Connects. @throws Error of ioredis when the first connection fails. */
export async function openRedisStore({ address }: QueueUrl, patience: Patience): Promise<Store> {
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
    // It has to take writes, too.
    await markOf(redis);
  } catch (error) {
    redis.disconnect();
    throw codeOf(failure) === '' ? error : failure;
  }
  isOpen = true;
  return new RedisStore(redis, patience);
}

const RESULT = 'dnn:result:';
const OTHER = 'dnn:other:';
const CONFLICTS = 'dnn:conflicts';
const CHECKPOINT = 'dnn:checkpoint:';
const REFUSED = 'dnn:refused:';
const MARK = 'dnn:mark';

/** Removes a value that is the known one still: another worker may have replaced it meanwhile. */
const REMOVE_KNOWN = "return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1]) or 0";

class RedisStore implements Store {
  readonly #redis: Redis;
  readonly #patience: Patience;

  constructor(redis: Redis, patience: Patience) {
    this.#redis = redis;
    this.#patience = patience;
  }

  async results(ids: readonly string[]): Promise<(TrialResult | undefined)[]> {
    if (ids.length === 0) return [];
    return (await this.#patience.reading(() => this.#redis.mget(keys(RESULT, ids)))).map(parsed);
  }

  keepResult(result: TrialResult): Promise<TrialResult | undefined> {
    return this.#patience.writing(() => this.#keep(result, JSON.stringify(result)));
  }

  async #keep(result: TrialResult, text: string): Promise<TrialResult | undefined> {
    const redis = this.#redis;
    for (;;) {
      if ((await redis.set(RESULT + result.id, text, 'EX', KEPT_SECONDS, 'NX')) !== null) return undefined;
      const known = await redis.get(RESULT + result.id);
      // It has been forgotten since.
      if (known === null) continue;
      const first = parsed(known) as TrialResult;
      if (givesWay(first, result)) {
        await redis.eval(REMOVE_KNOWN, 1, RESULT + result.id, known);
        continue;
      }
      if (differenceOf(first, result) === undefined) return undefined;
      await redis.set(OTHER + result.id, text, 'EX', KEPT_SECONDS);
      await redis.sadd(CONFLICTS, result.id);
      return first;
    }
  }

  async conflicts(): Promise<Conflict[]> {
    const ids = await this.#patience.reading(() => this.#redis.smembers(CONFLICTS));
    if (ids.length === 0) return [];
    const first = await this.results(ids);
    const second = (await this.#patience.reading(() => this.#redis.mget(keys(OTHER, ids)))).map(parsed);
    return ids.flatMap((_, i) => {
      const [a, b] = [first[i], second[i]];
      return a && b ? [[a, b] as const] : [];
    });
  }

  async forgetResults(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#patience.writing(async () => {
      await this.#redis.unlink([...keys(RESULT, ids), ...keys(OTHER, ids)]);
      await this.#redis.srem(CONFLICTS, [...ids]);
    });
  }

  async checkpoint(id: string): Promise<Uint8Array | undefined> {
    return (await this.#patience.reading(() => this.#redis.getBuffer(CHECKPOINT + id))) ?? undefined;
  }

  async keepCheckpoint(id: string, bytes: Uint8Array): Promise<boolean> {
    const keep = () => this.#redis.set(CHECKPOINT + id, Buffer.from(bytes), 'EX', KEPT_SECONDS);
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
    if (ids.length > 0) await this.#patience.writing(() => this.#redis.unlink(keys(CHECKPOINT, ids)));
  }

  async refuse(need: string, machine: string, reason: string): Promise<void> {
    await this.#patience.writing(async () => {
      await this.#redis.hset(REFUSED + need, machine, reason);
      await this.#redis.expire(REFUSED + need, REFUSED_SECONDS);
    });
  }

  refusals(need: string): Promise<Record<string, string>> {
    return this.#patience.reading(() => this.#redis.hgetall(REFUSED + need));
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

function parsed(text: string | null): TrialResult | undefined {
  return text === null ? undefined : (JSON.parse(text) as TrialResult);
}
