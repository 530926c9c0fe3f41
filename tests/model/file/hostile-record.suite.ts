/** Model files of which any one value is hostile or missing: refused in our words, or a sound model. */
import { expect, it } from 'vitest';
import { DnnError } from '../../../src/errors.js';
import { modelChunks } from '../../../src/model/file/json.js';
import { parseModel } from '../../../src/model/file/json-reader.js';
import { createModel, type Model } from '../../../src/model/model.js';
import { defaultTrainingOptions } from '../../../src/train/options/options.js';
import { syntheticDataset } from '../../helpers/runs.js';
import { watchTraining } from '../../helpers/snapshots.js';

const DEEP = 20_000;
/** As JSON. */
const HOSTILE: Readonly<Record<string, string>> = {
  'an object': '{"a":{"b":1}}',
  'a list': '[[[1]],"x",null]',
  'an empty list': '[]',
  null: 'null',
  'a text': '"NaN"',
  'no number': '1e999',
  'a huge number': '-1.7e308',
  'a fraction': '0.3',
  'deep nesting': '['.repeat(DEEP) + ']'.repeat(DEEP),
};
/** Words of the schema's library, and of values that are none. */
const FOREIGN = /Invalid input|Invalid option|Too (small|big)|received|\[object|undefined|NaN iter/;

export const dataset = syntheticDataset(8, 3);
const options = { ...defaultTrainingOptions(), layers: '3,2,1', iterations: 12, logEvery: 5 };
const { trained } = await watchTraining(dataset, options, { stats: true });
const model = createModel(dataset, options, trained, { source: 'some.npz' });
/** A sound model with everything that a record may have. */
export const text = [...modelChunks(model)].join('');

/** The way to each value in turn; of a list the first value stands for all. */
function* places(value: unknown, way: string[] = []): Generator<string[]> {
  if (way.length > 0) yield way;
  if (typeof value !== 'object' || value === null) return;
  const keys = Array.isArray(value) ? Object.keys(value).slice(0, 1) : Object.keys(value);
  for (const key of keys) yield* places((value as Record<string, unknown>)[key], [...way, key]);
}

const MARK = '"the place of a hostile value"';

/** The text with `value` (JSON) in one place, or without it. */
function changed(way: readonly string[], value: string | undefined): string {
  const content = JSON.parse(text);
  const last = way[way.length - 1];
  const parent = way.slice(0, -1).reduce((each, key) => each[key], content);
  if (value === undefined) delete parent[last];
  else parent[last] = JSON.parse(MARK);
  return JSON.stringify(content).replace(MARK, () => value as string);
}

/** `textsOf` prints what the program shows of a model; what it throws is no more than a DnnError about it. */
export function testHostileValues(textsOf: (model: Model) => string, kinds = Object.keys(HOSTILE)): void {
  it.each([...kinds, 'missing'])('%s', (kind) => {
    let refused = 0;
    for (const way of places(JSON.parse(text))) {
      const place = way.join('.');
      try {
        expect(textsOf(parseModel(changed(way, HOSTILE[kind]), 'm.json')), place).not.toMatch(FOREIGN);
      } catch (error) {
        if (!(error instanceof DnnError)) throw new Error(`${place}: ${error}`, { cause: error });
        refused++;
        expect(error.message, place).not.toMatch(FOREIGN);
        expect(error.message.length, place).toBeLessThan(400);
        // The labels of data are none of the model's classes where those are others.
        expect(error.code, place).toBe(
          way[0] === 'classes' && error.message.includes('is "') ? 'data' : 'model',
        );
      }
    }
    expect(refused).toBeGreaterThan(10);
  });
}
