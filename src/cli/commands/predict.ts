/**
 * `dnn predict`: the answers for pictures and rows. Each is read, predicted and printed before the next. A file that
 * fails is reported, and the others are still predicted.
 */
import type { Picture } from '../../data/pictures/picture.js';
import { type Found, pictureFiles } from '../../data/pictures/picture-files.js';
import { DnnError, type ErrorCode } from '../../errors.js';
import type { RowId } from '../../model/known-rows.js';
import { classNames, type Model } from '../../model/model.js';
import type { Prediction, Predictor } from '../../model/predict.js';
import { rowsAtOnce } from '../../model/row-batches.js';
import { depth, inputSize } from '../../nn/architecture.js';
import { thresholdSentence } from '../../report/phrases.js';
import { pictureLines } from '../../report/terminal/picture.js';
import {
  csvPredictions,
  csvRows,
  csvSubmission,
  jsonArray,
  type PredictionFormat,
  rowSentences,
  sentences,
} from '../../report/terminal/predictions.js';
import type { Invocation } from '../command.js';
import { openModel, openPredictor } from '../inputs/open-model.js';
import { assertPiped } from '../inputs/standard-input.js';
import { assertWork } from '../inputs/work-limit.js';
import type { Console } from '../terminal/console.js';
import { unhurried } from '../terminal/unhurried.js';
import type { InputKind, PREDICT, PredictValues } from './predict-command.js';
import { nameOf, openInput, STANDARD_INPUT } from './predict-input.js';
import { predictBatches, type RowPredictions } from './predict-rows.js';

export async function run({
  console,
  options,
  words,
  warnOfUnfit,
}: Invocation<typeof PREDICT.options>): Promise<void> {
  assertClear(options, words);
  const model = openModel(options.model, options, console);
  const examples = rowsAtOnce(inputSize(model.architecture));
  const predictorOf = (prepared: Model) =>
    openPredictor(options.model, prepared, [{ examples, values: new Float64Array() }], options, console);
  const predictor = predictorOf(model);
  if (options.threshold !== undefined)
    console.note(thresholdSentence(options.threshold, classNames(model.classes)));
  assertWork(model, options.model, 1, options, predictor.fallback, console);
  const writer = new Writer(options, predictor, console);
  const failures = new Failures(console);
  const kinds = new Set<InputKind>();
  let files = 0;
  for (const found of filesOf(words)) {
    failures.report();
    files++;
    try {
      const input = await openInput(found, model, options, console);
      kinds.add(input.kind);
      if (input.kind !== 'pictures') {
        const own = input.model === model ? predictor : predictorOf(input.model);
        await writer.writeRows(predictBatches(input.batches, own, console));
      } else await writer.writePicture(found as string, input.picture);
    } catch (error) {
      if (!(error instanceof DnnError)) throw error;
      if (error.code === 'usage') throw error;
      failures.add(error.code === 'model' ? ofModel(options.model, found as string, error) : error);
    }
    // Signals and the reader of stdout get a turn; without a reader this is the end.
    await console.breathe();
    if (console.isClosed) return;
  }
  writer.finish(failures.count > 0);
  if (kinds.size > 0) warnOfUnfit?.({ name: 'the inputs', inputs: [...kinds] });
  failures.finish(files);
}

/** The error of a model that does not take a file, with the names of both. */
function ofModel(model: string, file: string, error: DnnError): DnnError {
  return new DnnError('model', `${nameOf(file)}: ${error.message} (${model})`, error.hint, { cause: error });
}

/** Writes predictions as they come, in the format that the options say. */
class Writer {
  readonly #options: PredictValues;
  readonly #predictor: Predictor;
  readonly #console: Console;
  #written = 0;
  #format: Pick<PredictionFormat<string>, 'head' | 'tail'>;

  constructor(options: PredictValues, predictor: Predictor, console: Console) {
    this.#options = options;
    this.#predictor = predictor;
    this.#console = console;
    this.#format = formatOf(options, predictor);
  }

