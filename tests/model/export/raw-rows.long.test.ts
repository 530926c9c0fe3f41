/** Exported parameters and what is said beside them, enough for pandas and NumPy to predict the raw rows of a table. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../../../src/data/open.js';
import { EXPORTERS, type ExportFormat } from '../../../src/model/export/exports.js';
import { createModel, type Model } from '../../../src/model/model.js';
import { Predictor } from '../../../src/model/predict.js';
import { defaultTrainingOptions } from '../../../src/train/options/options.js';
import { classOf } from '../../helpers/kinds.js';
import { largestDifference } from '../../helpers/networks.js';
import { python, pythonNotice } from '../../helpers/python.js';
import { runTraining } from '../../helpers/runs.js';

const TABLE = 'tests/goldens/tables/churn_missing.csv';
const folder = mkdtempSync(join(tmpdir(), 'dnn-raw-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads the parameters and the preparation, each in its own way. */
const READERS: Partial<Record<ExportFormat, string>> = {
  npz: `p = np.load(sys.argv[1], allow_pickle=False)
preparation = json.loads(str(p['preparation']))`,
  safetensors: `data = open(sys.argv[1], 'rb').read()
start = 8 + struct.unpack('<Q', data[:8])[0]
header = json.loads(data[8:start])
preparation = json.loads(header.pop('__metadata__')['preparation'])
p = {k: np.frombuffer(data[start:][slice(*v['data_offsets'])], '<f8').reshape(v['shape']) for k, v in header.items()}`,
};

/** Prepares the rows as the preparation says, and computes a network of relu and one sigmoid. */
const PREDICT = `rows = pd.read_csv(sys.argv[2])
parts = []
for c in preparation['input']['columns']:
    cells = rows[c['name']]
    if c['type'] == 'number': parts.append(cells.to_numpy(float)[:, None])
    elif c['type'] == 'yes-no': parts.append(cells.map({w: i for i, w in enumerate(c['words'])}).to_numpy(float)[:, None])
    else: parts.append(np.stack([(cells.fillna('') == name).to_numpy(float) for name in c['categories']], 1))
X = np.concatenate(parts, 1)
s = preparation['input']['scaling']
A = ((np.where(np.isnan(X), s['fill'], X) - s['shift']) / s['scale']).T
last = sum(k[0] == 'W' for k in p)
for l in range(1, last): A = np.maximum(0, p[f'W{l}'] @ A + p[f'b{l}'])
A = 1 / (1 + np.exp(-(p[f'W{last}'] @ A + p[f'b{last}'])))
print(json.dumps({'classes': preparation['classes'], 'p': A[0].tolist()}))`;

let model: Model;
let own: number[];
beforeAll(async () => {
  const dataset = await openDataset(TABLE, { yKey: 'churned', drop: ['customer_id', 'spend'] });
  const given = { layers: 'auto,8,5,auto', learningRate: 1, iterations: 60, missing: 'median' } as const;
  const options = { ...defaultTrainingOptions(), ...given };
  model = createModel(dataset, options, await runTraining(dataset, options));
  own = new Predictor(model)
    .predictValues(dataset.train.values)
    .map((each) => classOf(each).probabilities[1]);
});

const notice = pythonNotice('numpy', 'pandas');
it.skipIf(notice !== '').each(Object.keys(READERS) as ExportFormat[])(
  `%s: Python predicts raw rows as dnn does, to 1e-12${notice}`,
  async (format) => {
    const path = join(folder, `model.${format}`);
    writeFileSync(
      path,
      Buffer.concat([...(await EXPORTERS[format].chunks(model))].map((part) => Buffer.from(part))),
    );
    const script = ['import sys, json, struct, numpy as np, pandas as pd', READERS[format], PREDICT].join(
      '\n',
    );
    const { classes, p } = python(script, path, TABLE) as { classes: string[]; p: number[] };
    expect(classes).toEqual(['no', 'yes']);
    expect(new Set(own).size).toBeGreaterThan(100);
    expect(largestDifference([p], [own])).toBeLessThan(1e-12);
  },
);
