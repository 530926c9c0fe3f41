/** Models with one hostile value, as far as they are read, can be reported. */
import { describe } from 'vitest';
import { atOnce } from '../../../src/engine/pieces.js';
import { Predictor } from '../../../src/model/predict.js';
import { reportPage } from '../../../src/report/page/page.js';
import { reportJson } from '../../../src/report/results/report-json.js';
import { reportModel } from '../../../src/report/results/reported-model.js';
import { dataset, testHostileValues } from './hostile-record.suite.js';

const origin = { dnn: '1', node: '20', machine: 'm', made: new Date(0), seconds: 1 };

describe('a report of a model with one hostile value', () => {
  testHostileValues((model) => {
    const file = { path: 'm.json', name: 'm', model, saved: undefined, trained: undefined };
    const reported = atOnce(reportModel(file, dataset, new Predictor(model)));
    return `${reportPage([reported], origin)}${JSON.stringify(reportJson('r', [reported]))}`;
  });
});
