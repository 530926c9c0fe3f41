/**
 * The process that runs a target's inputs. Before each it says which, on a pipe that is written at once, so that
 * the parent knows what it was at when it does not come back; and how each failed, and what all came to.
 */
import { existsSync, mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakMegabytes, Runner } from './runner.js';
import { TARGETS } from './targets.js';

/** The pipe to the parent. */
const PIPE = 3;
/** Files that never reach a disk, where the system has such a place. */
const MEMORY = '/dev/shm';

/** The task of the child. */
export interface Order {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** When to stop at the latest, as Date.now tells it. */
  readonly until: number | undefined;
}

/** The results of the inputs, as far as they were run. */
export interface Sum {
  readonly inputs: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Different messages, not counting the numbers and names in them. */
  readonly messages: readonly string[];
  readonly slowest: { readonly index: number; readonly milliseconds: number };
  readonly megabytes: number;
}

/** One line of the pipe. */
export type Report =
  | { readonly at: number }
  | { readonly failed: number; readonly message: string }
  | { readonly sum: Sum };

function tell(report: Report): void {
  writeSync(PIPE, `${JSON.stringify(report)}\n`);
}

/** A message without what differs from input to input. */
function pattern(message: string): string {
  return message.replace(/"[^"]*"?|\/\S+|-?\d[\d.e+]*/g, '…').slice(0, 100);
}

export async function runChild({ target: name, seed, from, to, until = Infinity }: Order): Promise<void> {
  const target = TARGETS.find((each) => each.name === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  const root = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'dnn-fuzz-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  const runner = await Runner.create(target, join(root, 'input'));
  const messages = new Set<string>();
  const counts = { accepted: 0, rejected: 0, failed: 0 };
  let slowest = { index: from, milliseconds: 0 };
  let index = from;
  for (; index < to && Date.now() < until; index++) {
    tell({ at: index });
    const { kind, message, milliseconds } = await runner.run(runner.make(seed, index));
    counts[kind]++;
    if (kind === 'failed') tell({ failed: index, message });
    if (kind === 'rejected') messages.add(pattern(message));
    if (milliseconds > slowest.milliseconds) slowest = { index, milliseconds };
    // What failed calls of zlib leave is freed by the loop of events, which readers that wait for nothing never turn.
    await new Promise(setImmediate);
  }
  const { accepted, rejected } = counts;
  const megabytes = peakMegabytes();
  tell({ sum: { inputs: index - from, accepted, rejected, messages: [...messages], slowest, megabytes } });
}
