/** The faults that happen to a sweep, each at a moment that is drawn. Each leaves 40 results and the same digest. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { descendants } from '../../helpers/queue-servers.js';
import { digestOf, type FaultySweep, type Logged, type Reference, TRIALS } from './faulty-sweep.js';

/** A number from 0 up to 1, the next of a seed's. */
export type Draw = () => number;

/** Has a fault happen to a sweep, and waits for its end. */
export type Fault = (sweep: FaultySweep, reference: Reference, draw: Draw) => Promise<void>;

/** Waits until a drawn number of trials is done, and a little longer. */
async function untilSome(sweep: FaultySweep, draw: Draw): Promise<void> {
  await sweep.begun();
  await sweep.until(Math.floor(draw() * (TRIALS - 2)));
  await pause(draw() * 200);
}

function drawn(workers: readonly Logged[], draw: Draw): Logged {
  return workers[Math.floor(draw() * workers.length)];
}

/** A fault that happens once or several times while the sweep runs. */
function during(happen: (sweep: FaultySweep, draw: Draw) => Promise<unknown>, times = 1): Fault {
  return async (sweep, { digest }, draw) => {
    for (let i = 0; i < times; i++) {
      await untilSome(sweep, draw);
      await happen(sweep, draw);
    }
    await sweep.expectDigest(digest);
  };
}

/** Kills a process, unless it has ended by itself meanwhile. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Faults by name; `nap` is how long a server sleeps, in milliseconds. */
export function faultsOf(nap: number): Readonly<Record<string, Fault>> {
  return {
    'nothing happens': during(async () => {}),
    'a worker is killed': during((sweep, draw) => drawn(sweep.workers, draw).end('SIGKILL')),
    'two processes of trials are killed': during(async (sweep, draw) => {
      const pids = sweep.workers.flatMap(({ pid, isRunning }) => (isRunning ? descendants(pid) : []));
      const pid = pids[Math.floor(draw() * pids.length)];
      if (pid !== undefined) kill(pid);
    }, 2),
    'the coordinator is killed, and its sweep resumed': async (sweep, { digest }, draw) => {
      await untilSome(sweep, draw);
      await sweep.coordinator.end('SIGKILL');
      await pause(draw() * 1000);
      sweep.coordinator = sweep.coordinate();
      await sweep.expectDigest(digest);
    },
    'a worker is terminated, and another one started': during(async (sweep, draw) => {
      const worker = drawn(sweep.workers, draw);
      if (worker.isRunning) expect(await worker.end('SIGTERM')).toBe(143);
      sweep.startWorker();
    }, 2),
    'the server sleeps': during((sweep) => sweep.server.sleep(nap)),
    'the server is killed, and started with its data': during((sweep, draw) =>
      sweep.server.restart(true, draw() * 2000),
    ),
    'the server is killed, and started without its data': during((sweep, draw) =>
      sweep.server.restart(false, draw() * 2000),
    ),
    'all connections are cut three times': during((sweep) => sweep.server.cut(), 3),
    'two coordinators have the same sweep': async (sweep, { digest }, draw) => {
      await pause(draw() * 1000);
      const second = sweep.coordinate('b');
      await Promise.all([sweep.expectDigest(digest), sweep.expectDigest(digest, second, 'b')]);
    },
    'a trial kills its process each time': poisoned,
  };
}

/** Kills each process that takes one trial of the first rung, which goes no further: three attempts, and it has failed. */
async function poisoned(sweep: FaultySweep, { lines }: Reference, draw: Draw): Promise<void> {
  const promoted = new Set(lines.filter(({ rung }) => rung > 0).map(({ index }) => index));
  const others = lines.filter(({ rung, index }) => rung === 0 && !promoted.has(index));
  const { id } = others[Math.floor(draw() * others.length)];
  const dead = new Set<unknown>();
  const watch = setInterval(() => {
    for (const { pid } of sweep.workers.flatMap((worker) =>
      worker.of('process').filter((each) => each.id === id),
    )) {
      if (!dead.has(pid)) kill(pid as number);
      dead.add(pid);
    }
  }, 5);
  try {
    const failed = { outcome: 'failed', sha256: FAILED };
    await sweep.expectDigest(digestOf(lines.map((line) => (line.id === id ? { ...line, ...failed } : line))));
    expect(dead.size).toBe(3);
  } finally {
    clearInterval(watch);
  }
}

const FAILED = createHash('sha256').update('failed').digest('hex');
