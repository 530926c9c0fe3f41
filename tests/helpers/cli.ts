/** The built command as its users meet it: a process in a directory of its own, with small data sets to work on. */
import { type ChildProcessWithoutNullStreams, type StdioOptions, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect } from 'vitest';
import { type Hdf5Output, hdf5Bytes } from '../../src/data/formats/hdf5/writer.js';
import { writePng } from './png-writer.js';

export const BIN = resolve('bin/dnn.js');
if (!existsSync(resolve('dist/bin/dnn.js'))) throw new Error('build first: npm run build');

/** A terminal escape sequence starts with it. */
export const ESCAPE = '\x1b';

export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Variables = Readonly<Record<string, string>>;

/** No variable of the tests' own run reaches the command. */
export const ENVIRONMENT: Variables = { PATH: process.env.PATH ?? '', HOME: tmpdir(), LANG: 'C.UTF-8' };

/** Below the tests' own, so that what hangs is told by what it has said. */
const TIME_LIMIT = 100_000;

export class Workspace {
  readonly path = mkdtempSync(join(tmpdir(), 'dnn-cli-'));

  readonly #running = new Set<ChildProcessWithoutNullStreams>();

  constructor() {
    afterAll(() => {
      // A test that failed may have left a run that has no end.
      for (const child of this.#running) endGroup(child);
      rmSync(this.path, { recursive: true, force: true });
    });
  }

  /** Where `name` is in here. */
  at(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Uint8Array): string {
    mkdirSync(dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), content);
    return this.at(name);
  }

  async writeHdf5(name: string, arrays: readonly Hdf5Output[]): Promise<string> {
    return this.write(name, await hdf5Bytes(arrays));
  }

  /** Runs `dnn` in here. */
  dnn(args: readonly string[], env: Variables = {}): Promise<Result> {
    return this.ownProcess(args, env);
  }

  /** Runs `dnn` in here as a process of its own, also where others share that of the tests. */
  ownProcess(args: readonly string[], env: Variables = {}): Promise<Result> {
    return this.run(process.execPath, [BIN, ...args], env);
  }

  /** Runs a shell script in which `$DNN` is the command. */
  shell(script: string, env: Variables = {}): Promise<Result> {
    return this.run('bash', ['-c', script], { DNN: `${process.execPath} ${BIN}`, ...env });
  }

  /** Starts a program in here that ends with the tests, and whatever it has started with it. */
  spawn(program: string, args: readonly string[], env: Variables = {}, stdio: StdioOptions = 'pipe') {
    const how = { cwd: this.path, env: { ...ENVIRONMENT, ...env }, stdio, detached: true };
    const child = spawn(program, args, how) as ChildProcessWithoutNullStreams;
    this.#running.add(child);
    return child.on('close', () => this.#running.delete(child));
  }

  run(program: string, args: readonly string[], env: Variables): Promise<Result> {
    return new Promise((done, fail) => {
      const child = this.spawn(program, args, env, ['ignore', 'pipe', 'pipe']);
      const timer = setTimeout(() => endGroup(child), TIME_LIMIT);
      const output = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output.stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output.stderr += text;
      });
      child.on('error', fail);
      child.on('close', (code, signal) => {
        clearTimeout(timer);
        done({ code, signal, ...output });
      });
    });
  }

  /** Runs `dnn`, expecting `code`, these words on stderr, nothing on stdout and no file touched. */
  async refuses(args: readonly string[], code: number, words: readonly string[], env: Variables = {}) {
    const before = this.listing();
    const result = await this.dnn(args, env);
    expectError(result, code, words);
    expect(result.stdout).toBe('');
    expect(this.listing()).toEqual(before);
    return result;
  }

  /** Every file in here with its size and time. */
  listing(): string[] {
    const names = readdirSync(this.path, { recursive: true, encoding: 'utf8' }).sort();
    return names.map((name) => {
      const { size, mtimeMs } = statSync(this.at(name));
      return `${name} ${size} ${mtimeMs}`;
    });
  }
}

/** Ends the process and all that it has started. */
function endGroup({ pid }: ChildProcessWithoutNullStreams): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // They have ended.
  }
}

/** One error on stderr with these words, and never a stack trace. */
export function expectError({ code, stderr }: Result, expected: number, words: readonly string[]): void {
  for (const word of words) expect(stderr).toContain(word);
  expect(stderr).toMatch(/^Error: /m);
  expect(stderr.match(/^Error: /gm)).toHaveLength(1);
  expectNoTrace(stderr);
  expect(code).toBe(expected);
}

export function expectNoTrace(text: string): void {
  expect(text).not.toMatch(/^ {4}at /m);
  expect(text).not.toContain('node:internal');
  expect(text).not.toContain('[object');
}

/** Exit 0, nothing that looks like an error. */
export function expectSuccess({ code, stderr }: Result): void {
  expect(stderr).not.toContain('Error');
  expectNoTrace(stderr);
  expect(code).toBe(0);
}

export interface ToyOptions {
  readonly train?: number;
  readonly test?: number;
  readonly shape?: readonly number[];
  readonly classes?: readonly string[];
}

/** Pictures of noise, the brighter the higher their class; the arrays have the course's names. */
export function toyArrays(options: ToyOptions = {}): Hdf5Output[] {
  const { train = 40, test = 10, shape = [8, 8, 3], classes = ['non-cat', 'cat'] } = options;
  const splits = (['train', 'test'] as const).flatMap((split) => {
    const m = split === 'train' ? train : test;
    return m === 0 ? [] : splitArrays(split, m, shape, classes.length);
  });
  return [...splits, { name: 'list_classes', shape: [classes.length], values: classes }];
}

function splitArrays(split: string, m: number, shape: readonly number[], classes: number): Hdf5Output[] {
  const features = shape.reduce((product, n) => product * n, 1);
  const values = Uint8Array.from({ length: m * features }, (_, i) => {
    const example = Math.floor(i / features);
    return (example % classes) * Math.floor(150 / classes) + ((i * 7919 + example * 31) % 97);
  });
  return [
    { name: `${split}_set_x`, shape: [m, ...shape], values },
    { name: `${split}_set_y`, shape: [m], values: Int32Array.from({ length: m }, (_, i) => i % classes) },
  ];
}

/** A grey PNG picture of one brightness. */
export function greyPng(brightness: number, width = 12, height = 10): Buffer {
  const samples = new Array<number>(width * height * 3).fill(brightness);
  return writePng({ width, height, colourType: 2, depth: 8, samples });
}

/** The JSON events on stdout, which must hold nothing else. */
export function eventsOf({ stdout }: Result): Record<string, unknown>[] {
  expect(stdout.endsWith('\n')).toBe(true);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The costs in `Cost after iteration …` lines. */
export function costLines({ stdout }: Result): string[] {
  return stdout.split('\n').filter((line) => line.startsWith('Cost after iteration'));
}
