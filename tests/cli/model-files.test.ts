/** The model files of a server: which change of a file is a new model, and what becomes of the old one. */
import { readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ModelFiles, type NamedFile, type Reload } from '../../src/cli/serving/model-files.js';
import { loadModel } from '../../src/model/file/load.js';
import { saveModel } from '../../src/model/file/save.js';
import type { Model } from '../../src/model/model.js';
import { ServedModels } from '../../src/serve/served-model.js';
import { Workspace } from '../helpers/cli.js';
import { randomModel } from '../helpers/models.js';
import { servedModel } from '../helpers/served.js';

const place = new Workspace();

/** The files of one model, with what was reloaded, and how often an old predictor was closed. */
async function watched(name: string) {
  const models = new ServedModels();
  const [reloads, closed]: [Reload[], string[]] = [[], []];
  const open = (file: NamedFile) => {
    const served = servedModel(file.name, loadModel(file.path));
    const { classes } = served.predictor.model;
    const close = served.predictor.close.bind(served.predictor);
    served.predictor.close = () => {
      closed.push(classes.join());
      return close();
    };
    return served;
  };
  const files = new ModelFiles([{ name, path: place.at(`${name}.json`) }], open, models, (reload) =>
    reloads.push(reload),
  );
  await files.start();
  files.stop();
  return { files, models, reloads, closed };
}

/** Moves a model to the place of another. */
function put(name: string, model: Model): void {
  saveModel(place.at('next.json'), model);
  renameSync(place.at('next.json'), place.at(`${name}.json`));
}

it('takes a file for new that differs in anything but its parameters, and closes the model before', async () => {
  const model = randomModel({ classes: ['no', 'yes'] });
  put('named', model);
  const { files, models, reloads, closed } = await watched('named');
  const changes: Model[] = [
    { ...model, classes: ['never', 'always'] },
    { ...model, divisor: 2 },
    { ...model, divisor: 2, range: [0, 1] },
  ];
  for (const [i, changed] of changes.entries()) {
    put('named', changed);
    await files.look();
    expect(reloads.length).toBe(i + 1);
    expect(models.only?.predictor.model).toMatchObject({
      classes: changed.classes,
      divisor: changed.divisor,
    });
  }
  expect(new Set(reloads.map(({ served }) => served?.digest)).size).toBe(1);
  expect(closed).toEqual(['no,yes', 'never,always', 'no,yes']);
});

it('takes a file with the same bytes for the same, and a damaged one for none', async () => {
  put('kept', randomModel());
  const { files, models, reloads, closed } = await watched('kept');
  const [{ only: served }, path] = [models, place.at('kept.json')];
  const bytes = readFileSync(path);
  utimesSync(path, 1, 1);
  await files.look();
  writeFileSync(path, bytes.subarray(0, 100));
  await files.look();
  expect(reloads).toMatchObject([{ error: expect.any(Error) }]);
  writeFileSync(path, bytes);
  await files.look();
  expect([reloads.length, closed, models.only === served]).toEqual([1, [], true]);
});
