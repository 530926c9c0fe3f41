/** Files in the place of others: each is called by its kind, and the command that takes it is named. */
import { describe, expect, it } from 'vitest';
import { recogniseFile } from '../../src/disk/file-kind.js';

const bytes = (text: string) => Buffer.from(text.padEnd(100, ' '), 'latin1');

describe('a file in the wrong place', () => {
  it.each([
    ['{"format":"dnn-model","version":1', 'm.json', 'a model', 'dnn inspect m.json'],
    ['{\n  "format": "dnn-model",', 'm.json', 'a model', 'dnn predict <image> --model m.json'],
    ['{"format":"dnn-checkpoint"', 'm.checkpoint', 'a checkpoint', 'dnn train --resume m.checkpoint'],
    ['\x89HDF\r\n\x1a\n', 'a b.h5', 'an HDF5 file', "dnn data info 'a b.h5'"],
    ['PK\x03\x04', 'w.npz', 'an npz archive', 'dnn import w.npz --data <source>'],
    ['\x40\0\0\0\0\0\0\0{"W1":', 'w.safetensors', 'a safetensors file', 'dnn import w.safetensors'],
    ['\x93NUMPY\x01\0', 'x.npy', 'one array of NumPy', "np.savez('data.npz', train_set_x=x"],
    ['PK\x03\x04', 'w.zip', 'a zip archive', 'unzip'],
    ['\x89PNG\r\n\x1a\n', '$(x).png', 'a picture', "dnn predict '$(x).png'"],
    ['a,b,label\n1,2,x\n', 'rows.csv', 'a table', 'dnn evaluate --data rows.csv'],
  ])('%j as %s is %s', (start, path, name, command) => {
    const kind = recogniseFile(bytes(start), path);
    expect(kind?.name).toBe(name);
    expect(kind?.hint).toContain(command);
  });

  it('is not the kind that was wanted, nor of an unknown one', () => {
    expect(recogniseFile(bytes('{"format":"dnn-model"'), 'm.json', 'model')).toBeUndefined();
    expect(recogniseFile(bytes('hello'), 'hello.txt')).toBeUndefined();
  });

  it('without a name is called <file>', () => {
    expect(recogniseFile(bytes('\x89HDF\r\n'), undefined)?.hint).toContain('dnn data info <file>');
  });
});
