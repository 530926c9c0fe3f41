/** The store beside a queue, in real servers. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/tune/queue/connection.js';
import { Patience } from '../../../src/tune/queue/patience.js';
import type { Store } from '../../../src/tune/queue/store.js';
import { parseQueueUrl, withPassword } from '../../../src/tune/queue-url.js';
import type { TrialResult } from '../../../src/tune/result.js';
import { PASSWORD, type QueueServer, SERVERS } from '../../helpers/queue-servers.js';

/** An id, and a digest, as long as they are. */
const idOf = (name: string) => createHash('sha256').update(name).digest('hex');

function result(name: string, more: Partial<TrialResult> = {}): TrialResult {
  const numbers = { iterations: 10, updates: 10, planned: 10, costs: [[0, 0.7] as const], seconds: 0.1 };
  return {
    id: idOf(name),
    outcome: 'done',
    measures: { cost: 0.1 },
    sha256: idOf('aa'),
    ...numbers,
    machine: 'here',
    ...more,
  };
}

describe.each(['redis', 'postgres'] as const)('the store in %s', (kind) => {
  describe.skipIf(SERVERS[kind].notice !== '')(`of a real server${SERVERS[kind].notice}`, () => {
    let server: QueueServer;
    let store: Store;
    const states: (string | undefined)[] = [];
    beforeAll(async () => {
      server = await SERVERS[kind].start();
      const url = withPassword(parseQueueUrl(server.url), { DNN_QUEUE_PASSWORD: PASSWORD });
      store = await openStore(url, new Patience(url, (away) => states.push(away?.reason)), '1.2.3');
    });
    afterAll(async () => {
      await store?.close();
      await server?.stop();
    });

    it('says what is amiss with an address that it does not serve', async () => {
      const open = (url: string) => {
        const parsed = parseQueueUrl(url);
        return openStore(parsed, new Patience(parsed, () => {}), '1.2.3');
      };
      await expect(open(server.url)).rejects.toThrow('it wants a password');
      const given = withPassword(parseQueueUrl(server.url), { DNN_QUEUE_PASSWORD: PASSWORD }).address;
      const elsewhere = new URL(given);
      elsewhere.pathname = '/99';
      await expect(open(elsewhere.href)).rejects.toThrow('it has no database of this');
    });

    it('keeps the first result of a trial, an equal second one as none, and another as a conflict', async () => {
      expect(await store.results([idOf('a'), idOf('b')])).toEqual([undefined, undefined]);
      expect(await store.keepResult(result('a'))).toBeUndefined();
      expect(await store.keepResult(result('a', { machine: 'there', seconds: 2 }))).toBeUndefined();
      expect(await store.conflicts()).toEqual([]);
      const other = result('a', { machine: 'there', sha256: idOf('bb') });
      expect(await store.keepResult(other)).toEqual(result('a'));
      expect(await store.conflicts()).toEqual([[result('a'), other]]);
      expect(await store.results([idOf('b'), idOf('a')])).toEqual([undefined, result('a')]);
      await store.forgetResults([idOf('a')]);
      expect(await store.conflicts()).toEqual([]);
      expect(await store.results([idOf('a')])).toEqual([undefined]);
    });

    it('takes no foreign text for a result, and has it give way', async () => {
      const id = idOf('foreign');
      for (const text of [
        '{',
        '[]',
        JSON.stringify(result('a')),
        JSON.stringify({ ...result('foreign'), measures: 1 }),
      ]) {
        await server.write(`1.2.3`, id, text);
        expect(await store.results([id])).toEqual([undefined]);
        expect(await store.keepResult(result('foreign'))).toBeUndefined();
        expect(await store.results([id])).toEqual([result('foreign')]);
        await store.forgetResults([id]);
      }
    });

    it('has a result that failed give way, and takes neither for a conflict', async () => {
      const failed = result('f', {
        outcome: 'failed',
        measures: {},
        sha256: idOf('ff'),
        problem: 'no memory',
      });
      expect(await store.keepResult(failed)).toBeUndefined();
      expect(await store.results([idOf('f')])).toEqual([failed]);
      expect(await store.keepResult(result('f', { machine: 'there' }))).toBeUndefined();
      expect(await store.results([idOf('f')])).toEqual([result('f', { machine: 'there' })]);
      expect(await store.keepResult(failed)).toBeUndefined();
      expect(await store.results([idOf('f')])).toEqual([result('f', { machine: 'there' })]);
      expect(await store.conflicts()).toEqual([]);
      await store.forgetResults([idOf('f')]);
    });

    it('keeps checkpoints byte for byte, up to the largest', async () => {
      const bytes = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 7919) >> 3);
      expect(await store.checkpoint('a')).toBeUndefined();
      expect(await store.keepCheckpoint('a', bytes)).toBe(true);
      expect(Buffer.compare((await store.checkpoint('a')) as Uint8Array, bytes)).toBe(0);
      expect(await store.keepCheckpoint('a', bytes.subarray(1))).toBe(true);
      expect(Buffer.compare((await store.checkpoint('a')) as Uint8Array, bytes.subarray(1))).toBe(0);
      expect(await store.keepCheckpoint('large', new Uint8Array(64 << 20))).toBe(true);
      expect((await store.checkpoint('large'))?.length).toBe(64 << 20);
      await store.forgetCheckpoints(['a', 'large']);
      expect(await store.checkpoint('a')).toBeUndefined();
    });

    const inMemory = kind === 'redis' ? it : () => {};
    inMemory('leaves half of its memory to results', async () => {
      await server.memory?.(64 << 20);
      expect(await store.keepCheckpoint('first', new Uint8Array(16 << 20))).toBe(true);
      expect(await store.keepCheckpoint('second', new Uint8Array(16 << 20))).toBe(false);
      expect(await store.keepResult(result('kept'))).toBeUndefined();
      await server.memory?.(0);
      expect(await store.keepCheckpoint('second', new Uint8Array(16 << 20))).toBe(true);
      await store.forgetCheckpoints(['first', 'second']);
    });

    it('has the last refusal of each machine', async () => {
      expect(await store.refusals('need')).toEqual({});
      await store.refuse('need', 'here', 'other data');
      await store.refuse('need', 'here', 'other kernels');
      await store.refuse('need', 'there', 'no data');
      expect(await store.refusals('need')).toEqual({ here: 'other kernels', there: 'no data' });
      expect(await store.refusals('another')).toEqual({});
    });

    it('waits for a server that is away, tells so once, and has another mark where the data are lost', async () => {
      const mark = await store.mark();
      expect(await store.mark()).toBe(mark);
      await store.keepResult(result('c'));
      await server.cut();
      expect(await store.results([idOf('c')])).toEqual([result('c')]);
      states.length = 0;
      const asleep = server.sleep(1000);
      expect(await store.results([idOf('c')])).toEqual([result('c')]);
      await asleep;
      expect(states).toEqual([]);
      const back = server.restart(true, 4000);
      expect(await store.results([idOf('c')])).toEqual([result('c')]);
      await back;
      expect(await store.mark()).toBe(mark);
      expect(states).toEqual([expect.any(String), undefined]);
      await server.restart(false);
      expect(await store.results([idOf('c')])).toEqual([undefined]);
      expect(await store.mark()).not.toBe(mark);
    });
  });
});
