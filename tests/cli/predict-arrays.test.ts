/** Arrays of examples as `dnn predict` reads them: which array of a file, on which scale, and records by their names. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openArrays } from '../../src/cli/commands/predict-arrays.js';
import type { PredictValues } from '../../src/cli/commands/predict-command.js';
import type { Console } from '../../src/cli/terminal/console.js';
import { hdf5Bytes } from '../../src/data/formats/hdf5/writer.js';
import { npzBytes } from '../../src/data/formats/npz/writer.js';
import { DnnError } from '../../src/errors.js';
import type { Model } from '../../src/model/model.js';
import { networkModel } from '../helpers/networks.js';
import { tableModel } from '../helpers/table-model.js';

const folder = mkdtempSync(join(tmpdir(), 'dnn-arrays-'));
afterAll(() => rmSync(folder, { recursive: true }));
const saved = (name: string, bytes: Uint8Array) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

const pictures = networkModel('4x4x1,3,2');
const bytes = Uint8Array.from({ length: 48 }, (_, i) => (i * 37) % 256);
const floats = Float64Array.from(bytes);
const array = (name: string, shape: number[], values: Float64Array = floats) => ({ name, shape, values });
const labels = array('y', [3], Float64Array.of(0, 1, 0));

interface Read {
  readonly ids: (string | number)[];
  readonly values: number[];
  readonly divisor: number;
  readonly notes: string[];
}

async function read(
  path: string,
  model: Model = pictures,
  given: Partial<PredictValues> = {},
): Promise<Read> {
  const notes: string[] = [];
  const console = { note: (note: string) => notes.push(note) } as unknown as Console;
  const options = {
    maxMemory: { text: '8G', bytesOf: () => 2 ** 33 },
    unseen: 'error',
    ...given,
  } as PredictValues;
  const [ids, values]: [(string | number)[], number[]] = [[], []];
  const opened = await openArrays(path, model, options, console);
  for await (const batch of opened.batches) {
    ids.push(...batch.ids);
    values.push(...batch.values);
  }
  return { ids, values, divisor: opened.model.divisor, notes };
}

async function refusal(...given: Parameters<typeof read>): Promise<string> {
  const error = await read(...given).catch((caught) => caught);
  expect(error).toBeInstanceOf(DnnError);
  return `${error.message} | ${error.hint}`;
}

describe('the examples of a file', () => {
  it.each<[title: string, shape: number[]]>([
    ['of the shape of the model', [3, 4, 4, 1]],
    ['without channels', [3, 4, 4]],
    ['flat', [3, 16]],
  ])('are its array %s, with labels beside it or not', async (_, shape) => {
    for (const arrays of [[array('a', shape)], [labels, array('a', shape)]]) {
      const { ids, values } = await read(saved('a.npz', npzBytes(arrays)));
      expect(ids).toEqual([1, 2, 3]);
      expect(values).toEqual([...floats]);
    }
  });

  it('are in HDF5 and idx files, too, packed or not', async () => {
    const hdf5 = await hdf5Bytes([array('x', [3, 4, 4, 1], bytes as unknown as Float64Array)]);
    expect((await read(saved('a.h5', hdf5))).values).toEqual([...floats]);
    const idx = Buffer.concat([Buffer.from('00000803000000030000000400000004', 'hex'), bytes]);
    expect((await read(saved('t10k-images-idx3-ubyte', idx))).values).toEqual([...floats]);
    expect((await read(saved('t10k-images-idx3-ubyte.gz', gzipSync(idx)))).values).toEqual([...floats]);
  });

  it('are pictures in a row for a model of flat values', async () => {
    const { values } = await read(saved('a.npz', npzBytes([array('a', [3, 4, 4])])), networkModel('16,2'));
    expect(values).toEqual([...floats]);
  });

  it('may be on another scale than those of the training', async () => {
    const fractions = array(
      'a',
      [3, 4, 4],
      floats.map((value) => value / 255),
    );
    const model = { ...pictures, range: [0, 255] as const };
    const { divisor, notes } = await read(saved('a.npz', npzBytes([fractions])), model);
    expect(divisor).toBe(1);
    expect(notes[0]).toContain('they are divided by 1, not by 255');
    expect(await read(saved('a.npz', npzBytes([array('a', [3, 4, 4])])), model)).toMatchObject({
      divisor: 255,
    });
  });

  it('are named where there are several', async () => {
    const path = saved(
      'a.npz',
      npzBytes([
        array('a', [3, 16]),
        array(
          'b',
          [3, 4, 4],
          floats.map((v) => 255 - v),
        ),
      ]),
    );
    expect(await refusal(path)).toContain('holds several arrays of examples: a, b | Name one: --x-key a');
    expect((await read(path, pictures, { xKey: 'b' })).values[0]).toBe(255);
    expect(await refusal(path, pictures, { xKey: 'c' })).toContain('has no array c (--x-key)');
  });

  it.each<[title: string, shape: number[], words: string]>([
    ['turned', [3, 1, 2, 8], 'holds a (3, 1, 2, 8) float64, expected examples of 4x4x1 values'],
    ['of another size', [4, 12], 'holds a (4, 12) float64, expected examples of 4x4x1'],
    ['labels alone', [48], 'holds a (48)'],
  ])('are refused where they are %s', async (_, shape, words) => {
    expect(await refusal(saved('a.npz', npzBytes([array('a', shape)])))).toContain(words);
  });

  it('have no names for --id, nor words for categories', async () => {
    const path = saved('a.npz', npzBytes([array('a', [3, 16])]));
    expect(await refusal(path, pictures, { id: 'name' })).toContain('has no columns');
    const rows = saved('a.npz', npzBytes([array('a', [6, 7], floats.slice(0, 42))]));
    expect(await refusal(rows, tableModel())).toContain("the model's column plan holds words");
  });
});

it('records are rows of a table, found by name, in npz and in HDF5', async () => {
  const columns = [
    { name: 'paid', type: 'yes-no', words: ['False', 'True'] },
    { name: 'plan', type: 'category', categories: ['', 'basic', 'größer'] },
    { name: 'fare', type: 'number' },
  ] as const;
  const scaling = { fill: new Array(5).fill(0), shift: new Array(5).fill(0), scale: new Array(5).fill(1) };
  const model = { ...networkModel('5,3,2', { divisor: 1 }), columns, scaling };
  for (const name of ['people.npz', 'people.h5']) {
    const path = `tests/data/formats/records/${name}`;
    const { ids, values, notes } = await read(path, model, { id: 'code' });
    expect(ids).toEqual(['x', 'yy', 'x', 'zzz']);
    const rows = [
      [1, 0, 1, 0, 7.25],
      [0, 0, 0, 1, Number.NaN],
      [0, 0, 1, 0, -1.5],
      [1, 1, 0, 0, 8],
    ];
    expect(values).toEqual(rows.flat());
    expect(notes).toEqual([`${path}: passed over what the model does not know: age, outcome.`]);
  }
  expect(await refusal('tests/data/formats/records/people.npz', tableModel())).toContain(
    'row 1 lacks the columns income, paperless',
  );
});
