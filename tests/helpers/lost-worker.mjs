/** Loaded before dnn: the worker thread ends, as WORKER_END says, behind its WORKER_PIECE-th piece. */
import { isMainThread } from 'node:worker_threads';

const { WORKER_END, WORKER_PIECE } = process.env;
const add = Atomics.add;
let pieces = 0;

// What a worker tells the others of a piece that is computed.
Atomics.add = (...values) => {
  if (!isMainThread && ++pieces === Number(WORKER_PIECE)) end();
  return add(...values);
};

function end() {
  if (WORKER_END === 'exit') process.exit(3);
  throw new Error('the worker was made to throw');
}
