/** A process that trains again and again holds no more objects: endurance.long.test.ts looks at all its memory. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { makeToy } from '../../src/data/toys/toys.js';
import { runTraining } from '../helpers/runs.js';

const KIB = 1024;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

it('ten runs more leave less than 100 KiB on the heap', async () => {
  const moons = makeToy('moons');
  const heapAfter = async (runs: number) => {
    for (let run = 0; run < runs; run++)
      await runTraining(moons, { layers: 'auto,8,auto', optimizer: 'adam', batchSize: 64, iterations: 10 });
    collect();
    return process.memoryUsage().heapUsed / KIB;
  };
  const before = await heapAfter(10);
  expect((await heapAfter(10)) - before).toBeLessThan(100);
});
