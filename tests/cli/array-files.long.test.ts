/** npz and csv files through the command, sound ones and hostile ones: exit 3, one message, little memory. */
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { expectSuccess, Workspace } from '../helpers/cli.js';

const place = new Workspace();

/** A heap of 64 MiB, so that what is not bounded ends in another error. */
const LITTLE_MEMORY = { NODE_OPTIONS: '--max-old-space-size=64' };

describe('a csv file', () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i % 2 ? 1 : -1},${(i % 7) / 7},${i % 2 ? 'up' : 'down'}`,
  );
  place.write('train_walk.csv', `x,"y",direction\n${rows.join('\r\n')}\n`);
  place.write('test_walk.csv', 'x,y,direction\n1,0.5,up\n-1,0.5,down\n');

  it('is trained on and evaluated, with the class named', async () => {
    const args = ['--data', 'train_walk.csv', '--y-key', 'direction', '--layers', 'auto,auto', '--lr', '1'];
    const trained = await place.dnn(['train', ...args, '--iterations', '200']);
    expectSuccess(trained);
    expect(trained.stdout).toContain('Train accuracy: 1.0000 (60 of 60)');
    expect(trained.stdout).toContain('Test accuracy: 1.0000 (2 of 2)');
    const evaluated = await place.dnn(['evaluate', '--json']);
    expectSuccess(evaluated);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({
      dataset: 'walk',
      classes: ['down', 'up'],
      trainedOnThisData: true,
    });
  });

  it('with a word among numbers is shown, and not trained on', async () => {
    place.write('word.csv', 'a,b,label\n1,2,0\n2,x,0\n');
    const info = await place.dnn(['data', 'info', 'word.csv']);
    expectSuccess(info);
    expect(info.stdout).toContain('x in line 3');
    await place.refuses(['train', '--data', 'word.csv'], 3, ['column 2 (b) holds numbers, and x in line 3']);
  });

  it.each([
    ['ragged.csv', 'a,b,label\n1,2,0\n1,0\n', 'ragged.csv: line 3: 2 columns, expected 3'],
    ['binary.csv', Buffer.from([0xff, 0xfe, 0, 1, 2]), 'binary.csv is damaged UTF-16'],
    ['endless.csv', 'a,label\n1,"'.padEnd(20_000_000, '1,'), 'line 2: a row of more than'],
  ])('%s is refused', async (name, content, message) => {
    place.write(name, content);
    await place.refuses(['data', 'info', name], 3, [message], LITTLE_MEMORY);
    await place.refuses(['train', '--data', name], 3, [message]);
  });
});

describe('an npz file', () => {
  it('with Keras’s names is a dataset', async () => {
    place.write('mnist.npz', readFileSync('tests/data/formats/npz/keras.npz'));
    const info = await place.dnn(['data', 'info', 'mnist.npz', '--json']);
    expectSuccess(info);
    expect(JSON.parse(info.stdout)).toMatchObject({
      name: 'mnist',
      divisor: 255,
      splits: { train: { examples: 3, shape: [4, 4, 1], dtype: 'uint8' }, test: { examples: 1 } },
    });
  });

  const bomb = () => {
    const bytes = Buffer.from(zipSync({ 'x.npy': new Uint8Array(2_000_000) }));
    bytes.writeUInt32LE(0xfffffff0, bytes.lastIndexOf('PK\x01\x02') + 24);
    return bytes;
  };
  it.each<[string, () => Uint8Array, string]>([
    ['pickled.npz', () => readFileSync('tests/data/formats/npz/pickled.npz'), 'y: pickled Python objects'],
    [
      'cut.npz',
      () => readFileSync('tests/data/formats/npz/keras.npz').subarray(0, 700),
      'cut.npz is not an npz file',
    ],
    ['text.npz', () => Buffer.from('hello'), 'it is no zip archive'],
    ['bomb.npz', bomb, 'x.npy claims 4294967280 bytes, which its'],
  ])('%s is refused', async (name, content, message) => {
    place.write(name, content());
    await place.refuses(['data', 'info', name], 3, [message], LITTLE_MEMORY);
    await place.refuses(['train', '--data', name], 3, [message]);
  });
});
