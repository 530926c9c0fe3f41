import { chmodSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { expectSuccess, Workspace } from '../helpers/cli.js';
import { WINDOWS_NOTICE } from '../helpers/skips.js';

const place = new Workspace();

it.skipIf(WINDOWS_NOTICE !== '')(
  `a model and a checkpoint of mode 600 keep it in the next run${WINDOWS_NOTICE}`,
  async () => {
    const files = ['model.json', 'model.checkpoint'];
    const train = 'train --data xor --layers 2,4,1 --iterations 20 --checkpoint-every 10 --threads 1'.split(
      ' ',
    );
    expectSuccess(await place.dnn(train));
    for (const file of files) chmodSync(place.at(file), 0o600);
    expectSuccess(await place.dnn(train));
    expect(files.map((file) => (statSync(place.at(file)).mode & 0o777).toString(8))).toEqual(['600', '600']);
  },
);
