/** Damaged models: each is refused, and what is wrong is said. */
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
    ['truncated', () => text.slice(0, text.length / 2), 'it was cut off'],
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
