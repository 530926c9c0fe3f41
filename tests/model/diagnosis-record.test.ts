/** A diagnosis is kept: in the model, in its file, and in the summary of a named run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { modelChunks } from '../../src/model/file/json.js';
import { parseModel } from '../../src/model/file/json-reader.js';
import { createModel, type Model } from '../../src/model/model.js';
import { readRun } from '../../src/model/run-summary.js';
import { defaultTrainingOptions } from '../../src/train/options/options.js';
import { dnnError } from '../helpers/errors.js';
import { randomModel } from '../helpers/models.js';
import { eventsOfTraining, runTraining, syntheticDataset } from '../helpers/runs.js';

const directory = mkdtempSync(join(tmpdir(), 'dnn-diagnosis-'));
afterAll(() => rmSync(directory, { recursive: true }));

const FOUND = { code: 'stalled', message: 'the cost stalled', hint: 'Try more.' } as const;
const withDiagnosis = (diagnosis: unknown): Model => {
  const model = randomModel();
  return { ...model, training: { ...model.training, diagnosis } } as Model;
};
const reread = (model: Model) => parseModel([...modelChunks(model)].join(''), 'model.json').training;

describe('the model', () => {
  it.each([
    ['ill', 'zeros'],
    ['healthy', 'lecun-normal'],
  ] as const)('of a run that was %s keeps the findings of its events', async (health, init) => {
    const dataset = syntheticDataset(80, 6);
    const options = { layers: 'auto,4,auto', init, iterations: 400, learningRate: 0.3 };
    const events = await eventsOfTraining(dataset, options);
    const found = events.flatMap(({ event, ...rest }) => (event === 'diagnosis' ? [rest] : []));
    expect(found.length > 0).toBe(health === 'ill');
    const all = { ...defaultTrainingOptions(), ...options };
    const model = createModel(dataset, all, await runTraining(dataset, options));
    expect(model.training.diagnosis).toEqual(found);
    expect(reread(model).diagnosis).toEqual(found);
  });

  it.each([
    ['no hint', [{ code: 'stalled', message: 'x' }]],
    ['a text of megabytes', [{ ...FOUND, hint: 'x'.repeat(1e6) }]],
    ['too many', new Array(1000).fill(FOUND)],
    ['an object', { FOUND }],
  ])('is refused with %s', (_, diagnosis) => {
    const { message } = dnnError('model', () => reread(withDiagnosis(diagnosis)));
    expect(message).toContain('training.diagnosis');
  });
});

describe('the summary of a named run', () => {
  const opening = { event: 'run', dnn: '1', started: '2026-01-01', node: 'v20', machine: 'm' };
  const run = { ...opening, process: { pid: 1, place: 'elsewhere' } };
  const diagnosis = { event: 'diagnosis', ...FOUND };

  it.each([
    [
      'holds the findings in order',
      [run, diagnosis, { ...diagnosis, code: 'dead-units' }],
      ['stalled', 'dead-units'],
    ],
    ['forgets those of an earlier process', [run, diagnosis, run], undefined],
    ['holds none of a run that went well', [run], undefined],
  ])('%s', async (_, events, codes) => {
    writeFileSync(join(directory, 'config.json'), '{"optimizer":"gd","learningRate":1}');
    const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    writeFileSync(join(directory, 'metrics.jsonl'), text);
    const summary = await readRun('a', directory);
    expect(summary.problem).toBeUndefined();
    expect(summary.diagnosis?.map(({ code }) => code)).toEqual(codes);
  });
});
