/**
 * `npm run fuzz`: changed files for every reader, and what became of them.
 *
 *     npm run fuzz -- [target …] [--inputs n] [--seconds s] [--seed n] [--from n] [--crashes directory]
 *     npm run fuzz -- target --replay directory-or-file
 */
import { cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Order, runChild } from './child.js';
import { type Failure, type Result, runTarget } from './parent.js';
import { Runner, save } from './runner.js';
import type { Target } from './target.js';
import { TARGETS } from './targets.js';

const print = (line: string) => process.stdout.write(`${line}\n`);

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: 'string', default: '100000' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    crashes: { type: 'string', default: join('.fuzz', 'crashes') },
    replay: { type: 'string' },
    child: { type: 'string' },
  },
});

function number(name: 'inputs' | 'seconds' | 'seed' | 'from'): number {
  const value = Number(flags[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${name} ${flags[name]}: expected a number`);
}

function chosen(): readonly Target[] {
  const unknown = positionals.find((name) => !TARGETS.some((target) => target.name === name));
  const names = TARGETS.map(({ name }) => name);
  if (unknown !== undefined) throw new Error(`no target ${unknown}, there are ${names.join(', ')}`);
  return positionals.length === 0 ? TARGETS : TARGETS.filter(({ name }) => positionals.includes(name));
}

async function fuzz(): Promise<boolean> {
  const script = fileURLToPath(import.meta.url);
  const [from, seed] = [number('from'), number('seed')];
  const targets = chosen();
  print(row(['target', 'inputs', 'accepted', 'rejected', 'messages', 'slowest', 'peak', 'seconds']));
  let sound = true;
  for (const target of targets) {
    const start = Date.now();
    const until = flags.seconds === undefined ? undefined : start + number('seconds') * 1000;
    const order = { target: target.name, seed, from, to: from + number('inputs'), until };
    const result = await runTarget(order, script);
    print(rowOf(target.name, result, (Date.now() - start) / 1000));
    for (const failure of result.failures) await keep(target, order, failure);
    sound &&= result.failures.length === 0;
  }
  return sound;
}

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell, i) => (i === 0 ? String(cell).padEnd(11) : String(cell).padStart(11))).join('');
}

function rowOf(name: string, { sum }: Result, seconds: number): string {
  const { inputs, accepted, rejected, messages, slowest, megabytes } = sum;
  const times = [`${Math.round(slowest.milliseconds)} ms`, `${megabytes} MB`, Math.round(seconds)];
  return row([name, inputs, accepted, rejected, messages.length, ...times]);
}

/** Writes the files of a failing input, and beside them how it failed. */
async function keep(target: Target, { seed }: Order, { index, message }: Failure): Promise<void> {
  const name = `${target.name}-${seed}-${index}`;
  const directory = join(flags.crashes, name);
  const runner = await Runner.create(target, directory);
  save(runner.make(seed, index), directory);
  const again = `npm run fuzz -- ${target.name} --seed ${seed} --from ${index} --inputs 1`;
  writeFileSync(`${directory}.txt`, `${message}\n\n${again}\n`);
  print(`  ${directory}: ${message.split('\n').slice(0, 6).join('\n    ')}`);
}

/** Runs the files of an input that was kept, or one file in the place of the target's own. */
async function replay(path: string): Promise<boolean> {
  const [target] = chosen();
  const directory = mkdtempSync(join(tmpdir(), 'dnn-replay-'));
  const runner = await Runner.create(target, directory);
  const [own] = Object.keys(runner.make(1, 0));
  const single = statSync(path).isFile();
  cpSync(path, single ? join(directory, own ?? basename(path)) : directory, { recursive: true });
  const { kind, message, milliseconds } = await runner.read(directory);
  rmSync(directory, { recursive: true });
  print(`${kind} in ${Math.round(milliseconds)} ms${message === '' ? '' : `: ${message}`}`);
  return kind !== 'failed';
}

async function main(): Promise<boolean> {
  if (flags.child !== undefined) await runChild(JSON.parse(flags.child) as Order);
  else return flags.replay === undefined ? fuzz() : replay(flags.replay);
  return true;
}

try {
  const sound = await main();
  // The child's channel to its parent would keep it.
  process.exit(sound ? 0 : 1);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(2);
}
