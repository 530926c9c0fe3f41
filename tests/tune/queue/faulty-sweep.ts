/**
 * A sweep of the built command through a real server, with three workers, and faults on the way: what the tests of
 * faults share. Whatever happens, its digest is that of one process without a queue.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { BIN, ENVIRONMENT } from '../../helpers/cli.js';
import { descendants, PASSWORD, type QueueServer } from '../../helpers/queue-servers.js';

/** 40 trials in rungs of 28, 9 and 3. */
export const TRIALS = 40;
const SPACE = ['--data', 'moons', '--lr', 'log:0.01..1', '--layers', 'auto,4..32,auto', '--trials', '28'];
/** Updates of a whole run: a trial takes some tenths of a second on an idle machine. */
const LENGTH = ['--iterations', '9000'];

export const SWEEP = [...SPACE, ...LENGTH];

/** A line of a log. */
type Entry = Readonly<Record<string, unknown>>;

/** A process of the built command, and what it logs. */
export class Logged {
  readonly process: ChildProcess;
  readonly entries: Entry[] = [];
  readonly #ended: Promise<number | null>;
  errors = '';
  #rest = '';

  /** `through` is a command that runs the command behind it, elsewhere. */
  constructor(
    args: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>> = {},
    through: readonly string[] = [],
  ) {
    const all = { ...ENVIRONMENT, DNN_QUEUE_PASSWORD: PASSWORD, ...env };
    const [command, ...words] = [...through, process.execPath, BIN, ...args];
    this.process = spawn(command, words, {
      cwd,
      env: all,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.on('data', (text: Buffer) => {
      const lines = `${this.#rest}${text}`.split('\n');
      this.#rest = lines.pop() ?? '';
      this.entries.push(...lines.map((line) => JSON.parse(line) as Entry));
    });
    this.process.stderr?.on('data', (text: Buffer) => {
      this.errors += text;
    });
    this.#ended = new Promise((resolve) => this.process.on('close', resolve));
  }

  get pid(): number {
    return this.process.pid as number;
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  of(event: string): Entry[] {
    return this.entries.filter((entry) => entry.event === event);
  }

  /** Ends it by a signal, if it still runs; returns its exit code. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.isRunning) this.process.kill(signal);
    return this.#ended;
  }

  /** Its exit code. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }
}

/** A line of a journal, as far as it is looked at. */
export interface Line {
  readonly id: string;
  readonly index: number;
  readonly rung: number;
  readonly outcome: string;
  readonly sha256: string;
}

/** The sweep in one process without a queue. */
export interface Reference {
  readonly digest: string;
  readonly lines: readonly Line[];
}

export async function localSweep(): Promise<Reference> {
  const folder = mkdtempSync(join(tmpdir(), 'dnn-local-'));
  try {
    const sweep = new Logged(['tune', ...SWEEP, '--name', 'a', '--log-format', 'json'], folder);
    expect(await sweep.ended, sweep.errors).toBe(0);
    const reference = { digest: sweep.of('sweep')[0].digest as string, lines: linesIn(folder, 'a') };
    expect(digestOf(reference.lines)).toBe(reference.digest);
    return reference;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The lines of a sweep's journal; each trial stands there once. */
function linesIn(folder: string, name: string): Line[] {
  const text = readFileSync(join(folder, `runs/${name}/trials.jsonl`), 'utf8').trimEnd();
  const lines = text.split('\n').map((line) => JSON.parse(line) as Line);
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  return lines;
}

/** The digest of a sweep of one seed without folds: ids and digests of parameters, by rung and configuration. */
export function digestOf(lines: readonly Line[]): string {
  const inOrder = lines.toSorted((a, b) => a.rung - b.rung || a.index - b.index);
  return createHash('sha256')
    .update(inOrder.map(({ id, sha256 }) => id + sha256).join(''))
    .digest('hex');
}

/** Three workers and a coordinator on a server. */
export class FaultySweep {
  readonly folder = mkdtempSync(join(tmpdir(), 'dnn-faults-'));
  readonly server: QueueServer;
  readonly workers: Logged[] = [];
  coordinator: Logged;
  /** All processes that were ever seen. */
  readonly #seen = new Set<number>();
  readonly #watch: NodeJS.Timeout;
  readonly #lostAfter: string;

  constructor(server: QueueServer, { lostAfter = '2s', workers = 3 } = {}) {
    this.server = server;
    this.#lostAfter = lostAfter;
    for (let i = 0; i < workers; i++) this.startWorker();
    this.coordinator = this.coordinate();
    this.#watch = setInterval(() => this.#look(), 100);
  }

  #look(): void {
    for (const logged of [...this.workers, this.coordinator]) {
      if (!logged.isRunning) continue;
      for (const pid of [logged.pid, ...descendants(logged.pid)]) this.#seen.add(pid);
    }
  }

  /** Starts a worker here, or by `through` elsewhere, from where the server's `url` is another. */
  startWorker(
    env: Readonly<Record<string, string>> = {},
    url = this.server.url,
    through: readonly string[] = [],
  ): Logged {
    const args = ['worker', url, '--jobs', '1', '--lost-after', this.#lostAfter, '--log-format', 'json'];
    const worker = new Logged(args, this.folder, env, through);
    this.workers.push(worker);
    return worker;
  }

  /** Starts the coordinator, or another one in a folder of its own. */
  coordinate(name = 'a'): Logged {
    const args = existsSync(join(this.folder, `runs/${name}/sweep.json`))
      ? ['--resume', `runs/${name}`]
      : [...SWEEP, '--name', name];
    const all = ['tune', ...args, '--queue', this.server.url, '--log-format', 'json'];
    return new Logged(all, this.folder);
  }

  /** Waits until all that were started have reached the server: a command that finds none at its start ends, and says so. */
  async begun(): Promise<void> {
    const isUnderWay = (logged: Logged) =>
      !logged.isRunning || logged.of('start').length + logged.of('rung').length > 0;
    while (![...this.workers, this.coordinator].every(isUnderWay)) await pause(10);
    while (this.coordinator.isRunning && this.coordinator.of('rung').length === 0) await pause(10);
  }

  /** Waits until so many trials have ended, as the coordinator knows. */
  async until(trials: number): Promise<void> {
    while (this.coordinator.isRunning && this.coordinator.of('trial').length < trials) await pause(10);
  }

  /** Waits for the end of a coordinator, and looks whether all is as it should be. */
  async expectDigest(digest: string, coordinator = this.coordinator, name = 'a'): Promise<void> {
    expect(await coordinator.ended, coordinator.errors).toBe(0);
    expect(linesIn(this.folder, name)).toHaveLength(TRIALS);
    expect(coordinator.of('sweep')[0].digest, coordinator.errors).toBe(digest);
  }

  /** Trials that were trained, and trained to their end, more than once. */
  get repeated(): number {
    return this.workers.reduce((sum, worker) => sum + worker.of('result').length, 0) - TRIALS;
  }

  /** Ends the workers; nothing is left of any process after 5 s. */
  async end(): Promise<void> {
    clearInterval(this.#watch);
    this.#look();
    await Promise.all([...this.workers, this.coordinator].map((logged) => logged.end()));
    for (const worker of this.workers) {
      expect(worker.of('conflict')).toEqual([]);
      expect(worker.errors).not.toMatch(/^ {4}at |node:internal/m);
    }
    for (let waited = 0; waited < 5000 && this.#left().length > 0; waited += 100) await pause(100);
    const left = this.#left();
    for (const pid of left) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
    expect(left).toEqual([]);
  }

  #left(): number[] {
    return [...this.#seen].filter((pid) => {
      try {
        return /dnn\.js|trial-process/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
      } catch {
        return false;
      }
    });
  }
}
