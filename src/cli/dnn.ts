/** The process of a command: its console, its signals and its exit code. */
import { setFlagsFromString } from 'node:v8';
import { noteInputs } from '../disk/inputs.js';
import { main } from './main.js';
import { Console } from './terminal/console.js';

/** The time that what ends by itself has after the command. */
const LAST_MILLISECONDS = 1000;
const INTERRUPTED = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

// What we allocate is either gone at once or outside of the heap: a young generation that stays small saves 6 MB
// of the cat job's peak and costs no time.
setFlagsFromString('--semi-space-growth-factor=1');
noteInputs();
const console = new Console();
for (const signal of Object.keys(INTERRUPTED) as (keyof typeof INTERRUPTED)[]) {
  process.on(signal, () => {
    if (console.endsGently(signal)) return;
    console.abandon();
    process.exit(INTERRUPTED[signal]);
  });
}
const code = await main(process.argv.slice(2), console);
process.exitCode = code ?? (console.signal && INTERRUPTED[console.signal]);
// A connection to a server that is away must not keep a process whose command has ended.
await console.assertDelivered().catch(() => {});
setTimeout(() => process.exit(), LAST_MILLISECONDS).unref();
