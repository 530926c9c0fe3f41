/** The entry of a worker thread: its own instance of the kernels over the shared memory. */
import { workerData } from 'node:worker_threads';
import { type Kernel, type ThreadSetup, tellEnd, work } from './threads.js';

const setup = workerData as ThreadSetup;
process.on('exit', () => tellEnd(setup));
const { exports } = new WebAssembly.Instance(setup.module, { env: { memory: setup.memory } });
const kernels = exports as Record<string, Kernel>;
kernels.useScratch(setup.scratch);
work(setup, kernels);
