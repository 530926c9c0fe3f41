/** Model files that are missing, damaged or of another kind: exit 4, naming the place in the file. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, it } from 'vitest';
import { greyPng, toyArrays } from '../helpers/cli.js';
import { InProcess } from '../helpers/in-process.js';

const place = new InProcess();
beforeAll(async () => {
  await place.writeHdf5('toy.h5', toyArrays());
  place.write('grey.png', greyPng(100));
  await place.dnn([
    'train',
    '--data',
    'toy.h5',
    '--layers',
    'auto,3,auto',
    '--iterations',
    '2',
    '--out',
    'sound.json',
  ]);
});

/** All commands read models alike: the cheapest stands for them. */
async function refusesModel(name: string, words: readonly string[]) {
  await place.refuses(['inspect', name], 4, [name, ...words]);
}

it.each([
  ['/dev/zero', 'a device'],
  ['pipe', 'a pipe'],
])('%s, which would never end, is refused', async (name, kind) => {
  await place.shell('mkfifo pipe');
  await place.refuses(['inspect', name], 4, [name, kind]);
  await place.refuses(['predict', '--model', name, 'grey.png'], 4, [name, kind]);
});

it('missing: says how to make one', async () => {
  await place.refuses(['predict', 'grey.png'], 4, ['model.json', 'no such file', 'dnn train']);
  for (const args of [
    ['inspect', 'none.json'],
    ['evaluate', '--model', 'none.json'],
  ])
    await place.refuses(args, 4, ['none.json', 'no such file', 'Train one first']);
});

it('a dataset: says what it is', async () => {
  await refusesModel('toy.h5', ['it is an HDF5 file', 'dnn data info']);
});

it('damaged: says where', async () => {
  const text = readFileSync(place.at('sound.json'), 'utf8');
  place.write('damaged.json', text.replace('"units":3,', '"units":2.5,'));
  await refusesModel('damaged.json', ['is a damaged model', 'layers.0.units']);
});

describe('no model at all', () => {
  const cases: [what: string, content: string, ...words: string[]][] = [
    ['empty', '', 'it is empty'],
    ['blank', ' \n', 'it is empty'],
    ['no JSON', 'hello', 'not JSON'],
    ['HTML', '<!DOCTYPE html><html></html>', 'it is an HTML page'],
    ['a number', '3', '"format" is missing'],
    ['null', 'null', '"format" is missing'],
    ['a list', '[]', '"format" is missing'],
    ['another format', '{"format":"onnx"}', '"format" is "onnx", expected "dnn-model"'],
    ['format only', '{"format":"dnn-model"}', 'version'],
    ['the next version', '{"format":"dnn-model","version":3}', 'version 3', 'Update dnn'],
    ['head only', '{"format":"dnn-model","version":1}', 'input: missing'],
    [
      'deep nesting',
      `{"format":"dnn-model","version":1,"input":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'input',
    ],
    ['deep format', `{"format":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'format'],
  ];
  it.each(cases)('%s', async (what, content, ...words) => {
    const name = `${what.replaceAll(' ', '-')}.json`;
    place.write(name, content);
    await refusesModel(name, words);
  });
});
