/**
 * The entry of a process that runs trials for a pool: it has the data once, then takes one trial after another. It ends
 * when its parent says so or is gone; signals are for the parent to judge, as a terminal sends them to both.
 */
import { Worker } from 'node:worker_threads';
import { asDnnError } from '../errors.js';
import type { FromChild, ToChild } from '../tune/executors/messages.js';
import { RoomError } from '../tune/room.js';
import { openHost, type TrialHost } from './run/trial-host.js';

/** Milliseconds after which a process whose parent is gone ends in any case. */
const GRACE = 3000;
/** Bytes of a run of which one kernel may take seconds. */
const LARGE = 2 ** 23;
/** The parent at the start: after its end the process has another. */
const PARENT = process.ppid;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
const ending = new AbortController();
let trials: Promise<void> = Promise.resolve();
let host: TrialHost | undefined;
let isWatching = false;
process.on('message', (message: ToChild) => {
  trials = trials.then(() => take(message)).catch(refuse);
  if (message.type === 'stop') ending.abort();
});
process.on('disconnect', end);
// The thread takes as long to start as a small trial: a short sweep does without.
setTimeout(endWithParent, GRACE).unref();

/** Takes a message when all before it are dealt with. */
async function take(message: ToChild): Promise<void> {
  if (message.type === 'stop') end();
  else if (message.type === 'setup') {
    host = await openHost(message.setup, ending.signal, send, ({ memory }) => {
      if (memory > LARGE) endWithParent();
    });
    send({ type: 'ready' });
  } else await host?.run(message.trial, message.memory);
}

/** Saves what is under way, and ends. */
function end(): void {
  ending.abort();
  setTimeout(() => process.exit(1), GRACE).unref();
  trials.finally(() => process.exit(0));
}

function refuse(error: unknown): void {
  const { code, message, hint } = asDnnError(error);
  if (error instanceof RoomError) send({ type: 'too-large', message, hint, needed: error.needed });
  else send({ type: 'refused', code, message, hint });
}

function send(message: FromChild): void {
  // Without a parent there is nobody to send to, and the process is about to end.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

/**
 * A long kernel keeps this thread from learning that the parent is gone: another one looks. Its process then has another
 * parent, but on Windows, where the channel alone tells.
 */
function endWithParent(): void {
  if (isWatching) return;
  isWatching = true;
  const watch = `setInterval(() => process.ppid === ${PARENT} || setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${GRACE}), 500);`;
  new Worker(watch, { eval: true, stdin: false, env: {} }).unref();
}
