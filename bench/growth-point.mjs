/** One point of the growth measurement as a process: trains for a moment on made-up data and prints its cost. */
import { RandomState } from '../dist/engine/rng.js';
import { defaultTrainingOptions } from '../dist/train/options/options.js';
import { planTraining } from '../dist/train/plan.js';
import { train } from '../dist/train/trainer.js';

const SEED = 1;
/** So small that no shape diverges. */
const LEARNING_RATE = 1e-6;
const LEAST_ITERATIONS = 3;
/** The generator is left when the time is over, never at its last iteration. */
const NO_END = 1e9;

const { examples, features, hidden, form, seconds } = JSON.parse(process.argv[2]);
const memories = recordMemories();
const dataset = madeUp(examples, features);
const options = {
  ...defaultTrainingOptions(),
  layers: ['auto', ...hidden, 'auto'].join(','),
  learningRate: LEARNING_RATE,
  iterations: NO_END,
  logEvery: NO_END,
  // The plan's own choice goes by its own form, which may not be the one forced here.
  threads: 1,
};
const plan = planTraining(dataset, options);
const forced = { ...plan, firstLayer: { ...plan.firstLayer, form } };
const times = await time(train(dataset, options, forced), seconds);
const matrixBytes = memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
process.stdout.write(JSON.stringify({ ...times, matrixBytes }));

/** Seconds to the first update's end, and of an update after a warm-up of a quarter of the time. */
async function time(events, budget) {
  const start = performance.now();
  let setup;
  let warm;
  let iterations = 0;
  for await (const { event } of events) {
    if (event !== 'step') continue;
    const now = performance.now();
    setup ??= now;
    if (warm === undefined) {
      if (now - setup >= (budget / 4) * 1000) warm = now;
      continue;
    }
    iterations++;
    if (iterations < LEAST_ITERATIONS || now - warm < budget * 1000) continue;
    return { setupSeconds: (setup - start) / 1000, iterationSeconds: (now - warm) / 1000 / iterations };
  }
  throw new Error('training ended before its time');
}

/** Bytes as pictures have them, from the seed; every other example is of class 1. */
function madeUp(m, n) {
  const random = new RandomState(SEED);
  const words = Uint32Array.from({ length: Math.ceil((m * n) / 4) }, () => random.word());
  const values = new Uint8Array(words.buffer, 0, m * n);
  const labels = Int32Array.from({ length: m }, (_, i) => i % 2);
  return {
    name: 'made-up',
    shape: [n],
    divisor: 255,
    classes: ['0', '1'],
    train: { examples: m, values, labels, dtype: 'uint8' },
    notes: [],
  };
}

/** All WebAssembly memories made from now on: that is where a run's matrices are. */
function recordMemories() {
  const made = [];
  WebAssembly.Memory = class extends WebAssembly.Memory {
    constructor(descriptor) {
      super(descriptor);
      made.push(this);
    }
  };
  return made;
}
