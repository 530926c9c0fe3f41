/** The memory that a process may take: read from control groups, checked before anything starts, and kept to. */
import { totalmem } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { machine, memoryOffered } from '../../src/cli/inputs/machine.js';
import { modelChunks } from '../../src/model/file/json.js';
import { type MemorySize, parseMemory } from '../../src/train/memory/memory-size.js';
import { claimingZip } from '../helpers/claiming-zip.js';
import { expectError, expectSuccess, toyArrays, Workspace } from '../helpers/cli.js';
import { randomModel } from '../helpers/models.js';

const size = (text: string) => parseMemory(text) as MemorySize;
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
    expect(machine({ maxMemory: size('50%') }).memoryLimit).toBe(all / 2);
    expect(machine({ maxMemory: size('3G') })).toMatchObject({ memoryLimit: 3 * 2 ** 30 });
    expect(machine({ maxMemory: size('3G') }).memoryTaken).toBeGreaterThan(2 ** 24);
  });
});

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

  it('is refused of a model in a few bytes whose layers compute much of one picture', async () => {
    const side = 8000;
    const conv = { type: 'conv', kernel: [1, 1], filters: 1, stride: 1, padding: 'same' } as const;
    const model = randomModel({
      inputShape: [side, side, 1],
      divisor: 255,
      front: [
        { ...conv, activation: 'relu' },
        { type: 'pool', size: side / 2 },
      ],
      hidden: [],
    });
    place.write('wide.json', [...modelChunks(model)].join(''));
    await place.refuses('predict --model wide.json a.png --max-memory 200M'.split(' '), 2, [
      '--model wide.json: 7 parameters need 3.',
      '--max-memory 200M allows 200 MiB',
    ]);
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
    place.write('bomb.npz', claimingZip('W1.npy', new Uint8Array(2 ** 20), 2 ** 29));
    await place.refuses([...args, 'bomb.npz'], 2, ['bomb.npz: to read it takes', '--max-memory']);
  });

  it('data that are larger are not even opened', async () => {
    // So large that what the program itself holds, which is counted too, is lost in the rounding.
    await place.shell('truncate -s 400G huge.h5');
    await place.refuses(['train', '--data', 'huge.h5', '--max-memory', '8G'], 2, [
      'huge.h5: to read it takes 400 GiB of memory at least, --max-memory 8G allows 8 GiB',
    ]);
  });

  it('is not inherited by the run that goes on', async () => {
    const run = 'train --data toy.h5 --out c.json --checkpoint-every 2 --max-memory'.split(' ');
    expectSuccess(await place.dnn([...run, '2G', '--iterations', '2']));
    const printed = await place.dnn(['train', '--resume', 'c.checkpoint', '--print-config']);
    expect(JSON.parse(printed.stdout).maxMemory).toBe('80%');
  });
});
