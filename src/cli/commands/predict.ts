/**
 * `dnn predict`: the classes of pictures. Each is read, predicted and printed before the next. A file that fails is
 * reported, and the others are still predicted.
 */
import { decodePicture, type Picture, readPicture } from '../../data/pictures/image.js';
import { type Found, pictureFiles } from '../../data/pictures/picture-files.js';
import { DnnError } from '../../errors.js';
import { classNames } from '../../model/model.js';
import type { Predictor } from '../../model/predict.js';
import { depth } from '../../nn/architecture.js';
import { pictureLines } from '../../report/terminal/picture.js';
import {
  csvPredictions,
  csvRows,
  JSON_ARRAY,
  type PredictionFormat,
  rowSentences,
  sentences,
} from '../../report/terminal/predictions.js';
import type { Invocation } from '../command.js';
import { openModel, openPredictor } from '../inputs/open-model.js';
import { assertPiped, readStandardInput } from '../inputs/standard-input.js';
import { assertWork } from '../inputs/work-limit.js';
import type { Console } from '../terminal/console.js';
import { unhurried } from '../terminal/unhurried.js';
import type { PREDICT, PredictValues } from './predict-command.js';
import { isTable, predictRows, type RowPrediction } from './predict-rows.js';

const STANDARD_INPUT = '-';
/** Pictures are predicted one at a time. */
const ONE_PICTURE = { examples: 1, values: new Uint8Array() };

export async function run({ console, options, words }: Invocation<typeof PREDICT.options>): Promise<void> {
  assertClear(options, words);
  const model = openModel(options.model, options, console);
  const predictor = openPredictor(options.model, model, [ONE_PICTURE], options, console);
  assertWork(model, options.model, 1, options, predictor.fallback, console);
  const format = formatOf(options, predictor);
  const failures = new Failures(console);
  let [files, predicted] = [0, 0];
  for (const found of filesOf(words)) {
    failures.report();
    files++;
    try {
      if (typeof found === 'string' && isTable(found)) {
        predicted += await writeRows(found, predictor, options, console, predicted);
        continue;
      }
      const picture = await pictureIn(found);
      const prediction = await unhurried(predictor.predictPictureInPieces(picture), console);
      const row = format.row({ file: found as string, ...prediction });
      if (format.prose) console.say(row);
      else console.write(`${predicted === 0 ? format.head : format.between}${row}`);
      predicted++;
      if (options.show && !options.json && !options.csv)
        showPicture(predictor.view(picture), { console, predictor });
    } catch (error) {
      if (!(error instanceof DnnError)) throw error;
      if (error.code === 'model') throw ofModel(options.model, error);
      failures.add(error);
    }
    // Signals and the reader of stdout get a turn; without a reader this is the end.
    await console.breathe();
    if (console.isClosed) return;
  }
  console.write(`${predicted === 0 ? format.head : ''}${format.tail}`);
  failures.finish(files);
}

/** The error with the name of the model's file. */
function ofModel(path: string, error: DnnError): DnnError {
  return new DnnError('model', `${path}: ${error.message}`, error.hint, { cause: error });
}

/** Writes the predictions of a table's rows, and returns how many they are; `before` have been written. */
async function writeRows(
  path: string,
  predictor: Predictor,
  options: PredictValues,
  console: Console,
  before: number,
): Promise<number> {
  const format = rowFormat(options, predictor);
  let count = 0;
  for await (const prediction of predictRows(path, predictor, options, console)) {
    const row = format.row(prediction);
    if (format.prose) console.say(row);
    else console.write(`${before + count === 0 ? format.head : format.between}${row}`);
    count++;
    if (console.isClosed) break;
  }
  return count;
}

function rowFormat({ json, csv, id }: PredictValues, { model }: Predictor): PredictionFormat<RowPrediction> {
  if (json) return JSON_ARRAY;
  return csv ? csvPredictions(id ?? 'row', classNames(model.classes)) : rowSentences;
}

/** @throws DnnError (usage) for flags and words that contradict each other. */
function assertClear({ json, csv }: PredictValues, words: readonly string[]): void {
  if (json && csv) throw new DnnError('usage', '--json and --csv exclude each other', 'Give one of them.');
  const piped = words.filter((word) => word === STANDARD_INPUT).length;
  if (piped > 1) throw new DnnError('usage', '"-" is given twice', 'Standard input is one picture.');
  if (piped === 1) assertPiped();
}

/** Finds the files one by one: a folder is read when its turn comes. */
function* filesOf(words: readonly string[]): Generator<Found> {
  for (const word of words) {
    if (word === STANDARD_INPUT) yield word;
    else yield* pictureFiles(word);
  }
}

/** @throws DnnError as reading it does, or the error found in its place. */
async function pictureIn(found: Found): Promise<Picture> {
  if (found instanceof DnnError) throw found;
  if (found !== STANDARD_INPUT) return readPicture(found);
  return decodePicture(await readStandardInput(), 'standard input');
}

function formatOf({ json, csv }: PredictValues, { model }: Predictor): PredictionFormat {
  if (json) return JSON_ARRAY;
  if (!csv) return sentences(depth(model.architecture));
  return csvRows(classNames(model.classes));
}

/** The files that could not be predicted: each is reported, but the error of a single file ends the command. */
class Failures {
  readonly #console: Console;
  #held: DnnError | undefined;
  #count = 0;

  constructor(console: Console) {
    this.#console = console;
  }

  add(error: DnnError): void {
    this.#held = error;
    this.#count++;
  }

  /** Reports the last failure: there are more files. */
  report(): void {
    if (this.#held) this.#console.error(this.#held);
    this.#held = undefined;
  }

  /** @throws DnnError (data) if any of so many `files` failed. */
  finish(files: number): void {
    if (this.#count === 0) return;
    if (files === 1 && this.#held) {
      throw new DnnError('data', this.#held.message, this.#held.hint, { cause: this.#held });
    }
    this.report();
    throw new DnnError('data', `${this.#count} of ${files} pictures could not be predicted`);
  }
}

function showPicture(
  pixels: Uint8Array,
  { console, predictor }: Pick<Invocation, 'console'> & { predictor: Predictor },
): void {
  const shape = predictor.model.architecture.inputShape;
  const { colourDepth: depth, columns, light } = console;
  for (const line of pictureLines(pixels, shape, { depth, columns, light })) console.draw(line);
}
