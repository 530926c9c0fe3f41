/** Has a child run a target's inputs, ends it where it hangs, and goes on behind the input that it was at. */
import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Order, Report, Sum } from './child.js';

/** Milliseconds that an input may take by the clock, which other processes lengthen. */
const HANG = 60_000;
/** The child's heap, in MB: what JavaScript keeps must fit, whatever a file says. */
const HEAP = 256;
const WATCH = 500;

export interface Failure {
  readonly index: number;
  readonly message: string;
}

export interface Result {
  readonly sum: Sum;
  readonly failures: readonly Failure[];
}

/** Runs all of `order`; as many children as it takes. */
export async function runTarget(order: Order, script: string): Promise<Result> {
  const failures: Failure[] = [];
  const sums: Sum[] = [];
  for (let from = order.from; from < order.to && Date.now() < (order.until ?? Infinity); ) {
    const { sum, lost } = await runOnce({ ...order, from }, script, failures);
    if (sum !== undefined) {
      sums.push(sum);
      break;
    }
    failures.push(lost);
    // What the child had counted is lost with it: count its inputs again as none.
    sums.push({ ...NOTHING, inputs: lost.index + 1 - from });
    from = lost.index + 1;
  }
  return { sum: sums.reduce(added, NOTHING), failures };
}

const NOTHING: Sum = {
  inputs: 0,
  accepted: 0,
  rejected: 0,
  messages: [],
  slowest: { index: 0, milliseconds: 0 },
  megabytes: 0,
};

function added(a: Sum, b: Sum): Sum {
  return {
    inputs: a.inputs + b.inputs,
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
    messages: [...new Set([...a.messages, ...b.messages])],
    slowest: a.slowest.milliseconds > b.slowest.milliseconds ? a.slowest : b.slowest,
    megabytes: Math.max(a.megabytes, b.megabytes),
  };
}

/** One child's run: its sum, or the input at which it was lost. */
async function runOnce(
  order: Order,
  script: string,
  failures: Failure[],
): Promise<{ sum: Sum | undefined; lost: Failure }> {
  const child = fork(script, ['--child', JSON.stringify(order)], {
    execArgv: ['--enable-source-maps', `--max-old-space-size=${HEAP}`],
    stdio: ['ignore', 'inherit', 'pipe', 'pipe', 'ipc'],
  });
  let at = order.from;
  let since = Date.now();
  let sum: Sum | undefined;
  let errors = '';
  let hung = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-4000);
  });
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
    const report = JSON.parse(line) as Report;
    since = Date.now();
    if ('at' in report) at = report.at;
    else if ('failed' in report) failures.push({ index: report.failed, message: report.message });
    else sum = report.sum;
  });
  const watch = setInterval(() => {
    if (Date.now() - since < HANG) return;
    hung = true;
    child.kill('SIGKILL');
  }, WATCH);
  const [code, signal] = await closed(child);
  clearInterval(watch);
  const reason = hung ? `hung for ${HANG} ms` : `the process ended (${signal ?? code})\n${errors}`;
  return { sum, lost: { index: at, message: reason } };
}

function closed(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((done) => {
    child.on('close', (code, signal) => done([code, signal]));
  });
}
