/** Trials through a queue in real servers, trained by a runner that only plays: no training, the same bookkeeping. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DnnError } from '../../../src/errors.js';
import type { Contradiction } from '../../../src/tune/contradiction.js';
import type { Executor } from '../../../src/tune/executor.js';
import { openQueue } from '../../../src/tune/executors/queue.js';
import { openStore } from '../../../src/tune/queue/connection.js';
import { TrialQueue } from '../../../src/tune/queue/jobs.js';
import { needOf } from '../../../src/tune/queue/need.js';
import { Patience } from '../../../src/tune/queue/patience.js';
import type { QueuedTrial } from '../../../src/tune/queue/queued-trial.js';
import {
  type TrialRunner,
  type WorkerEvent,
  type WorkSettings,
  work,
} from '../../../src/tune/queue/worker.js';
import { parseQueueUrl, type QueueUrl, withPassword } from '../../../src/tune/queue-url.js';
import type { TrialResult } from '../../../src/tune/result.js';
import { failedResult } from '../../../src/tune/run-trial.js';
import { type Trial, trialOf } from '../../../src/tune/trial.js';
import { PASSWORD, type QueueServer, SERVERS } from '../../helpers/queue-servers.js';

/** The version of dnn. */
const DNN = '1.2.3';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');

interface Play {
  readonly milliseconds?: number;
  /** A part of its results: a machine that computes otherwise has another. */
  readonly bits?: string;
  readonly data?: string;
  /** True for a machine whose disk is full. */
  readonly isBroken?: boolean;
}

/** Counts to 20 in so many milliseconds, with a checkpoint at each; the result is a function of the trial. */
function player({ milliseconds = 5, bits = '', data = 'data', isBroken = false }: Play = {}) {
  const made: Record<string, number> = {};
  const runner: TrialRunner = {
    async run({ trial }, { directory, stop, onEvent }) {
      if (trial.content.data !== data) throw new DnnError('data', 'its data are others');
      const path = (id: string) => join(directory, `${id}.checkpoint`);
      const read = (id = '') => (existsSync(path(id)) ? Number(readFileSync(path(id), 'utf8')) : 0);
      let count = Math.max(read(trial.id), read(trial.after));
      const until = 20 / trial.content.part;
      const began = count;
      while (count < until) {
        if (stop.aborted) return undefined;
        await pause(milliseconds / 20);
        count++;
        made[trial.id] = (made[trial.id] ?? 0) + 1;
        writeFileSync(isBroken ? '/dev/full' : path(trial.id), `${count}`);
        onEvent({ event: 'checkpoint', trial, iteration: count });
      }
      return {
        id: trial.id,
        outcome: 'done',
        measures: { cost: count },
        sha256: sha(trial.id + bits),
        iterations: count,
        updates: count - began,
        planned: 20,
        costs: [],
        seconds: 0,
        machine: 'played',
      };
    },
    close: async () => {},
  };
  return { runner, made };
}

function trialsOf(count: number, part = 1, sweep = 'a', after?: readonly Trial[]): Trial[] {
  return Array.from({ length: count }, (_, index) => {
    const content = { options: { sweep, index }, data: 'data', part, kernels: 'kernels' };
    return trialOf(content, { index, rung: part === 1 ? 1 : 0, after: after?.[index].id });
  });
}

/** The digest of a sweep's results, in the order of its trials. */
function digestOf(trials: readonly Trial[], results: readonly TrialResult[]): string {
  const byId = new Map(results.map((result) => [result.id, result.sha256]));
  return sha(trials.map(({ id }) => id + byId.get(id)).join(''));
}

const expected = (trials: readonly Trial[]) => sha(trials.map(({ id }) => id + sha(id)).join(''));

async function all(results: AsyncIterable<TrialResult>): Promise<TrialResult[]> {
  const list: TrialResult[] = [];
  for await (const result of results) list.push(result);
  return list;
}

