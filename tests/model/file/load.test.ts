import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadModel } from '../../../src/model/file/load.js';
import { saveModel } from '../../../src/model/file/save.js';
import { parameterDigest } from '../../../src/model/model.js';
import { dnnError } from '../../helpers/errors.js';
import { randomModel } from '../../helpers/models.js';
import { ROOT_NOTICE } from '../../helpers/skips.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dnn-model-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('models on disk', () => {
  it.each(['model.json', 'Катя 猫 😺.json', `${'m'.repeat(250)}.json`])(
    '%s: saved, loaded, equal',
    (name) => {
      const path = join(directory, name);
      const model = randomModel({ classes: ['a', 'b', 'c'] });
      saveModel(path, model);
      const loaded = loadModel(path);
      expect(loaded).toEqual(model);
      expect(parameterDigest(loaded.parameters)).toBe(parameterDigest(model.parameters));
      expect(readdirSync(directory)).toEqual([name]);
    },
  );

  it('saving over a model replaces it', () => {
    const path = join(directory, 'model.json');
    saveModel(path, randomModel());
    saveModel(path, randomModel({ hidden: [7] }));
    expect(loadModel(path).architecture.layers[0]).toMatchObject({ units: 7 });
  });

  it('the same model gives the same bytes', () => {
    const [a, b] = [join(directory, 'a.json'), join(directory, 'b.json')];
    saveModel(a, randomModel());
    saveModel(b, randomModel());
    expect(readFileSync(a).equals(readFileSync(b))).toBe(true);
  });

  it('a missing file is a model error that says how to get one', () => {
    const path = join(directory, 'nothing.json');
    const error = dnnError('model', () => loadModel(path));
    expect(error.message).toBe(`cannot read model ${path}: no such file or directory`);
    expect(error.hint).toContain('dnn train');
  });

  it('a directory is no model', () => {
    expect(dnnError('model', () => loadModel(directory)).message).toContain('it is a directory');
  });

  it.each([
    ['an HDF5 file', '\x89HDF\r\n\x1a\n', 'dnn data info'],
    ['a zip archive', 'PK\x03\x04', 'unzip'],
    ['a picture', '\x89PNG\r\n\x1a\n', 'dnn predict'],
  ])('%s is told by its name', (kind, start, way) => {
    const path = join(directory, 'model.json');
    writeFileSync(path, Buffer.from(start.padEnd(100, '\0'), 'latin1'));
    const error = dnnError('model', () => loadModel(path));
    expect(error.message).toContain(`${path} is not a model: it is ${kind}`);
    expect(error.hint).toContain(way);
  });

  it('bytes that are no text', () => {
    const path = join(directory, 'model.json');
    writeFileSync(
      path,
      Uint8Array.from({ length: 1000 }, (_, i) => (i * 197) % 256),
    );
    expect(dnnError('model', () => loadModel(path)).message).toContain(
      `${path} is not a model: it is not JSON`,
    );
  });

  it.skipIf(ROOT_NOTICE !== '')(`one that may not be read is an io error${ROOT_NOTICE}`, () => {
    const path = join(directory, 'model.json');
    saveModel(path, randomModel());
    chmodSync(path, 0);
    const error = dnnError('io', () => loadModel(path));
    expect(error.message).toContain('permission denied');
    expect(error.hint).not.toContain('dnn train');
  });

  it('a directory that is not there is an io error before a byte is written', () => {
    const path = join(directory, 'no', 'model.json');
    expect(dnnError('io', () => saveModel(path, randomModel())).message).toContain('does not exist');
  });
});
