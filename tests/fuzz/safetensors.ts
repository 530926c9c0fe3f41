/** safetensors files of parameters: lengths, offsets and shapes that do not belong together. */
import { join } from 'node:path';
import { isSafetensors, readSafetensors } from '../../src/data/formats/safetensors.js';
import { readBytes } from '../../src/disk/read.js';
import { type Mutation, mutate } from './bytes.js';
import type { Target } from './target.js';

const NUMBERS = ['0', '1', '3', '24', '4294967296', '9007199254740992', '-1', '1e3', 'null', '[]'];

/** Another number in the header. */
const setNumber: Mutation = (bytes, random) => {
  const text = bytes.toString('latin1');
  const numbers = [...text.slice(8, 200).matchAll(/\d+/g)];
  if (numbers.length === 0) return bytes;
  const { 0: number, index } = random.pick(numbers);
  const at = index + 8;
  return Buffer.from(text.slice(0, at) + random.pick(NUMBERS) + text.slice(at + number.length), 'latin1');
};

function file(tensors: object, values: number): Buffer {
  const header = Buffer.from(JSON.stringify(tensors));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(values, 1)]);
}

const SEEDS = [
  file({ W1: { dtype: 'F64', shape: [1, 3], data_offsets: [0, 24] } }, 24),
  file(
    {
      __metadata__: { a: 'b' },
      'fc.weight': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      'fc.bias': { dtype: 'F16', shape: [2], data_offsets: [24, 28] },
      steps: { dtype: 'I64', shape: [], data_offsets: [28, 36] },
    },
    36,
  ),
];

export const safetensors: Target = {
  name: 'safetensors',
  async prepare() {
    return {
      make: (random) => ({ parameters: mutate(SEEDS, random, [setNumber]) }),
      read: async (directory) => {
        const bytes = readBytes(join(directory, 'parameters'), 'parameters', 'data');
        isSafetensors(bytes);
        for (const array of readSafetensors(bytes, 'parameters')) array.values();
      },
    };
  },
};
