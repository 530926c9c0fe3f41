/** Rows to predict, as CSV and as JSON, of a model of a table with a column of each type. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PredictValues } from '../../src/cli/commands/predict-command.js';
import { openInput } from '../../src/cli/commands/predict-input.js';
import type { Console } from '../../src/cli/terminal/console.js';
import { DnnError } from '../../src/errors.js';
import { type Prediction, Predictor } from '../../src/model/predict.js';
import { parseMemory } from '../../src/train/memory/memory-size.js';
import { tableModel } from '../helpers/table-model.js';
import { mutate } from './bytes.js';
import { CSV_MUTATIONS, encodings } from './csv.js';
import { mutateJson } from './json.js';
import type { Random } from './random.js';
import type { Input, Target } from './target.js';

const ROWS = [
  { id: 'a', age: 41, income: 31000.5, plan: 'basic', paperless: 'yes', note: 'a "b", c' },
  { id: 'b', age: 19, income: null, plan: 'family', paperless: 'no', note: '' },
  { id: 'c', age: 72, income: 1e4, plan: null, paperless: 'yes', note: 'é\n😀' },
];
const NAMES = ['id', 'age', 'income', 'plan', 'paperless', 'note'] as const;

function table(separator: string, end: string, names: readonly (typeof NAMES)[number][] = NAMES): string {
  const quoted = (cell: unknown) =>
    typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : (cell ?? '');
  return [names, ...ROWS.map((row) => names.map((name) => quoted(row[name])))]
    .map((cells) => cells.join(separator) + end)
    .join('');
}

const TABLES = [
  table(',', '\n'),
  table(';', '\r\n'),
  table('\t', '\n', ['plan', 'paperless', 'age', 'income']),
  '41,31000.5,basic,yes\n19,,family,no\n',
  `sep=;\n${table(';', '\n').replaceAll('.', ',')}`,
].flatMap(encodings);
const JSON_TEXTS = [JSON.stringify(ROWS), JSON.stringify(ROWS[0])];
const JSON_LINES = ROWS.map((row) => JSON.stringify(row)).join('\n');

function make(random: Random): Input {
  if (random.chance(0.6)) return { 'rows.csv': mutate(TABLES, random, CSV_MUTATIONS) };
  if (random.chance(0.5))
    return {
      'rows.json': mutateJson(
        JSON_TEXTS.map((text) => Buffer.from(text)),
        random,
      ),
    };
  return { 'rows.jsonl': mutate([Buffer.from(JSON_LINES)], random, CSV_MUTATIONS) };
}

const SILENT = { note: () => undefined, breathe: async () => undefined } as unknown as Console;
const maxMemory = parseMemory('80%');

/** @throws Error when a prediction is none. */
function assertSound({ probabilities = [], label = '' }: Prediction, classes: readonly string[]): void {
  const sound = probabilities.length === classes.length && probabilities.every((p) => p >= 0 && p <= 1);
  if (!sound || !classes.includes(label))
    throw new Error(`predicts ${label} with ${probabilities.join(', ')}`);
}

export const rows: Target = {
  name: 'rows',
  async prepare() {
    const model = tableModel();
    const predictor = new Predictor(model);
    const modes: PredictValues[] = (['error', 'ignore'] as const).map(
      (unseen) => ({ unseen, maxMemory, id: unseen === 'error' ? undefined : 'id' }) as PredictValues,
    );
    return {
      make,
      async read(directory) {
        const [file] = readdirSync(directory);
        let refusal: unknown;
        for (const options of modes) {
          try {
            const input = await openInput(join(directory, file), model, options, SILENT);
            if (input.kind !== 'rows') throw new Error('rows are taken for a picture');
            for await (const { values, ids } of input.batches) {
              const predictions = predictor.predictValues(values);
              if (predictions.length !== ids.length)
                throw new Error(`${predictions.length} of ${ids.length} rows`);
              for (const prediction of predictions) assertSound(prediction, model.classes);
            }
          } catch (error) {
            if (error instanceof DnnError && error.code === 'data' && !error.message.includes(file))
              throw new Error(`does not name its file: ${error.message}`);
            if (!(error instanceof DnnError)) throw error;
            refusal ??= error;
          }
        }
        if (refusal !== undefined) throw refusal;
      },
    };
  },
};
