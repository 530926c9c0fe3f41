/**
 * Does a process that trains again and again grow? 20 runs of 10,000 iterations each through the public library, of
 * several kinds: node bench/endurance.mjs [runs] [iterations]. Exit 1 when memory has grown since the first runs.
 */
import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultTrainingOptions, openDataset, planTraining, train } from '../dist/index.js';

const [runs = 20, iterations = 10_000] = process.argv.slice(2).map(Number);
/** Runs that caches, compiled code and the allocator's pools may take to fill. */
const SETTLED = Math.min(5, Math.floor(runs / 2));
/**
 * MiB that the median of the last runs may lie above that of the first settled ones. A shared memory that the
 * collector has not come to yet holds 10 GiB of addresses, of which hardly any are used, and a run's few MiB outside
 * of the heap: up to three of them may wait, where a leak would keep one of each run.
 */
const ALLOWED = { heap: 1, external: 16, rss: 16, address: 31 * 1024 };
const KINDS = {
  'cats, dual': ['demo-cats', { layers: 'auto,20,7,5,auto' }],
  'moons, adam, mini-batches': ['moons', { layers: 'auto,8,auto', optimizer: 'adam', batchSize: 64 }],
  'moons, 2 threads': ['moons', { layers: 'auto,64,auto', threads: 2, batchSize: 64 }],
  'digits, convolutions, batch norm': [
    'digits',
    { layers: '8x8x1,conv3:2,pool2,auto', batchNorm: true, batchSize: 16, dtype: 'float32' },
  ],
  'moons, reference kernels': ['moons', { layers: 'auto,4,auto', backend: 'js', batchSize: 32 }],
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** MiB of live JavaScript objects, of what they hold outside, of resident memory and of addresses. */
async function measure() {
  // What weak references kept goes with the second collection.
  for (let again = 0; again < 2; again++) {
    collect();
    await turn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const address = Number(/VmSize:\s+(\d+)/.exec(readStatus())?.[1] ?? 0) * 1024;
  return Object.fromEntries(
    Object.entries({ heap: heapUsed, external, rss, address }).map(([what, bytes]) => [
      what,
      bytes / 2 ** 20,
    ]),
  );
}

function readStatus() {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}

async function runOnce(dataset, more) {
  const options = { ...defaultTrainingOptions(), iterations, ...more };
  for await (const event of train(dataset, options, planTraining(dataset, options)))
    if (event.event === 'error') throw new Error(event.message);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
let grown = false;
for (const [name, [source, more]] of Object.entries(KINDS)) {
  const dataset = await openDataset(source);
  const measured = [];
  const start = performance.now();
  for (let run = 0; run < runs; run++) {
    await runOnce(dataset, more);
    measured.push(await measure());
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const parts = Object.entries(ALLOWED).map(([what, allowed]) => {
    const of = (part) => median(part.map((each) => each[what]));
    const [early, late] = [of(measured.slice(SETTLED, 2 * SETTLED)), of(measured.slice(-SETTLED))];
    if (late - early > allowed) grown = true;
    return `${what} ${early.toFixed(1)} → ${late.toFixed(1)}${late - early > allowed ? ' GREW' : ''}`;
  });
  process.stdout.write(`${name}: ${runs} runs of ${iterations} in ${seconds} s; MiB: ${parts.join(', ')}\n`);
}
process.exitCode = grown ? 1 : 0;
