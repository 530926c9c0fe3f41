/** Model files that are missing, damaged or of another kind: exit 4, naming the place in the file. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { greyPng, toyArrays, Workspace } from '../helpers/cli.js';

const place = new Workspace();
let text: string;
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
  text = readFileSync(place.at('sound.json'), 'utf8');
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

describe('no model at all', () => {
  const cases: [what: string, content: string, ...words: string[]][] = [
    ['empty', '', 'it is empty'],
    ['blank', ' \n', 'it is empty'],
    ['no JSON', 'hello', 'not JSON'],
    ['HTML', '<!DOCTYPE html><html></html>', 'not JSON'],
    ['a number', '3', '"format" is missing'],
    ['null', 'null', '"format" is missing'],
    ['a list', '[]', '"format" is missing'],
    ['another format', '{"format":"onnx"}', '"format" is "onnx", expected "dnn-model"'],
    ['format only', '{"format":"dnn-model"}', 'version'],
    ['the next version', '{"format":"dnn-model","version":2}', 'version 2', 'Update dnn'],
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

describe('a damaged model', () => {
  // biome-ignore lint/suspicious/noExplicitAny: any part of the file is damaged here
  type Content = any;
  const cases: [what: string, damage: (model: Content) => void, ...words: string[]][] = [
    ['without W2', (m) => delete m.parameters.W2, 'parameters.W2 is missing'],
    [
      'with W9',
      (m) => {
        m.parameters.W9 = m.parameters.W1;
      },
      'parameters.W9 belongs to no layer',
    ],
    [
      'wrong shape',
      (m) => {
        m.parameters.W1.shape = [4, 192];
      },
      'parameters.W1 has shape 4x192',
      'need 3x192',
    ],
    ['wrong count', (m) => m.parameters.W1.data.pop(), 'W1.data holds 575 numbers, expected 576'],
    [
      'null number',
      (m) => {
        m.parameters.W1.data[7] = null;
      },
      'W1.data[7] is null',
    ],
    [
      'text number',
      (m) => {
        m.parameters.b1.data[2] = '1';
      },
      'b1.data[2] is "1"',
    ],
    [
      'nested number',
      (m) => {
        m.parameters.b1.data[2] = [1];
      },
      'b1.data[2] is ',
    ],
    [
      'no data',
      (m) => {
        m.parameters.b2.data = {};
      },
      'b2.data holds no list',
    ],
    [
      'huge layer',
      (m) => {
        m.layers[0].units = 2_000_000_000;
      },
      'its layers make 2000000193 values of one example, at most',
    ],
    [
      'half a unit',
      (m) => {
        m.layers[0].units = 2.5;
      },
      'layers.0.units',
    ],
    [
      'unknown activation',
      (m) => {
        m.layers[0].activation = 'rulu';
      },
      'layers.0.activation',
    ],
    [
      'softmax inside',
      (m) => {
        m.layers[0].activation = 'softmax';
      },
      'softmax',
    ],
    [
      'no layers',
      (m) => {
        m.layers = [];
      },
      'layers',
    ],
    [
      'no classes',
      (m) => {
        m.classes = [];
      },
      'classes',
    ],
    ['three classes', (m) => m.classes.push('x'), '3 classes'],
    [
      'zero divisor',
      (m) => {
        m.input.divisor = 0;
      },
      'input.divisor',
    ],
    [
      'negative shape',
      (m) => {
        m.input.shape = [-8, 8, 3];
      },
      'input.shape.0',
    ],
    [
      'another size',
      (m) => {
        m.input.shape = [9, 8, 3];
      },
      'parameters.W1 has shape 3x192',
      '3x216',
    ],
    ['no training', (m) => delete m.training, 'training'],
    [
      'unknown loss',
      (m) => {
        m.training.config.loss = 'toString';
      },
      'toString',
    ],
    [
      'wrong costs',
      (m) => {
        m.training.costs = [[0, null]];
      },
      'training.costs',
    ],
  ];
  it.each(cases)('%s', async (what, damage, ...words) => {
    const model = JSON.parse(text);
    damage(model);
    const name = `${what.replaceAll(' ', '-')}.json`;
    place.write(name, JSON.stringify(model));
    await refusesModel(name, ['damaged', ...words]);
  });

  it.each([
    ['truncated', () => text.slice(0, text.length / 2), 'not JSON'],
    ['NaN', () => text.replace(/"data":\[[^,]*,/, '"data":[NaN,'), 'not JSON'],
    ['overflow', () => text.replace(/"data":\[[^,]*,/, '"data":[1e999,'), 'W1.data[0]'],
    ['constructor parameter', () => text.replace('"W2"', '"constructor"'), 'constructor'],
  ])('%s', async (what, damaged, ...words) => {
    const name = `${what.replaceAll(' ', '-')}-text.json`;
    place.write(name, damaged());
    await refusesModel(name, words);
  });

  it('with __proto__ beside what is read is read, and changes nothing', async () => {
    const extra = '"__proto__":{"shape":[1,1],"data":[1],"json":true},';
    const places = ['{', '"config":{'];
    place.write(
      'proto.json',
      places.reduce((all, at) => all.replace(at, `${at}${extra}`), text),
    );
    const sound = await place.dnn(['predict', '--model', 'sound.json', 'grey.png']);
    expect(await place.dnn(['predict', '--model', 'proto.json', 'grey.png'])).toEqual(sound);
    expect((await place.dnn(['inspect', 'proto.json'])).code).toBe(0);
  });
});
