/** `dnn predict`: the sentence, the JSON, the picture drawn, and pictures that cannot be read. */
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPicture } from '../../src/data/pictures/image.js';
import { loadModel } from '../../src/model/file/load.js';
import { Predictor } from '../../src/model/predict.js';
import { BIN, ESCAPE, expectError, expectSuccess, greyPng, type Result, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';
import { classOf } from '../helpers/kinds.js';
import { chunk, header, pngOf } from '../helpers/png-writer.js';
import { ROOT_NOTICE } from '../helpers/skips.js';

const place = new InProcess();
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

describe('dnn predict', () => {
  it('says it in a sentence a picture, on stdout', async () => {
    const result = await place.dnn(['predict', 'bright.png', 'dark.png']);
    expectSuccess(result);
    expect(result.stderr).toBe('');
    expect(result.stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(
        /^bright\.png: y = 1 \(p = [01]\.\d{4}\), your 4-layer model predicts a "cat" picture\.$/,
      ),
      expect.stringMatching(
        /^dark\.png: y = 0 \(p = [01]\.\d{4}\), your 4-layer model predicts a "non-cat" picture\.$/,
      ),
    ]);
  });

  it('--json is an array whose numbers are those of the library, bit for bit', async () => {
    const result = await place.dnn(['predict', '--json', 'bright.png', 'dark.png']);
    expectSuccess(result);
    const predictor = new Predictor(loadModel(place.at('model.json')));
    const expected = [];
    for (const file of ['bright.png', 'dark.png'])
      expected.push({ file, ...classOf(predictor.predictPicture(await readPicture(place.at(file)))) });
    expect(JSON.parse(result.stdout)).toEqual(expected);
    expect(Object.keys(expected[0])).toEqual(['file', 'class', 'label', 'probability', 'probabilities']);
    const { probability, probabilities } = expected[0];
    expect(probabilities[0] + probabilities[1]).toBeCloseTo(1, 12);
    expect(probability).toBe(probabilities[1]);
  });

  it('knows more than two classes and grey pictures', async () => {
    const result = await place.dnn(['predict', '--model', 'grey.json', '--json', 'bright.png']);
    const [{ label, probabilities }] = JSON.parse(result.stdout);
    expect(label).toBe('c');
    expect(probabilities).toHaveLength(3);
  });

  it('reads paths with spaces and other scripts', async () => {
    place.write('my cats/кошка 🐱.png', greyPng(255));
    const result = await place.dnn(['predict', 'my cats/кошка 🐱.png']);
    expect(result.stdout).toMatch(/^my cats\/кошка 🐱\.png: y = 1 /);
  });

  it('--show draws the picture that the network sees, in colour only where that is wanted', async () => {
    const plain = await place.dnn(['predict', '--show', 'bright.png']);
    expectSuccess(plain);
    expect(plain.stdout.trimEnd().split('\n').slice(1)).toEqual(new Array(4).fill('@'.repeat(8)));
    const coloured = await place.dnn(['predict', '--show', 'bright.png'], { FORCE_COLOR: '3' });
    expect(coloured.stdout).toContain(`${ESCAPE}[38;2;255;255;255m`);
    const fewer = await place.dnn(['predict', '--show', 'bright.png'], { FORCE_COLOR: '2' });
    expect(fewer.stdout).toContain(`${ESCAPE}[38;5;231m`);
    const few = await place.dnn(['predict', '--show', 'bright.png'], { FORCE_COLOR: '1' });
    expect(few.stdout).toBe(plain.stdout);
    const refused = await place.dnn(['predict', '--show', 'bright.png', '--no-color'], { FORCE_COLOR: '3' });
    expect(refused.stdout).toBe(plain.stdout);
  });

  it('with --json and --show gives JSON alone', async () => {
    const { stdout } = await place.dnn(['predict', '--show', '--json', 'bright.png']);
    expect(JSON.parse(stdout)).toHaveLength(1);
  });
});

