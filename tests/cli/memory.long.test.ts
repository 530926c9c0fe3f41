import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { claimingZip } from '../helpers/claiming-zip.js';
import { BIN, expectSuccess, greyPng, toyArrays, Workspace } from '../helpers/cli.js';
import { PEAK_AT_EXIT, peakOf } from '../helpers/peak-memory.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  expectSuccess(await place.dnn('train --data toy.h5 --layers auto,2000,auto --iterations 2'.split(' ')));
});

/** How `dnn` ends, and the most that its process held, in MiB. */
async function measured(args: readonly string[]) {
  const result = await place.run(process.execPath, ['--import', PEAK_AT_EXIT, BIN, ...args], {});
  return { ...result, peak: peakOf(result.stderr) };
}

describe('what would pass --max-memory', () => {
  describe('of data that are small on the disk', () => {
    const LIMIT = 200;
    const BYTES = 160 * 2 ** 20;
    beforeAll(async () => {
      const examples = { name: 'train_set_x', shape: [160, 2 ** 20], values: new Uint8Array(BYTES) };
      const labels = {
        name: 'train_set_y',
        shape: [160],
        values: Int32Array.from({ length: 160 }, (_, i) => i % 2),
      };
      await place.writeHdf5('zeros.h5', [
        { ...examples, chunks: [16, 2 ** 20], filter: { gzip: 1 } },
        labels,
      ]);
      // That nothing is unpacked is seen by what it would be unpacked to.
      const packed = new Uint8Array(BYTES / 1000);
      place.write('zeros.npz', claimingZip('x_train.npy', packed, BYTES));
      const header = Buffer.alloc(16);
      header.set([0, 0, 8, 3, 0, 0, 0, 160, 0, 0, 4, 0, 0, 0, 4, 0]);
      const body = Buffer.alloc(BYTES + header.length);
      header.copy(body);
      place.write('zeros/train-images-idx3-ubyte.gz', gzipSync(body, { level: 1 }));
      for (const name of ['a/1', 'a/2', 'a/3', 'b/1', 'b/2']) place.write(`few/${name}.png`, greyPng(1));
    });

    it.each<[string, string, string]>([
      ['HDF5', 'zeros.h5', 'zeros.h5: train_set_x: '],
      ['npz', 'zeros.npz', 'zeros.npz: '],
      ['gzipped idx', 'zeros', 'zeros/train-images-idx3-ubyte.gz: '],
      ['pictures', 'few --layers 4000x4000x3,1', 'few: '],
    ])('it is refused before memory is taken: %s', async (_, data, where) => {
      const args = ['train', '--data', ...data.split(' '), '--max-memory', `${LIMIT}M`];
      const { stderr, code, peak } = await measured(args);
      expect(stderr).toMatch(
        new RegExp(`^Error: ${where}to read it takes \\d+ MiB of memory at least, `, 'm'),
      );
      expect(stderr).toContain(`--max-memory ${LIMIT}M allows ${LIMIT} MiB\n`);
      expect(code).toBe(2);
      expect(peak).toBeLessThan(LIMIT);
    });
  });
});

describe('a run that is let through', () => {
  it.each<[string, string]>([
    ['the parameters of adam', '--optimizer adam --layers auto,200,auto'],
    ['the activations of many examples', '--data blobs:examples=40000 --layers auto,200,auto'],
    ['… by the reference kernels', '--data blobs:examples=40000 --layers auto,200,auto --backend js'],
    ['checkpoints on the way', '--optimizer momentum --layers auto,400,auto --checkpoint-every 1'],
  ])('takes what was said, +20%: %s', async (_, flags) => {
    const args = ['train', ...flags.split(' '), '--iterations', '2', '--out', 'peak.json', '--quiet'];
    // Enough to read the data, and too little to train.
    const refused = await place.dnn([...args, '--max-memory', '120M']);
    const [, needed, unit] = /need ([\d.]+) (MiB|GiB)/.exec(refused.stderr) as RegExpExecArray;
    const said = Number(needed) * (unit === 'GiB' ? 1024 : 1);
    const { code, stderr, peak } = await measured(args);
    expect(code, stderr).toBe(0);
    expect(peak / said, `${peak} of ${said} MiB`).toBeLessThan(1.2);
    expect(peak / said, `${peak} of ${said} MiB`).toBeGreaterThan(0.6);
  });
});
