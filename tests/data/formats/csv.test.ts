/** CSV files: how they may be written, which column is the class, and where a file is wrong. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/data/formats/csv/csv.js';
import { readRows } from '../../../src/data/formats/csv/rows.js';
import { openDataset } from '../../../src/data/open.js';
import { dnnError } from '../../helpers/errors.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dnn-csv-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

function read(content: string | Uint8Array, label?: string) {
  const { arrays, notes } = readCsv(write('set.csv', content), 'train', { yKey: label });
  const [x, y] = arrays;
  expect([x.name, y.name]).toEqual(['train_set_x', 'train_set_y']);
  const labels = y.dtype === 'string' ? y.strings() : Array.from(y.values());
  return { x: Array.from(x.values()), shape: x.shape, dtype: x.dtype, labels, notes };
}

const FLOWERS = {
  x: [5.1, 3.5, 6, -0.25],
  shape: [2, 2],
  dtype: 'float64',
  labels: ['iris', 'rose'],
};

describe('ways to write the same', () => {
  it.each([
    ['commas', 'a,b,class\n5.1,3.5,iris\n6,-0.25,rose\n'],
    ['semicolons', 'a;b;class\n5.1;3.5;iris\n6;-.25;rose'],
    ['tabs', 'a\tb\tclass\n5.1\t3.5\tiris\n6\t-25e-2\trose\n'],
    ['Windows line ends', 'a,b,class\r\n5.1,3.5,iris\r\n6,-0.25,rose\r\n'],
    ['old line ends', 'a,b,class\r5.1,3.5,iris\r6,-0.25,rose\r'],
    ['a byte order mark', '\ufeffa,b,class\n5.1,3.5,iris\n6,-0.25,rose\n'],
    ['quotes', '"a","b, in cm","class"\n"5.1",3.5,"iris"\r\n6,"-0.25",rose'],
    ['blank lines and blanks', '\n  \na, b ,class\n\n5.1 , 3.5, iris \n\n6,-0.25,rose\n\n\n'],
    ['no header', '5.1,3.5,iris\n6,-0.25,rose\n'],
    ['the class elsewhere', 'Label,a,b\niris,5.1,3.5\nrose,6,-0.25\n'],
    ['the class first, without a header', 'iris,5.1,3.5\nrose,6,-0.25\n'],
    ['a column "y" beside "target"', 'target,y,b\niris,5.1,3.5\nrose,6,-0.25\n'],
  ])('%s', (_, content) => expect(read(content)).toMatchObject(FLOWERS));

  it('quoted text may hold quotes, separators and line ends', () => {
    const content = 'a,"cl""ass\n2"\n1,"b ""x"", y"\n2,"c\nd"\n';
    expect(read(content, 'cl"ass\n2').labels).toEqual(['b "x", y', 'c\nd']);
  });

  it('any number of rows cut anywhere reads the same', () => {
    const cell = fc.constantFrom('1', '-2.5', '"3"', '4e2');
    const name = fc.constantFrom('cat', '"a ""b"""', '"x, y"', '"new\nline"', 'é', '😀');
    const rows = fc.array(fc.tuple(cell, cell, name), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        (cells, end, piece) => {
          const path = write('cut.csv', `a,b,label${end}${cells.map((row) => row.join(',')).join(end)}`);
          const all = (pieces?: number) =>
            Array.from(readRows(path, pieces), (row) => ({ fields: row.fields(), line: row.line }));
          expect(all(piece)).toEqual(all());
          expect(all()).toHaveLength(cells.length + 1);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('decimal commas', () => {
  it('are read where the separator is another, and points before them as thousands', () => {
    expect(read('a;b;c\n1.250;2;0\n1,5E+03;3,5;1\n').x).toEqual([1250, 2, 1500, 3.5]);
    expect(read('a|b\n1,5|0\n').x).toEqual([1.5]);
    expect(read('a;b;c\n1.250;2;0\n').x).toEqual([1.25, 2]);
  });
});

describe('separators at the ends of rows', () => {
  it.each([
    ['of all', 'a,b,label,\n1,2,0,\n3,4,1,\n'],
    ['of the header alone', 'a,b,label,,\n1,2,0\n3,4,1\n'],
    ['of rows alone', 'a,b,label\n1,2,0,\n3,4,1,,\n'],
    ['without a header', '1,2,0,\n3,4,1,\n'],
  ])('%s add no column', (_, content) => {
    expect(read(content)).toMatchObject({ x: [1, 2, 3, 4], labels: [0, 1] });
  });

  it('with something behind them are refused', () => {
    const error = dnnError('data', () => read('a,b,label\n1,2,0,\n3,4,1,5\n'));
    expect(error.message).toContain('set.csv: line 3: 4 columns, expected 3');
  });
});

describe('the inputs of real faults', () => {
  it.each([
    ['a comma at the ends of the lines', 'a,b,label,\n1,2,0,\n3,4,1,\n', [1, 2, 3, 4]],
    ['TRUE and FALSE', 'mass,wet,label\n1.5,TRUE,0\n2.5,FALSE,1\n', [1.5, 1, 2.5, 0]],
    ['a column of words', 'mass,colour,label\n1.5,red,0\n2.5,green,1\n', [1.5, 0, 1, 2.5, 1, 0]],
    ["Excel's line of the separator", 'sep=;\na;b;label\n1;2;0\n3;4;1\n', [1, 2, 3, 4]],
    ['decimal commas with exponents', 'a;b;label\n1,5E+03;2;0\n2,5E+03;4;1\n', [1500, 2, 2500, 4]],
    ['points of thousands', 'a;b;label\n1.250,75;2;0\n2.125,50;4;1\n', [1250.75, 2, 2125.5, 4]],
  ])('%s', (_, content, x) => expect(read(content)).toMatchObject({ x, labels: [0, 1] }));
});

describe('the class', () => {
  it('in numbers, in the last column, which is said', () => {
    const { labels, notes } = read('a,b,c\n1,2,0\n3,4,1\n');
    expect(labels).toEqual([0, 1]);
    expect(notes).toEqual([expect.stringContaining('took the last column, c, as the target')]);
    expect(read('1,2,0\n3,4,1\n').notes).toEqual([
      expect.stringContaining(
        'took column 3, the last, as the target. Name another by its number: --target 1.',
      ),
    ]);
  });

  it('in the column of --y-key', () => {
    expect(read('a,b,label\n0,2,5\n1,4,6\n', 'a')).toMatchObject({
      labels: [0, 1],
      x: [2, 5, 4, 6],
      notes: [],
    });
    expect(dnnError('data', () => read('a,bee,c\n1,2,3\n', 'beee')).hint).toBe('Did you mean --target bee?');
    expect(dnnError('data', () => read('1,2,3\n', 'a')).message).toContain(
      'no column is called a (--target); there are 1, 2, 3',
    );
  });

  it('numbers and names mixed are all names', () => {
    expect(read('a,label\n1,1\n2,b\n').labels).toEqual(['1', 'b']);
  });
});

describe('whole numbers from 0 to 255', () => {
  const row = (features: number, value: (i: number) => number) =>
    `${Array.from({ length: features }, (_, i) => value(i)).join(',')},0\n`;

  it.each([
    [64, 'int64'],
    [784, 'int64'],
    [3 * 64, 'int64'],
    [49, 'float64'],
    [65, 'float64'],
    [13, 'float64'],
  ])('%i in a row are %s', (features, dtype) => {
    expect(read(row(features, (i) => (i * 37) % 256))).toMatchObject({ dtype, shape: [1, features] });
  });

  it('are kept as bytes where they may be pictures, and only when all of them are', () => {
    expect(read(row(64, (i) => 4 * i) + row(64, () => 256)).dtype).toBe('float64');
    expect(read(row(64, () => 0.5)).dtype).toBe('float64');
  });

  it('of pictures are divided by 255, measured ones by 1', async () => {
    const pictures = write('pictures.csv', row(64, (i) => 4 * i) + row(64, (i) => 255 - i));
    expect(await openDataset(pictures, { shape: [8, 8, 1] })).toMatchObject({
      divisor: 255,
      shape: [8, 8, 1],
    });
    const ages = write('ages.csv', 'age,height,label\n20,180,0\n30,170,1\n');
    expect(await openDataset(ages)).toMatchObject({ divisor: 1, shape: [2] });
  });
});

describe('as a dataset', () => {
  it('with class names, a test file beside it, or as a directory', async () => {
    mkdirSync(join(root, 'pair'));
    const train = write('pair/train_pets.csv', 'a,b,class\n1,2,dog\n3,4,cat\n5,6,dog\n');
    write('pair/test_pets.csv', 'a,b,class\n1,2,cat\n');
    for (const source of [train, join(root, 'pair')]) {
      const pets = await openDataset(source);
      expect(pets).toMatchObject({ name: 'pets', shape: [2], divisor: 1, classes: ['cat', 'dog'] });
      expect([...pets.train.labels, ...(pets.test?.labels ?? [])]).toEqual([1, 0, 1, 0]);
    }
    write('pair/test_pets.csv', 'a,b,class\n1,2,cow\n');
    await expect(openDataset(train)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining(
        'test_pets.csv: line 2, column 3 (class) is "cow", expected one of the 2 classes',
      ),
    });
    await expect(openDataset(train, { xKey: 'a' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('--x-key a'),
    });
  });
});

describe('refused with file, line and column', () => {
  it.each([
    ['a ragged row', 'a,b,c\n1,2,0\n\n3,4\n', 'set.csv: line 4: 2 columns, expected 3'],
    [
      'text in place of a number',
      'a,b,c\n1,2,0\n3,x,0\n',
      'set.csv: column 2 (b) holds numbers, and x in line 3, expected a number',
    ],
    ['a column without values', 'a,b,c\n1,,0\n3,NA,0\n', 'set.csv: column 2 (b) has no values at all'],
    ['infinity', '1,2,0\nInfinity,2,0\n', 'column 1 (1) has Infinity in line 2, an infinite number'],
    [
      'a number beyond all',
      '1,2,0\n1e999,2,0\n',
      'column 1 (1) has 1e999 in line 2, a number too large for a float64',
    ],
    ['no class', 'a,label\n1,0\n2,\n', 'set.csv: column 2 (label): 1 row has no target: line 3'],
    [
      'a line that follows one of several lines',
      'a,label\n1,"x\ny"\nz,b\n',
      '(a) holds numbers, and z in line 4',
    ],
    ['an open quote', 'a,label\n1,"x\n2,y\n', 'set.csv: line 2: quoted field unterminated'],
    ['text after a quote', 'a,label\n1,"x"y\n', 'line 2: text follows a closing quote'],
    ['one column', 'a\n1\n', 'line 1: one column'],
    ['a header alone', 'a,b,label\n', 'has a header and no rows'],
    ['nothing', '', 'set.csv is empty'],
    ['blank lines alone', '\n\n  \n', 'set.csv is empty'],
  ])('%s', (_, content, message) => {
    expect(dnnError('data', () => read(content)).message).toContain(message);
  });

  it('a class that is no number of one: by its column', async () => {
    const path = write('fares.csv', 'age,fare\n1,7.25\n2,8\n');
    const error = await openDataset(path, { task: 'classification' }).catch((caught) => caught);
    expect(error.message).toContain('fares.csv: line 2, column 2 (fare) is 7.25, expected a whole number');
    expect(error.hint).toContain('--task regression');
  });

  it('commas that separate thousands, also where a decimal comma would be read', () => {
    for (const content of ['a;b;c\n-1,234,567;2;0\n', 'a,b,c\n"1,000",2,0\n2,3,0\n']) {
      const { message, hint } = dnnError('data', () => read(content));
      expect(message).toContain('in line 2, a number with thousands separators');
      expect(hint).toContain(
        'Write the number without separators of thousands; or leave the column out: --drop a.',
      );
    }
  });

  it('bytes that are no UTF-8, by their line and what converts them', () => {
    const latin = Buffer.from('a,label\r\n1,"x\r\ny"\r\n2,caf\xe9\n', 'latin1');
    const { message, hint } = dnnError('data', () => read(latin));
    expect(message).toContain('set.csv: line 4 is not UTF-8; it is probably Windows-1252');
    expect(hint).toMatch(/^Convert it: iconv -f WINDOWS-1252 -t UTF-8 \S+set\.csv > \S+set-utf8\.csv$/);
    const half = Buffer.from('\ufeffa,b\n1,2', 'utf16le').subarray(0, -1);
    expect(dnnError('data', () => read(half)).message).toContain('set.csv is damaged UTF-16');
  });

  it('a row without end, before it takes the memory', () => {
    const content = Buffer.alloc(5 * 2 ** 20, '1,');
    content.write('a,label\n1,0\n');
    expect(dnnError('data', () => read(content)).message).toContain('line 3: a row of more than 4194304');
    content.write('a,label\n1,"\n');
    expect(dnnError('data', () => read(content)).message).toContain('line 2: a row of more than 4194304');
  });
});
