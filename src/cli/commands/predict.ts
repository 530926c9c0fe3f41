/**
 * `dnn predict`: what is in these pictures? Each is told as soon as it is known, and then forgotten. A file that
 * fails is told, and the others are still predicted.
 */
import { decodePicture, type Picture, readPicture } from '../../data/pictures/image.js';
import { type Found, pictureFiles } from '../../data/pictures/picture-files.js';
import { DnnError } from '../../errors.js';
import { className } from '../../model/model.js';
import { Predictor } from '../../model/predict.js';
import { depth, outputUnits } from '../../nn/architecture.js';
import { pictureLines } from '../../report/terminal/picture.js';
import { csvRows, JSON_ARRAY, type PredictionFormat, sentences } from '../../report/terminal/predictions.js';
import type { Invocation } from '../command.js';
import { openModel } from '../inputs/open-model.js';
import { assertPiped, readStandardInput } from '../inputs/standard-input.js';
import type { Console } from '../terminal/console.js';
import type { PREDICT, PredictValues } from './predict-command.js';

const STANDARD_INPUT = '-';

export async function run({ console, options, words }: Invocation<typeof PREDICT.options>): Promise<void> {
  assertClear(options, words);
  const predictor = new Predictor(openModel(options.model, options, console));
  const format = formatOf(options, predictor);
  const failures = new Failures(console);
  let [files, predicted] = [0, 0];
  for (const found of filesOf(words)) {
    failures.tell();
    files++;
    try {
      const picture = await pictureIn(found);
      const prediction = predictor.predictPicture(picture);
      const row = format.row({ file: found as string, ...prediction });
      if (format.prose) console.say(row);
      else console.write(`${predicted === 0 ? format.head : format.between}${row}`);
      predicted++;
      if (options.show && !options.json && !options.csv)
        showPicture(predictor.view(picture), { console, predictor });
    } catch (error) {
      if (!(error instanceof DnnError) || error.code === 'model') throw error;
      failures.add(error);
    }
    // Signals have their turn, and so has whoever reads the results; when nobody does any more, this is the end.
    await console.breathe();
    if (console.isClosed) return;
  }
  console.write(`${predicted === 0 ? format.head : ''}${format.tail}`);
  failures.finish(files);
}

/** @throws DnnError (usage) for flags and words that contradict each other. */
function assertClear({ json, csv }: PredictValues, words: readonly string[]): void {
  if (json && csv) throw new DnnError('usage', '--json and --csv exclude each other', 'Give one of them.');
  const piped = words.filter((word) => word === STANDARD_INPUT).length;
  if (piped > 1) throw new DnnError('usage', '"-" is given twice', 'Standard input is one picture.');
  if (piped === 1) assertPiped();
}

/** One after another: a folder is not looked into before it is its turn. */
function* filesOf(words: readonly string[]): Generator<Found> {
  for (const word of words) {
    if (word === STANDARD_INPUT) yield word;
    else yield* pictureFiles(word);
  }
}

/** @throws DnnError as reading it does, or the one that was found in its place. */
async function pictureIn(found: Found): Promise<Picture> {
  if (found instanceof DnnError) throw found;
  if (found !== STANDARD_INPUT) return readPicture(found);
  return decodePicture(await readStandardInput(), 'standard input');
}

function formatOf({ json, csv }: PredictValues, { model }: Predictor): PredictionFormat {
  if (json) return JSON_ARRAY;
  if (!csv) return sentences(depth(model.architecture));
  // One unit answers for two classes.
  const columns = Math.max(2, outputUnits(model.architecture));
  return csvRows(Array.from({ length: columns }, (_, index) => className(model.classes, index)));
}

/** What could not be predicted: each is told, but the only one of a run ends it. */
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

  /** Tells of the last one: it is not alone. */
  tell(): void {
    if (this.#held) this.#console.error(this.#held.message, this.#held.hint);
    this.#held = undefined;
  }

  /** @throws DnnError (data) when there was one among so many `files`. */
  finish(files: number): void {
    if (this.#count === 0) return;
    if (files === 1 && this.#held) {
      throw new DnnError('data', this.#held.message, this.#held.hint, { cause: this.#held });
    }
    this.tell();
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