describe('many pictures', () => {
  const cats = ['album/a.png', 'album/deep/b.png', 'album/deep/c.png'];
  beforeAll(() => {
    for (const [i, file] of cats.entries()) place.write(file, greyPng(i * 100));
    place.write('album/notes.txt', 'no picture');
  });
  const filesOf = ({ stdout }: Result) => (JSON.parse(stdout) as { file: string }[]).map(({ file }) => file);

  it('in a folder, by a pattern that no shell has expanded, and by name', async () => {
    expect(filesOf(await place.dnn(['predict', '--json', 'album']))).toEqual(cats);
    expect(filesOf(await place.dnn(['predict', '--json', 'album/**/[bc].png', 'dark.png']))).toEqual([
      ...cats.slice(1),
      'dark.png',
    ]);
    await place.refuses(['predict', 'album/*.gif'], 3, ['no file matches album/*.gif']);
  });

  it('one of which fails, alone or not, are told', async () => {
    place.write('broken/a.png', 'text');
    await place.refuses(['predict', 'broken'], 3, [join('broken', 'a.png')]);
    place.write('mixed/a.png', 'text');
    place.write('mixed/b.png', greyPng(1));
    const result = await place.dnn(['predict', '--csv', 'mixed']);
    expect(result.code).toBe(3);
    expect(result.stdout).toMatch(/^file,.*\nmixed\/b\.png,.*\n$/);
    expect(result.stderr).toContain('1 of 2 files could not be predicted');
  });

  it('come out as they are done: the first while the second is still awaited', async () => {
    const child = place.spawn(process.execPath, [BIN, 'predict', 'dark.png', '-']);
    const [first] = await once(child.stdout, 'data');
    expect(String(first)).toMatch(/^dark\.png: y = 0 .*\n$/);
    child.stdin.end(greyPng(255));
    const [second] = await once(child.stdout, 'data');
    expect(String(second)).toMatch(/^-: y = 1 /);
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
  });

  it('end when nobody reads on', async () => {
    const names = Array.from({ length: 3000 }, () => 'dark.png').join(' ');
    const { stdout, stderr, code } = await place.shell(`$DNN predict ${names} | head -n 1`);
    expect(stdout).toMatch(/^dark\.png: .*\n$/);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('standard input', () => {
  it('is a picture named -', async () => {
    const { stdout, code } = await place.shell('$DNN predict --json - < bright.png');
    expect(code).toBe(0);
    const [{ file, ...prediction }] = JSON.parse(stdout);
    const [named] = JSON.parse((await place.dnn(['predict', '--json', 'bright.png'])).stdout);
    expect({ ...prediction, file: 'bright.png' }).toEqual(named);
    expect(file).toBe('-');
  });

  it('that is no picture, empty, without end or asked for twice is refused', async () => {
    const of = (input: string) => place.shell(`$DNN predict - < ${input}`);
    expectError(await of('toy.h5'), 3, ['standard input', 'not a picture']);
    expectError(await of('/dev/null'), 3, ['standard input', 'empty']);
    expectError(await of('/dev/zero'), 3, ['standard input has more than']);
    await place.refuses(['predict', '-', '-'], 2, ['twice']);
  });
});

/** CSV as papaparse reads it: an object a row. */
function rowsOf(text: string): Record<string, string>[] {
  const { parse } = Papa as unknown as {
    parse(text: string, config: object): { data: Record<string, string>[]; errors: unknown[] };
  };
  const { data, errors } = parse(text, { header: true, skipEmptyLines: true });
  expect(errors).toEqual([]);
  return data;
}

describe('--csv', () => {
  it('is what papaparse reads back, numbers bit for bit, whatever the names', async () => {
    const names = ['a,b.png', 'say "cat".png', ' blank .png', 'two\nlines.png', '=1+1.png'];
    for (const name of names) place.write(`names/${name}`, greyPng(200));
    const [csv, json] = [
      await place.dnn(['predict', 'names', '--csv']),
      await place.dnn(['predict', 'names', '--json']),
    ];
    expectSuccess(csv);
    const data = rowsOf(csv.stdout);
    const expected = JSON.parse(json.stdout) as Record<string, unknown>[];
    expect(data).toHaveLength(names.length);
    for (const [i, row] of data.entries()) {
      const {
        file,
        class: index,
        label,
        probability,
        probabilities,
      } = expected[i] as Record<string, number[]>;
      expect(row).toMatchObject({ file, label });
      expect(Number(row.class)).toBe(index);
      expect(Number(row.probability)).toBe(probability);
      expect([row['p(non-cat)'], row['p(cat)']].map(Number)).toEqual(probabilities);
    }
  });

  it('has a column for each of more classes, and no header when nothing could be read', async () => {
    const grey = await place.dnn(['predict', '--csv', '--model', 'grey.json', 'bright.png']);
    expect(grey.stdout).toMatch(/^file,class,label,probability,p\(a\),p\(b\),p\(c\)\nbright\.png,2,c,/);
    await place.refuses(['predict', '--csv', 'missing.png'], 3, ['missing.png']);
  });

  it('and --json exclude each other', async () => {
    await place.refuses(['predict', '--csv', '--json', 'bright.png'], 2, ['--json and --csv exclude']);
  });
});

describe('a picture that cannot be read', () => {
  const sound = greyPng(100);
  const flipped = Buffer.from(sound);
  flipped[flipped.length - 20] ^= 0xff;
  const bombs = pngOf(header(100_000, 100_000, 8, 2), chunk('IDAT', Buffer.alloc(10)));
  const pictures: [name: string, content: Uint8Array | string | undefined, ...words: string[]][] = [
    ['missing.png', undefined, 'no such file'],
    ['empty.png', '', 'empty'],
    ['text.png', 'this is no picture', 'text.png'],
    ['page.png', '<!DOCTYPE html><html></html>', 'page.png'],
    ['short.png', sound.subarray(0, 60), 'short.png'],
    ['flipped.png', flipped, 'flipped.png'],
    ['bomb.png', bombs, '100000'],
    ['toy.h5', undefined, 'toy.h5'],
  ];
  it.each(pictures)('%s: exit 3', async (name, content, ...words) => {
    if (content !== undefined) place.write(name, content);
    await place.refuses(['predict', name], 3, [name, ...words]);
  });

  it.skipIf(ROOT_NOTICE !== '')(`or may not be read${ROOT_NOTICE}`, async () => {
    chmodSync(place.write('locked.png', greyPng(3)), 0);
    await place.refuses(['predict', 'locked.png'], 7, ['permission denied']);
    expect((await place.dnn(['predict', 'locked.png', 'missing.png'])).code).toBe(3);
  });

  it('or is a link to itself: exit 7', async () => {
    const round = await place.shell(
      'ln -s loop.png loop.png; $DNN predict loop.png; code=$?; rm loop.png; exit $code',
    );
    expectError(round, 7, ['loop.png', 'symbolic links', 'Check the path']);
  });

  it('or never ends', async () => {
    await place.refuses(['predict', '/dev/zero'], 3, ['/dev/zero', 'a device']);
  });

  it('or is a directory', async () => {
    mkdirSync(place.at('folder.png'), { recursive: true });
    await place.refuses(['predict', 'folder.png'], 3, ['folder.png', 'directory']);
  });

  it('among several is reported, and the others are still predicted: exit 3', async () => {
    const args = ['predict', 'bright.png', 'missing.png', 'dark.png', 'text.png'];
    const result = await place.dnn(args);
    expect(result.code).toBe(3);
    expect(result.stdout.match(/predicts a/g)).toHaveLength(2);
    for (const words of ['missing.png', 'text.png', '2 of 4 files could not be predicted'])
      expect(result.stderr).toContain(words);
    const json = await place.dnn([...args, '--json']);
    expect(json.code).toBe(3);
    expect((JSON.parse(json.stdout) as { file: string }[]).map(({ file }) => file)).toEqual([
      'bright.png',
      'dark.png',
    ]);
  });

  it('all of them, with --json, still gives an array', async () => {
    const result = await place.dnn(['predict', '--json', 'missing.png']);
    expectError(result, 3, ['missing.png']);
    expect(JSON.parse(result.stdout)).toEqual([]);
  });
});

describe('flags of rows', () => {
  const flags = ['--id', 'a', '--submission', '--unseen', 'ignore', '--x-key', 'x'];

  it('are warned of with pictures, but for variables, and those of pictures with rows', async () => {
    const { stderr, code } = await place.dnn(['predict', 'dark.png', ...flags]);
    expect(code).toBe(0);
    for (const [flag, kind] of [
      ['--id a', 'rows'],
      ['--submission', 'rows'],
      ['--unseen ignore', 'rows'],
      ['--x-key x', 'arrays'],
    ])
      expect(stderr).toContain(`Warning: ${flag} has no effect on pictures: it is for ${kind}.`);
    expect((await place.dnn(['predict', 'dark.png'], { DNN_ID: 'a', DNN_SHOW: '1' })).stderr).toBe('');
    place.write('six.csv', '1,2,3,4,5,6\n');
    const rows = await place.dnn(['predict', 'six.csv', '--model', 'flat.json', '--show', '--x-key', 'x']);
    for (const [flag, kind] of [
      ['--show', 'pictures'],
      ['--x-key x', 'arrays'],
    ])
      expect(rows.stderr).toContain(`Warning: ${flag} has no effect on rows: it is for ${kind}.`);
    expect((await place.dnn(['predict', '--show', 'dark.png', 'toy.h5'])).stderr).not.toContain('--show');
  });
});

describe('a model that does not fit', () => {
  beforeAll(async () => {
    place.write('table.csv', 'a,b,c\n1,2,x\n');
    place.write('rows.json', '[{"a": 1, "b": 2}]');
    await place.writeHdf5('only.h5', toyArrays({ shape: [6], test: 0 }).slice(0, 1));
  });

  it('of flat values takes no pictures: exit 4', async () => {
    const words = 'this model takes 6 values an example, not pictures (flat.json)';
    await place.refuses(['predict', '--model', 'flat.json', 'bright.png'], 4, [`bright.png: ${words}`]);
    const both = await place.dnn(['predict', '--model', 'flat.json', 'bright.png', 'dark.png']);
    expect(both.code).toBe(4);
    for (const each of [`dark.png: ${words}`, '2 of 2 files could not be predicted'])
      expect(both.stderr).toContain(each);
  });

  it('of pictures takes no other tables, rows and arrays: exit 4, as a file and piped', async () => {
    const words = 'and the model takes pictures of 8x8x3 (model.json)';
    const table = `this is a table of 3 values a row, ${words}`;
    await place.refuses(['predict', 'table.csv'], 4, [
      `table.csv: ${table}`,
      'Give pictures, or rows of their 192',
    ]);
    expectError(await place.shell('$DNN predict - < table.csv'), 4, [`standard input: ${table}`]);
    await place.refuses(['predict', 'rows.json'], 4, [`rows of a table with the columns a, b, ${words}`]);
    await place.refuses(['predict', 'table.csv', '--model', 'flat.json'], 4, [
      'and the model takes 6 values',
    ]);
    await place.refuses(['predict', 'only.h5'], 4, [
      'only.h5: it holds',
      'expected examples of 8x8x3 values',
    ]);
  });

  it('for some of the files is told of these, and the others are predicted: exit 4, with other failures 3', async () => {
    const pictures = await place.dnn(['predict', 'table.csv', 'dark.png', 'only.h5']);
    expect(pictures).toMatchObject({ code: 4, stdout: expect.stringMatching(/^dark\.png: y = 0 .*\n$/) });
    expect(pictures.stderr).toContain('2 of 3 files could not be predicted');
    place.write('few.csv', '1,2,3,4,5,6\n');
    const rows = await place.dnn(['predict', '--model', 'flat.json', 'dark.png', 'few.csv']);
    expect(rows).toMatchObject({ code: 4, stdout: expect.stringMatching(/^row 1: \S+ \(p = .*\n$/) });
    expect((await place.dnn(['predict', 'table.csv', 'missing.png', 'dark.png'])).code).toBe(3);
  });

  it('of standardised values takes no pictures: exit 4', async () => {
    const [x, y] = toyArrays({ test: 0 });
    const values = Float64Array.from(x.values as Uint8Array, (v) => (v - 100) / 50);
    await place.writeHdf5('standard.h5', [{ ...x, values }, y]);
    await place.dnn(['train', '--data', 'standard.h5', '--iterations', '2', '--out', 'standard.json']);
    await place.refuses(['predict', '--model', 'standard.json', 'bright.png'], 4, [
      'trained on inputs from -2',
    ]);
    expectSuccess(await place.dnn(['evaluate', '--model', 'standard.json']));
  });

  it('of another input size: exit 4, of other classes than the data: exit 3', async () => {
    const size = ['evaluate', '--data', 'flat.h5'];
    await place.refuses(size, 4, ['the model takes 8x8x3', '--data flat.h5: an example has 6 values']);
    await place.writeHdf5('three.h5', toyArrays({ classes: ['a', 'b', 'c'] }));
    await place.refuses(['evaluate', '--data', 'three.h5'], 3, [
      'three.h5: train_set_y: label 0 is "a"',
      "none of the model's 2 classes (non-cat, cat); nor are b, c",
    ]);
    await place.writeHdf5('dogs.h5', toyArrays({ classes: ['dog', 'bird'] }));
    await place.refuses(['evaluate', '--data', 'dogs.h5'], 3, ['non-cat, cat', 'is "dog"', 'nor is bird']);
  });

  it('leaves the model file as it is', () => {
    expect(JSON.parse(readFileSync(place.at('model.json'), 'utf8')).format).toBe('dnn-model');
  });
});
