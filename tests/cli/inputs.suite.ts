/**
 * No output replaces what its command reads: a table of commands and inputs, by the names that the input is reached
 * by. `npm test` tries one name for each row, `npm run test:all` every one.
 */
import { linkSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectSuccess, greyPng } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { LINUX_NOTICE } from '../helpers/skips.js';

const TRAIN = 'train --layers auto,2,1 --iterations 2 --quiet';

/** A command up to the output's name, the file that it reads, and its noun. */
const ROWS: readonly [command: string, input: string, noun: string][] = [
  [`${TRAIN} --data ds/train_moons.h5 --out`, 'ds/train_moons.h5', 'dataset'],
  [`${TRAIN} --data ds/train_moons.h5 --out`, 'ds/test_moons.h5', 'dataset'],
  [`${TRAIN} --data ds --out`, 'ds/train_moons.h5', 'dataset'],
  [`${TRAIN} --data pics --out`, 'pics/b/2.png', 'image'],
  [`${TRAIN} --data rows.csv --out`, 'rows.csv', 'dataset'],
  [`${TRAIN} --data moons --config run.config --out`, 'run.config', 'config'],
  ['train --resume m.checkpoint --out', 'm.checkpoint', 'checkpoint'],
  ['import p.npz --data moons --out', 'p.npz', 'parameters'],
  ['import p.npz --data ds --out', 'ds/train_moons.h5', 'dataset'],
  ['export m.json --to onnx --out', 'm.json', 'model'],
  ['report m.json --out', 'm.json', 'model'],
  ['report m.json --out', 'ds/train_moons.h5', 'dataset'],
  ['report runs/a/model.json --out', 'runs/a/metrics.jsonl', 'metrics'],
  ['inspect m.json --filters', 'm.json', 'model'],
];

const place = new InProcess();

/** The names by which an input is reached; `row` keeps them apart. */
const WAYS: Record<string, (input: string, row: number) => string> = {
  'its own name': (input) => input,
  'a link': (input, row) => named(row, 'link', (path) => symlinkSync(place.at(input), path)),
  '/proc/self/cwd': (input) => `/proc/self/cwd/${input}`,
  'a hard link': (input, row) => named(row, 'hard', (path) => linkSync(place.at(input), path)),
  'a linked directory': (input, row) =>
    `${named(row, 'folder', (path) => symlinkSync(dirname(place.at(input)), path))}/${input.split('/').at(-1)}`,
};

/** Makes a name that ends as a picture's does: --filters takes no other. */
function named(row: number, kind: string, make: (path: string) => void): string {
  const name = `${kind}-${row}.png`;
  make(place.at(name));
  return name;
}

async function prepare(): Promise<void> {
  for (const name of ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png']) {
    place.write(`pics/${name}`, greyPng(name.startsWith('a') ? 20 : 200));
  }
  place.write('rows.csv', 'x,y,class\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n');
  place.write('run.config', '{"seed": 2}');
  expectSuccess(await place.dnn('data make moons --test 10 --out ds'.split(' ')));
  const train = `${TRAIN} --data ds --checkpoint-every 2`.split(' ');
  const [model, run] = [
    ['--out', 'm.json'],
    ['--name', 'a'],
  ];
  await Promise.all([model, run].map(async (out) => expectSuccess(await place.dnn([...train, ...out]))));
  expectSuccess(await place.dnn('export m.json --out p.npz'.split(' ')));
}

export function describeInputs(how: { readonly everyWay: boolean }): void {
  const names = Object.keys(WAYS);
  const cases = ROWS.flatMap(([command, input, noun], row) =>
    names
      // --filters takes no other name than a picture's.
      .filter((way) => !command.includes('--filters') || ['a link', 'a hard link'].includes(way))
      .filter((_, i, all) => how.everyWay || i === row % all.length)
      .map((way) => ({ command, input, noun, way, row })),
  );

  describe.skipIf(LINUX_NOTICE !== '')(`an input is not replaced${LINUX_NOTICE}`, () => {
    beforeAll(prepare);
    it.concurrent.each(cases)('$command $input, through $way', async ({ command, input, noun, way, row }) => {
      const before = readFileSync(place.at(input));
      const out = WAYS[way](input, row);
      const result = await place.dnn([...command.split(' '), out]);
      expectError(result, 2, [`cannot write ${out}: it is the ${noun} `, 'Give the output another name.']);
      expect(readFileSync(place.at(input)).equals(before)).toBe(true);
    });
  });
}