describe.each(['redis', 'postgres'] as const)('a queue in %s', (kind) => {
  describe.skipIf(SERVERS[kind].notice !== '')(`of a real server${SERVERS[kind].notice}`, () => {
    let server: QueueServer;
    let url: QueueUrl;
    beforeAll(async () => {
      server = await SERVERS[kind].start();
      url = withPassword(parseQueueUrl(server.url), { DNN_QUEUE_PASSWORD: PASSWORD });
    });
    afterAll(() => server?.stop());

    const told: string[] = [];
    const open = () => openQueue({ url, dnn: DNN, data: {}, tell: (sentence) => told.push(sentence) });

    function begin(play: Play = {}, settings: Partial<WorkSettings> = {}) {
      const events: WorkerEvent[] = [];
      const stop = new AbortController();
      const { runner, made } = player(play);
      const usual = {
        url,
        dnn: DNN,
        machine: `worker-${Math.random()}`,
        jobs: 2,
        lostAfter: 2000,
        once: false,
      };
      const ended = work(
        { ...usual, idle: undefined, emit: (event) => events.push(event), ...settings },
        runner,
        stop.signal,
      );
      const end = async () => {
        stop.abort();
        await ended;
      };
      return { events, made, ended, end };
    }

    async function withQueue<T>(use: (queue: Executor) => Promise<T>): Promise<T> {
      const queue = await open();
      try {
        return await use(queue);
      } finally {
        await queue.close();
      }
    }

    it('has the trials of two rungs trained by three workers, each once, promoted ones from their checkpoints', async () => {
      const workers = [begin(), begin(), begin()];
      const first = trialsOf(30, 4);
      const second = trialsOf(8, 1, 'a', first);
      await withQueue(async (queue) => {
        const results = await all(queue.run(first));
        expect(digestOf(first, results)).toBe(expected(first));
        const promoted = await all(queue.run(second));
        expect(digestOf(second, promoted)).toBe(expected(second));
        expect(promoted.map(({ updates }) => updates)).toEqual(Array(8).fill(15));
        await queue.forget(first.map(({ id }) => id));
        // All of them are known now.
        expect(await all(queue.run([...first, ...second]))).toHaveLength(38);
      });
      await Promise.all(workers.map(({ end }) => end()));
      const updates = workers.flatMap(({ made }) => Object.values(made)).reduce((a, b) => a + b, 0);
      expect(updates).toBe(30 * 5 + 8 * 15);
      for (const { events } of workers)
        expect(new Set(events.map(({ event }) => event))).toEqual(new Set(['start', 'take', 'result']));
    });

    it('gives both of two coordinators of one sweep all results, and trains each trial once', async () => {
      const workers = [begin(), begin()];
      const trials = trialsOf(40, 1, 'two');
      const both = await Promise.all([1, 2].map(() => withQueue((queue) => all(queue.run(trials)))));
      for (const results of both) expect(digestOf(trials, results)).toBe(expected(trials));
      await Promise.all(workers.map(({ end }) => end()));
      const made = workers.flatMap((worker) => Object.values(worker.made));
      expect(made).toEqual(Array(40).fill(20));
    });

    it('keeps results for a coordinator that is away, and finds them when it comes back', async () => {
      const trials = trialsOf(20, 1, 'away');
      const worker = begin({ milliseconds: 50 });
      const killed = await open();
      const results = killed.run(trials)[Symbol.asyncIterator]();
      await results.next();
      // Nobody asks for the rest.
      while (worker.events.filter(({ event }) => event === 'result').length < 20) await pause(20);
      await worker.end();
      expect(digestOf(trials, await withQueue((queue) => all(queue.run(trials))))).toBe(expected(trials));
      await killed.close();
    });

    it('hands a trial back at once when it is stopped, and the next worker goes on from its checkpoint', async () => {
      const trials = trialsOf(1, 1, 'stopped');
      await withQueue(async (queue) => {
        const results = all(queue.run(trials));
        // Its lock would hold the trial for long.
        const first = begin({ milliseconds: 4000 }, { lostAfter: 60_000 });
        while ((first.made[trials[0].id] ?? 0) < 8) await pause(20);
        await first.end();
        const start = Date.now();
        const second = begin({ milliseconds: 100 });
        expect(digestOf(trials, await results)).toBe(expected(trials));
        expect(Date.now() - start).toBeLessThan(30_000);
        await second.end();
        expect(first.events.map(({ event }) => event)).toEqual(['start', 'take', 'back']);
        const sum = first.made[trials[0].id] + second.made[trials[0].id];
        expect(sum).toBe(20);
      });
    });

    it('leaves trials that a worker refuses to others, and says so', async () => {
      const trials = trialsOf(6, 1, 'refused');
      const other = begin({ data: 'other data' });
      await withQueue(async (queue) => {
        const results = all(queue.run(trials));
        while (!other.events.some(({ event }) => event === 'refuse')) await pause(20);
        const right = begin();
        expect(digestOf(trials, await results)).toBe(expected(trials));
        await right.end();
      });
      await other.end();
      expect(other.made).toEqual({});
    });

    it('leaves a trial to others whose machine cannot keep its state, and has the coordinator learn why', async () => {
      const trials = trialsOf(1, 1, 'full disk');
      const store = await openStore(url, new Patience(url, () => {}), DNN);
      const broken = begin({ isBroken: true }, { machine: 'broken' });
      await withQueue(async (queue) => {
        const results = all(queue.run(trials));
        while (!broken.events.some(({ event }) => event === 'refuse')) await pause(20);
        const { broken: why } = await store.refusals(needOf(trials[0]));
        expect(why).toMatch(/^internal error: ENOSPC|disk is full/);
        const right = begin();
        expect(digestOf(trials, await results)).toBe(expected(trials));
        await right.end();
      });
      await broken.end();
      await store.close();
    });

    it('has trials of one version of dnn trained by workers of that version, and knows no results of another', async () => {
      const trials = trialsOf(2, 1, 'version');
      const older = await openStore(url, new Patience(url, () => {}), '1.2.2');
      await older.keepResult({ ...failedResult(trials[0], '', 'there'), outcome: 'diverged' });
      const other = begin({}, { dnn: '1.2.2' });
      await withQueue(async (queue) => {
        const results = all(queue.run(trials));
        await pause(1500);
        const right = begin();
        expect(digestOf(trials, await results)).toBe(expected(trials));
        await right.end();
      });
      await other.end();
      expect(other.events.map(({ event }) => event)).toEqual(['start']);
      expect(await older.results([trials[0].id])).toMatchObject([{ outcome: 'diverged' }]);
      await older.close();
    });

    it('has a trial trained again that failed before', async () => {
      const trials = trialsOf(2, 1, 'failed');
      const store = await openStore(url, new Patience(url, () => {}), DNN);
      await store.keepResult(failedResult(trials[1], 'its process ended with SIGKILL', 'there'));
      const worker = begin();
      const results = await withQueue((queue) => all(queue.run(trials)));
      expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
      expect(digestOf(trials, results)).toBe(expected(trials));
      await worker.end();
      await store.close();
    });

    it('names both machines where two results of a trial differ, and trains it again after that', async () => {
      const trials = trialsOf(1, 1, 'conflict');
      const store = await openStore(url, new Patience(url, () => {}), DNN);
      const worker = begin({ milliseconds: 1000 });
      await withQueue(async (queue) => {
        const results = all(queue.run(trials));
        while (!worker.events.some(({ event }) => event === 'take')) await pause(20);
        const [{ id }] = trials;
        const numbers = {
          measures: { cost: 20 },
          iterations: 20,
          updates: 20,
          planned: 20,
          costs: [],
          seconds: 1,
        };
        await store.keepResult({ id, outcome: 'done', sha256: sha('wrong'), ...numbers, machine: 'there' });
        // A worker that was taken for lost is done with it later.
        await results;
        while (!worker.events.some(({ event }) => event === 'conflict')) await pause(20);
        const late = await all(queue.run(trialsOf(1, 1, 'next'))).catch((error: DnnError) => error);
        expect((late as DnnError).code).toBe('data');
        expect((late as DnnError).message).toBe(
          `trial ${id} has two results: ${sha('wrong')} of there, and ${sha(id)} of played`,
        );
        expect((late as Contradiction).ids).toEqual([id]);
        await queue.retract((late as Contradiction).ids);
        expect(digestOf(trials, await all(queue.run(trials)))).toBe(expected(trials));
      });
      await worker.end();
      await store.close();
    });

    it('waits for a server that takes no writes, keeps the result meanwhile, and says once why', async () => {
      const trials = trialsOf(4, 1, 'full');
      told.length = 0;
      const worker = begin({ milliseconds: 1000 });
      try {
        await withQueue(async (queue) => {
          const results = all(queue.run(trials));
          while (!worker.events.some(({ event }) => event === 'take')) await pause(20);
          await server.takeWrites(false);
          // A first connection is refused, with the reason.
          const refused = await open().catch((error: DnnError) => error);
          expect(refused).toMatchObject({
            code: 'io',
            message: expect.stringMatching(/: (its memory is full|it takes no writes now)$/),
          });
          await pause(6000);
          await server.takeWrites(true);
          expect(digestOf(trials, await results)).toBe(expected(trials));
        });
      } finally {
        await server.takeWrites(true);
        await worker.end();
      }
      expect(Object.values(worker.made)).toEqual(Array(4).fill(20));
      const events = worker.events.map(({ event }) => event);
      expect(events.filter((event) => event === 'away' || event === 'fault').length).toBeLessThan(4);
      expect(events).toContain('away');
    });

    it('finds a result at any place of the queue, long before trials are added again', async () => {
      const trials = trialsOf(1300, 1, 'places');
      const store = await openStore(url, new Patience(url, () => {}), DNN);
      await withQueue(async (queue) => {
        const results = queue.run(trials)[Symbol.asyncIterator]();
        const place = results.next();
        await pause(1000);
        const start = Date.now();
        for (const index of [650, 1100]) {
          const result = { ...failedResult(trials[index], 'found', 'there'), problem: undefined };
          await store.keepResult(result);
        }
        const found = [(await place).value, (await results.next()).value] as TrialResult[];
        expect(found.map(({ id }) => id).sort()).toEqual([trials[650].id, trials[1100].id].sort());
        expect(Date.now() - start).toBeLessThan(15_000);
      });
      await store.close();
    });

    it('takes a job out of the queue that is no trial, and goes on', async () => {
      const [trial] = trialsOf(1, 1, 'foreign');
      const foreign = [
        { trial: { ...trial, id: '../../x' }, data: {} },
        { trial: { ...trial, content: { ...trial.content, part: 2 } }, data: {} },
        { trial, data: { source: 1 } },
      ] as unknown as QueuedTrial[];
      const patience = new Patience(url, () => {});
      const jobs = new TrialQueue(url, patience, DNN);
      await jobs.add(foreign.slice(0, 2));
      const worker = begin();
      const faults = () => worker.events.filter(({ event }) => event === 'fault');
      while (faults().length < 2) await pause(20);
      await jobs.add(foreign.slice(2));
      while (faults().length < 3) await pause(20);
      expect(digestOf([trial], await withQueue((queue) => all(queue.run([trial]))))).toBe(expected([trial]));
      await worker.end();
      expect(JSON.stringify(faults())).toMatch(
        /trial\.id: expected 64 hex.*it is not that of the content.*data\.source: 1, expected a text/,
      );
      patience.end();
      await jobs.close();
    });

    it('ends with an empty queue by --once, and without work by --idle', async () => {
      const trials = trialsOf(10, 1, 'once');
      const once = begin({}, { once: true });
      await once.ended;
      await withQueue(async (queue) => {
        const results = all(queue.run(trials));
        await begin({}, { once: true }).ended;
        expect(await results).toHaveLength(10);
      });
      const start = Date.now();
      await begin({}, { idle: 500 }).ended;
      expect(Date.now() - start).toBeGreaterThan(450);
    });

    it('takes no trial after a stop, and yields those under way', async () => {
      const trials = trialsOf(40, 1, 'stop');
      const worker = begin({ milliseconds: 200 });
      await withQueue(async (queue) => {
        const stop = new AbortController();
        const results: TrialResult[] = [];
        for await (const result of queue.run(trials, stop.signal)) {
          results.push(result);
          if (results.length === 4) stop.abort();
        }
        expect(results.length).toBeLessThan(12);
      });
      await pause(500);
      expect(worker.events.filter(({ event }) => event === 'take').length).toBeLessThan(12);
      await worker.end();
    });
  });
});
