/** The entry of a thread that simulates runs with mistakes. */
import { workerData } from 'node:worker_threads';
import { atOnce } from '../../engine/pieces.js';
import { type VariantsTask, work } from './variants.js';

atOnce(work(workerData as VariantsTask));
