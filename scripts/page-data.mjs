/**
 * The sets of pictures for the page, without a second copy of them: a description of each, small JSON, that says where
 * the pictures lie in the HDF5 files of datasets/. Browsers unpack them without a reader of HDF5.
 */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

/** The sets, and the files of their splits. */
const SETS = {
  digits: { train: 'digits.h5', test: 'digits.h5' },
  'demo-cats': { train: 'train_demo-cats.h5', test: 'test_demo-cats.h5' },
};

/** The descriptions by their file names, and the files of the package that they speak of. */
export async function pageData() {
  const { openDataset } = await import('../dist/data/open.js');
  const sets = await Promise.all(
    Object.entries(SETS).map(async ([name, files]) => [
      `${name}.json`,
      described(await openDataset(name), files),
    ]),
  );
  const files = [...new Set(Object.values(SETS).flatMap(Object.values))];
  return { descriptions: new Map(sets), files };
}

function described({ name, shape, divisor, scaling, classes, train, test }, files) {
  const splits = { train: splitIn(train, files.train), test: splitIn(test, files.test) };
  return JSON.stringify({ name, shape, divisor, scaling, classes, ...splits });
}

/** The place of a split's bytes in its file: the pieces of packed examples, or the offset of plain ones. */
function splitIn({ examples, values, labels, dtype }, file) {
  const bytes = readFileSync(`datasets/${file}`);
  const place = plainIn(bytes, values) ?? packedIn(bytes, values, examples);
  if (place === undefined) throw new Error(`the pictures are not found in datasets/${file}`);
  return { file, examples, dtype, labels: [...labels].join(''), ...place };
}

function plainIn(bytes, values) {
  const offset = bytes.indexOf(values);
  return offset < 0 ? undefined : { offset };
}

/** Packed examples in their order, each by its offset and length, proven by unpacking it. */
function packedIn(bytes, values, examples) {
  const size = values.length / examples;
  const pieces = [];
  for (let i = 0, at = 0; i < examples; i++) {
    const example = Buffer.from(values.buffer, values.byteOffset + i * size, size);
    const piece = pieceFrom(bytes, at, example);
    if (piece === undefined) return undefined;
    pieces.push(piece);
    at = piece[0] + piece[1];
  }
  return { pieces };
}

/** First byte of a stream that zlib has packed. */
const ZLIB = 0x78;

function pieceFrom(bytes, from, example) {
  for (let at = bytes.indexOf(ZLIB, from); at >= 0; at = bytes.indexOf(ZLIB, at + 1)) {
    const found = unpacked(bytes.subarray(at), example.length);
    if (found?.buffer.equals(example)) return [at, found.engine.bytesWritten];
  }
  return undefined;
}

function unpacked(bytes, size) {
  try {
    return inflateSync(bytes, { maxOutputLength: size, info: true });
  } catch {
    return undefined;
  }
}
