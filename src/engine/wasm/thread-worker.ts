/** The entry of a worker thread: its own instance of the kernels over the shared memory. */
import { workerData } from 'node:worker_threads';
import { instantiate } from './kernel-module.js';
import { reportEnd, type ThreadSetup, work } from './threads.js';

const setup = workerData as ThreadSetup;
process.on('exit', () => reportEnd(setup));
const kernels = instantiate(setup.memory, setup.module);
kernels.useScratch(setup.scratch);
work(setup, kernels);
