import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { greyPng, toyArrays, Workspace } from '../helpers/cli.js';
import { PEAK_AT_EXIT, peakOf } from '../helpers/peak-memory.js';

const place = new Workspace();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  await place.writeHdf5('flat.h5', toyArrays({ shape: [6] }));
  await place.writeHdf5('grey.h5', toyArrays({ shape: [8, 8], classes: ['a', 'b', 'c'] }));
  place.write('bright.png', greyPng(255));
  place.write('dark.png', greyPng(0));
  for (const [name, out] of [
    ['toy', 'model'],
    ['flat', 'flat'],
    ['grey', 'grey'],
  ])
    await place.dnn([
      'train',
      '--data',
      `${name}.h5`,
      '--iterations',
      '1500',
      '--lr',
      '0.05',
      '--out',
      `${out}.json`,
      '--quiet',
    ]);
});

describe('many pictures', () => {
  const cats = ['album/a.png', 'album/deep/b.png', 'album/deep/c.png'];
  beforeAll(() => {
    for (const [i, file] of cats.entries()) place.write(file, greyPng(i * 100));
    place.write('album/notes.txt', 'no picture');
  });

  it('take no more memory than few', async () => {
    const peak = async (count: number) => {
      const names = Array.from({ length: count }, () => 'dark.png').join(' ');
      const { stderr } = await place.shell(
        `NODE_OPTIONS="--import=${PEAK_AT_EXIT}" $DNN predict --json ${names} >out.json`,
      );
      expect(JSON.parse(readFileSync(place.at('out.json'), 'utf8'))).toHaveLength(count);
      return peakOf(stderr);
    };
    const few = await peak(200);
    const many = await peak(6000);
    expect(many - few).toBeLessThan(40);
  });
});

describe('a million rows take no more memory than few', () => {
  beforeAll(async () => {
    place.write('rows.csv', 'a,b,kind\n1,x,no\n2,y,yes\n3,x,no\n4,y,yes\n');
    await place.dnn(['train', '--data', 'rows.csv', '--iterations', '5', '--out', 'rows.json', '--quiet']);
  });

  it.each([
    ['objects from a pipe', '', '{"b":"x","a":7.25}', '| $DNN predict -'],
    ['a table in a file', 'echo b,a;', 'x,7.1234567890123456', '>many.csv; $DNN predict many.csv'],
    ['a table in quotes, from a pipe', 'echo b,a;', '"x",7.25', '| $DNN predict -'],
  ])('%s', async (_, head, row, predict) => {
    const peak = async (count: number) => {
      const { stdout, stderr } = await place.shell(
        `export NODE_OPTIONS="--import=${PEAK_AT_EXIT}"; (${head} yes '${row}' | head -n ${count}) ${predict} --model rows.json --csv | wc -l`,
      );
      expect(Number(stdout)).toBe(count + 1);
      return peakOf(stderr);
    };
    const few = await peak(10_000);
    expect((await peak(1_000_000)) - few).toBeLessThan(60);
  });
});
