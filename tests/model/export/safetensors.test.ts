/**
 * Exported safetensors files against the rules of the reference reader (safetensors' own deserializer): what it
 * refuses must not be in them, and what they hold are the parameters.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { safetensorsChunks } from '../../../src/model/export/safetensors.js';
import type { Model } from '../../../src/model/model.js';
import { NETWORKS, networkModel, titleOf } from '../../helpers/networks.js';
import { python, pythonNotice } from '../../helpers/python.js';
import { tableModel } from '../../helpers/table-model.js';

interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** The reader takes no longer header. */
const MAX_HEADER = 100_000_000;
const BYTES: Readonly<Record<string, number>> = { F64: 8, F32: 4 };

/** The file read by the rules; each is an expectation. */
function read(bytes: Buffer): {
  tensors: [string, Tensor][];
  metadata: Record<string, string>;
  data: Buffer;
} {
  expect(bytes.length, 'the length of the header').toBeGreaterThanOrEqual(8);
  const length = Number(bytes.readBigUInt64LE(0));
  expect(length).toBeLessThanOrEqual(MAX_HEADER);
  expect(8 + length, 'the header is inside of the file').toBeLessThanOrEqual(bytes.length);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
  expect(text[0], 'the header starts with {').toBe('{');
  const keys = [...text.matchAll(/"(\w+)":\{"dtype"/g)].map(([, key]) => key);
  expect(new Set(keys).size, 'no name stands twice').toBe(keys.length);
  const { __metadata__: metadata, ...tensors } = JSON.parse(text);
  expect(Object.keys(tensors)).toEqual(keys);
  for (const value of Object.values(metadata)) expect(typeof value, 'metadata are texts').toBe('string');
  checkTensors(Object.values(tensors), bytes.length - 8 - length);
  expect((8 + length) % 8, 'the values are aligned').toBe(0);
  return { tensors: Object.entries(tensors), metadata, data: bytes.subarray(8 + length) };
}

/** In the order of their offsets they follow one another from 0 to the end, without gap or overlap. */
function checkTensors(tensors: readonly Tensor[], length: number): void {
  let end = 0;
  for (const { dtype, shape, data_offsets: offsets, ...rest } of [...tensors].sort(
    (a, b) => a.data_offsets[0] - b.data_offsets[0],
  )) {
    expect(rest, 'nothing but these three').toEqual({});
    expect(Object.keys(BYTES)).toContain(dtype);
    expect(shape.every((n) => Number.isSafeInteger(n) && n >= 0)).toBe(true);
    expect(offsets[0], 'no hole').toBe(end);
    expect(offsets[1] - offsets[0], 'as many bytes as the shape says').toBe(
      shape.reduce((product, n) => product * n, BYTES[dtype]),
    );
    expect(offsets[0] % BYTES[dtype], 'aligned to the type').toBe(0);
    end = offsets[1];
  }
  expect(end, 'all of the file is indexed').toBe(length);
}

function fileOf(model: Model): Buffer {
  return Buffer.concat([...safetensorsChunks(model)]);
}

describe('a safetensors file keeps the rules of the reference reader and holds the parameters', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    it.each(NETWORKS.map(([layers, options]) => [titleOf(layers, options), layers, options] as const))(
      `${dtype}: %s`,
      (_, layers, options) => {
        const model = networkModel(layers, { ...options, dtype });
        const { tensors, metadata, data } = read(fileOf(model));
        expect(tensors.map(([name]) => name)).toEqual(model.parameters.map(({ name }) => name));
        for (const [i, { value }] of model.parameters.entries()) {
          const { shape, data_offsets: offsets, dtype: type } = tensors[i][1];
          expect([shape, type]).toEqual([[value.rows, value.cols], dtype === 'float64' ? 'F64' : 'F32']);
          const view = data.subarray(...offsets);
          const read =
            dtype === 'float64'
              ? (at: number) => view.readDoubleLE(at)
              : (at: number) => view.readFloatLE(at);
          const values = Array.from(value.data, (_, k) => read(k * BYTES[type]));
          expect(values).toEqual(Array.from(value.data));
        }
        expect(JSON.parse(metadata.classes)).toEqual(model.classes);
        expect(JSON.parse(metadata.input)).toEqual({
          shape: model.architecture.inputShape,
          divisor: model.divisor,
        });
      },
    );
  }

  it('of a table, whose metadata say how its rows become inputs', () => {
    const model = tableModel();
    const { metadata } = read(fileOf(model));
    const { columns, scaling, target, classes } = model;
    expect(JSON.parse(metadata.preparation)).toEqual({
      input: { shape: [7], divisor: 1, columns, scaling },
      target,
      classes,
    });
  });

  it('whatever characters the classes have', () => {
    for (const name of ['', 'é', '猫', '😀"\\']) {
      const model = { ...networkModel('3,4,1'), classes: [name, 'other'] };
      expect(JSON.parse(read(fileOf(model)).metadata.classes)).toEqual([name, 'other']);
    }
  });
});

const folder = mkdtempSync(join(tmpdir(), 'dnn-safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

const notice = pythonNotice('safetensors', 'numpy');
it.skipIf(notice !== '')(`the reference reader itself reads every bit${notice}`, () => {
  for (const dtype of ['float64', 'float32'] as const) {
    const model = networkModel('8x8x1,conv3:2,pool2,7,10', { dtype, batchNorm: true });
    const path = join(folder, `${dtype}.safetensors`);
    writeFileSync(path, fileOf(model));
    const script = `import sys, json, hashlib
from safetensors import safe_open
with safe_open(sys.argv[1], framework='np') as f:
    names = sys.argv[2].split(',')
    assert sorted(names) == sorted(f.keys()), list(f.keys())
    digest = hashlib.sha256(b''.join(f.get_tensor(n).tobytes() for n in names)).hexdigest()
    print(json.dumps([digest, f.metadata()['producer']]))`;
    const names = model.parameters.map(({ name }) => name).join();
    expect(python(script, path, names)).toEqual([model.training.sha256, 'dnn']);
  }
});