  async writePicture(file: string, picture: Picture): Promise<void> {
    const { json, csv, show } = this.#options;
    const prediction = await unhurried(this.#predictor.predictPictureInPieces(picture), this.#console);
    this.#write(formatOf(this.#options, this.#predictor), [prediction], [file]);
    if (!show || json || csv) return;
    showPicture(this.#predictor.view(picture), { console: this.#console, predictor: this.#predictor });
  }

  async writeRows(batches: AsyncIterable<RowPredictions>): Promise<void> {
    const format = rowFormat(this.#options, this.#predictor);
    this.#format = format;
    // Rows of several files are numbered on through.
    const before = this.#written;
    const numbered = (id: RowId) => (typeof id === 'number' ? before + id : id);
    for await (const { predictions, ids } of batches) {
      this.#write(format, predictions, before === 0 ? ids : ids.map(numbered));
      if (this.#console.isClosed) break;
    }
  }

  #write<N>(format: PredictionFormat<N>, predictions: readonly Prediction[], names: readonly N[]): void {
    const rows = predictions.map((prediction, i) => format.row(prediction, names[i]));
    const start = this.#written === 0 ? format.head : format.between;
    if (format.prose) this.#console.say(...rows);
    else this.#console.write(`${start}${rows.join(format.between)}`);
    this.#written += rows.length;
  }

  /** Ends what was written; of no rows there is a header, or an empty array, but of none that could be read no header. */
  finish(hasFailed: boolean): void {
    const { head, tail } = this.#format;
    const hasHead = this.#written === 0 && !(hasFailed && tail === '');
    this.#console.write(`${hasHead ? head : ''}${tail}`);
  }
}

/** @throws DnnError (usage) for flags and words that contradict each other. */
function assertClear({ json, csv, submission, id }: PredictValues, words: readonly string[]): void {
  const formats = [json && '--json', csv && '--csv', submission && '--submission'].filter(Boolean);
  if (formats.length > 1)
    throw new DnnError('usage', `${formats.join(' and ')} exclude each other`, 'Give one of them.');
  if (submission && id === undefined) {
    const hint = 'Name the column that the competition knows the rows by: --id <column>.';
    throw new DnnError('usage', '--submission needs --id', hint);
  }
  const piped = words.filter((word) => word === STANDARD_INPUT).length;
  if (piped > 1) throw new DnnError('usage', '"-" is given twice', 'Standard input is read once.');
  if (piped === 1) assertPiped();
}

/** Finds the files one by one: a folder is read when its turn comes. */
function* filesOf(words: readonly string[]): Generator<Found> {
  for (const word of words) {
    if (word === STANDARD_INPUT) yield word;
    else yield* pictureFiles(word);
  }
}

function rowFormat(options: PredictValues, { model }: Predictor): PredictionFormat<RowId> {
  const { json, csv, id, submission } = options;
  if (json) return jsonArray('id');
  if (submission && id !== undefined) return csvSubmission(id, model.target ?? 'prediction');
  return csv ? csvPredictions(id ?? 'row', classNames(model.classes)) : rowSentences(model.target);
}

function formatOf({ json, csv }: PredictValues, { model }: Predictor): PredictionFormat<string> {
  if (json) return jsonArray('file');
  if (!csv) return sentences(depth(model.architecture));
  return csvRows(classNames(model.classes));
}

/** The files that could not be predicted: each is reported, but the error of a single file ends the command. */
class Failures {
  readonly #console: Console;
  readonly #codes = new Set<ErrorCode>();
  #held: DnnError | undefined;
  #count = 0;

  constructor(console: Console) {
    this.#console = console;
  }

  get count(): number {
    return this.#count;
  }

  /** The code of all failures, if they have one; else that of data. */
  get #code(): ErrorCode {
    const [code, ...others] = this.#codes;
    return others.length > 0 ? 'data' : code;
  }

  add(error: DnnError): void {
    this.#held = error;
    this.#codes.add(error.code);
    this.#count++;
  }

  /** Reports the last failure: there are more files. */
  report(): void {
    if (this.#held) this.#console.error(this.#held);
    this.#held = undefined;
  }

  /** @throws DnnError if any of so many `files` failed. */
  finish(files: number): void {
    if (this.#count === 0) return;
    if (files === 1 && this.#held) throw this.#held;
    this.report();
    throw new DnnError(this.#code, `${this.#count} of ${files} files could not be predicted`);
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
