/** What a process may take: read from control groups, checked before anything starts, and kept to. */
import { totalmem } from 'node:os';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { machine, memoryOffered } from '../../src/cli/inputs/machine.js';
import { BIN, expectError, expectSuccess, greyPng, toyArrays, Workspace } from '../helpers/cli.js';
import { PEAK_AT_EXIT, peakOf } from '../helpers/peak-memory.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  expectSuccess(await place.dnn('train --data toy.h5 --layers auto,2000,auto --iterations 2'.split(' ')));
});

describe('the memory of a container', () => {
  const MACHINE = 2 ** 40;
  let made = 0;
  /** A machine with these control groups, of which the process is in `membership`. */
  const offered = (membership: string, files: Readonly<Record<string, string>>) => {
    const name = `groups${made++}`;
    for (const [path, content] of Object.entries(files)) place.write(`${name}/fs/${path}`, `${content}\n`);
    const folders = { membership: place.write(`${name}/cgroup`, membership), groups: place.at(`${name}/fs`) };
    return memoryOffered(folders, MACHINE);
  };

  it.each<[string, string, Record<string, string>, number]>([
    ['version 2', '0::/app\n', { 'app/memory.max': '1000000', 'app/memory.high': 'max' }, 1_000_000],
    ['version 2, in its own namespace', '0::/\n', { 'memory.max': '1000000' }, 1_000_000],
    [
      'version 2, a limit around it',
      '0::/pod/app\n',
      { 'pod/memory.max': '2000000', 'pod/app/memory.max': 'max' },
      2_000_000,
    ],
    ['version 2, slowed above', '0::/app\n', { 'app/memory.max': '3000', 'app/memory.high': '2000' }, 2000],
    [
      'version 1',
      '9:cpu:/x\n4:hugetlb,memory:/app\n0::/\n',
      { 'memory/app/memory.limit_in_bytes': '5000' },
      5000,
    ],
    [
      "version 1, the path being the host's",
      '4:memory:/docker/a1b2\n',
      { 'memory/memory.limit_in_bytes': '7000' },
      7000,
    ],
    [
      'version 1, without a limit',
      '4:memory:/app\n',
      { 'memory/app/memory.limit_in_bytes': '9223372036854771712' },
      MACHINE,
    ],
    ['another controller', '4:cpu:/app\n', { 'memory/app/memory.limit_in_bytes': '5000' }, MACHINE],
    ['nonsense', 'a:b\n::\n0::/../..\n', { 'memory.max': 'many' }, MACHINE],
    ['no groups at all', '', {}, MACHINE],
  ])('%s', (_, membership, files, bytes) => {
    const constrained = process.constrainedMemory();
    expect(offered(membership, files)).toBe(constrained > 0 ? Math.min(bytes, constrained) : bytes);
  });

  it('here is no more than the machine has; --max-memory takes its share', () => {
    const all = memoryOffered();
    expect(all).toBeGreaterThan(2 ** 24);
    expect(all).toBeLessThanOrEqual(totalmem());
    expect(machine({ maxMemory: '50%' }).memoryLimit).toBe(all / 2);
    expect(machine({ maxMemory: '3G' })).toMatchObject({ memoryLimit: 3 * 2 ** 30 });
    expect(machine({ maxMemory: '3G' }).memoryTaken).toBeGreaterThan(2 ** 24);
  });
});

/** How `dnn` ends, and the most that its process held, in MiB. */
async function measured(args: readonly string[]) {
  const result = await place.run(process.execPath, ['--import', PEAK_AT_EXIT, BIN, ...args], {});
  return { ...result, peak: peakOf(result.stderr) };
}

/** An archive whose directory says that the one file in it becomes so many bytes. */
function claimingZip(name: string, packed: Uint8Array, bytes: number): Uint8Array {
  const archive = Buffer.from(zipSync({ [name]: packed }, { level: 0 }));
  const entry = archive.lastIndexOf('PK\x01\x02', undefined, 'latin1');
  archive.writeUInt16LE(8, entry + 10);
  archive.writeUInt32LE(bytes, entry + 24);
  return archive;
}

const TRAIN = 'train --data blobs --layers auto,2000,auto --out new.json'.split(' ');

describe('what would pass --max-memory', () => {
  it.each<[string, string[], string[]]>([
    ['train', TRAIN, ['--layers auto,2000,auto: 12003 parameters need ', 'Use fewer units']],
    ['gradcheck', ['gradcheck', '--layers', '50,2000,1'], ['--layers 50,2000,1: 104001 parameters need ']],
    ['evaluate', ['evaluate'], ['model.json: to read it takes ', 'Allow more']],
    ['predict', ['predict', 'a.png'], ['model.json: to read it takes ']],
    ['inspect', ['inspect', 'model.json'], ['model.json: to read it takes ']],
    ['data info', ['data', 'info', 'toy.h5'], ['toy.h5: to read it takes ']],
  ])('is refused before it starts: %s', async (_, args, words) => {
    const { stderr } = await place.refuses([...args, '--max-memory', '1M'], 2, [
      ...words,
      '--max-memory 1M allows 1 MiB',
    ]);
    expect(stderr).toMatch(
      /of memory( in all \(\d+\.?\d* MiB of it for the program and its data\)| at least)?, /,
    );
  });

  it('is refused by a variable and a file too, which are named', async () => {
    await place.refuses(TRAIN, 2, ['--max-memory 1M allows'], { DNN_MAX_MEMORY: '1M' });
    place.write('small.json', '{"maxMemory":"1%%"}');
    await place.refuses([...TRAIN, '--config', 'small.json'], 2, [
      'small.json',
      '1%%',
      'expected a size such as',
    ]);
  });

  it('is told by --explain, too', async () => {
    const result = await place.dnn([...TRAIN, '--explain', '--max-memory', '1M']);
    expectError(result, 2, ['--max-memory 1M allows 1 MiB']);
  });

  it('a checkpoint that is larger is not even opened', async () => {
    await place.shell('truncate -s 1500M huge.checkpoint');
    await place.refuses('train --resume huge.checkpoint --max-memory 1G'.split(' '), 2, [
      'huge.checkpoint: to read it takes 1.',
      'GiB of memory at least, --max-memory 1G allows 1 GiB',
    ]);
  });

  it('parameters that are larger are not even opened, nor unpacked', async () => {
    await place.shell('truncate -s 400G huge.npz');
    const args = ['import', '--data', 'toy.h5', '--max-memory', '300M'];
    await place.refuses([...args, 'huge.npz'], 2, ['huge.npz: to read it takes 400 GiB']);
    place.write('bomb.npz', zipSync({ 'W1.npy': new Uint8Array(2 ** 29) }));
    await place.refuses([...args, 'bomb.npz'], 2, ['bomb.npz: to read it takes', '--max-memory']);
  });

  it('data that are larger are not even opened', async () => {
    // So large that what the program itself holds, which is counted too, is lost in the rounding.
    await place.shell('truncate -s 400G huge.h5');
    await place.refuses(['train', '--data', 'huge.h5', '--max-memory', '8G'], 2, [
      'huge.h5: to read it takes 400 GiB of memory at least, --max-memory 8G allows 8 GiB',
    ]);
  });

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

  it('is not inherited by the run that goes on', async () => {
    const run = 'train --data toy.h5 --out c.json --checkpoint-every 2 --max-memory'.split(' ');
    expectSuccess(await place.dnn([...run, '2G', '--iterations', '2']));
    const printed = await place.dnn(['train', '--resume', 'c.checkpoint', '--print-config']);
    expect(JSON.parse(printed.stdout).maxMemory).toBe('80%');
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
