/** A process with a pool of the built package, for tests that kill it: prints `started <pid>` lines, and never ends by itself. */
import { LocalExecutor } from '../../dist/tune/executors/local.js';

const { jobs, setup, trials } = JSON.parse(process.argv[2]);
const onEvent = ({ event, pid }) => event === 'started' && process.stdout.write(`started ${pid}\n`);
const executor = new LocalExecutor({ jobs, setup, onEvent });
for await (const result of executor.run(trials)) process.stdout.write(`result ${result.outcome}\n`);
process.stdout.write('idle\n');
setInterval(() => {}, 1000);
