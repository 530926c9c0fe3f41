/** The store in Redis or Valkey: keys `dnn:…` that expire. */
import { Redis } from 'ioredis';
import type { QueueUrl } from '../queue-url.js';
import { differenceOf, givesWay, type TrialResult } from '../result.js';
import { type Absence, codeOf, messageOf, REDIS_OPTIONS } from './server.js';
import { type Conflict, KEPT_SECONDS, REFUSED_SECONDS, type Store } from './store.js';

/** Connects. @throws Error of ioredis when the first connection fails. */
export async function openRedisStore({ address }: QueueUrl, absence: Absence): Promise<Store> {
  let isOpen = false;
  let failure: unknown;
  const redis = new Redis(address, {
    ...REDIS_OPTIONS,
    lazyConnect: true,
    retryStrategy: (times) => (isOpen ? REDIS_OPTIONS.retryStrategy(times) : null),
  });
  redis.on('error', (error) => {
    failure = error;
    if (isOpen) absence.away(messageOf(error));
  });
  redis.on('close', () => isOpen && absence.away('the connection has ended'));
  redis.on('ready', () => absence.back());
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw codeOf(failure) === '' ? error : failure;
  }
  isOpen = true;
  return new RedisStore(redis, absence);
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
  readonly #absence: Absence;

  constructor(redis: Redis, absence: Absence) {
    this.#redis = redis;
    this.#absence = absence;
  }

  async results(ids: readonly string[]): Promise<(TrialResult | undefined)[]> {
    if (ids.length === 0) return [];
    return (await this.#redis.mget(keys(RESULT, ids))).map(parsed);
  }

  async keepResult(result: TrialResult): Promise<TrialResult | undefined> {
    const text = JSON.stringify(result);
    for (;;) {
      if ((await this.#redis.set(RESULT + result.id, text, 'EX', KEPT_SECONDS, 'NX')) !== null)
        return undefined;
      const first = parsed(await this.#redis.get(RESULT + result.id));
      // It has been forgotten since.
      if (first === undefined) continue;
      if (givesWay(first, result)) {
        await this.#redis.eval(REMOVE_KNOWN, 1, RESULT + result.id, JSON.stringify(first));
        continue;
      }
      if (differenceOf(first, result) === undefined) return undefined;
      await this.#redis.set(OTHER + result.id, text, 'EX', KEPT_SECONDS);
      await this.#redis.sadd(CONFLICTS, result.id);
      return first;
    }
  }

  async conflicts(): Promise<Conflict[]> {
    const ids = await this.#redis.smembers(CONFLICTS);
    if (ids.length === 0) return [];
    const first = await this.results(ids);
    const second = (await this.#redis.mget(keys(OTHER, ids))).map(parsed);
    return ids.flatMap((_, i) => {
      const [a, b] = [first[i], second[i]];
      return a && b ? [[a, b] as const] : [];
    });
  }

  async forgetResults(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#redis.unlink([...keys(RESULT, ids), ...keys(OTHER, ids)]);
    await this.#redis.srem(CONFLICTS, [...ids]);
  }

  async checkpoint(id: string): Promise<Uint8Array | undefined> {
    return (await this.#redis.getBuffer(CHECKPOINT + id)) ?? undefined;
  }

  async keepCheckpoint(id: string, bytes: Uint8Array): Promise<boolean> {
    try {
      await this.#redis.set(CHECKPOINT + id, Buffer.from(bytes), 'EX', KEPT_SECONDS);
      return true;
    } catch (error) {
      if (codeOf(error) === 'OOM') return false;
      throw error;
    }
  }

  async forgetCheckpoints(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#redis.unlink(keys(CHECKPOINT, ids));
  }

  async refuse(need: string, machine: string, reason: string): Promise<void> {
    await this.#redis.hset(REFUSED + need, machine, reason);
    await this.#redis.expire(REFUSED + need, REFUSED_SECONDS);
  }

  refusals(need: string): Promise<Record<string, string>> {
    return this.#redis.hgetall(REFUSED + need);
  }

  async mark(): Promise<string> {
    await this.#redis.set(MARK, crypto.randomUUID(), 'NX');
    return (await this.#redis.get(MARK)) ?? '';
  }

  async close(): Promise<void> {
    this.#absence.close();
    this.#redis.disconnect();
  }
}

function keys(start: string, ids: readonly string[]): string[] {
  return ids.map((id) => start + id);
}

function parsed(text: string | null): TrialResult | undefined {
  return text === null ? undefined : (JSON.parse(text) as TrialResult);
}
