/** The inputs of `dnn predict`: rows as batches of features, or a picture, told apart by name; of standard input by content. */
import { contentKind, KNOWN_BY_BYTES } from '../../data/content-kind.js';
import { decodePicture, type Picture, readPicture } from '../../data/pictures/image.js';
import type { Found } from '../../data/pictures/picture-files.js';
import { readPieces } from '../../disk/read.js';
import { DnnError } from '../../errors.js';
import type { KnownRows } from '../../model/known-rows.js';
import type { Model } from '../../model/model.js';
import { asOfInput, keepInput } from '../inputs/kept-input.js';
import { openStandardInput, type Piped, wholeOf } from '../inputs/standard-input.js';
import type { Console } from '../terminal/console.js';
import type { PredictValues } from './predict-command.js';
import { type Batches, csvBatches } from './predict-rows.js';

/** The word for standard input. */
export const STANDARD_INPUT = '-';

/** The name of an input in messages. */
export function nameOf(word: string): string {
  return word === STANDARD_INPUT ? 'standard input' : word;
}

/** Names of files of arrays; idx files are called as MNIST's. */
const ARRAY_FILES = /\.(h5|hdf5|npz|npy)$|[-.]idx3-ubyte(\.gz)?$/i;

/** One input: a picture, or rows and the model whose preparation is on their scale. */
export type Input =
  | { readonly kind: 'pictures'; readonly picture: Picture }
  | { readonly kind: 'rows' | 'arrays'; readonly batches: Batches; readonly model: Model };

/** Opens what was found. @throws DnnError as reading it does, or the error found in its place. */
export async function openInput(
  found: Found,
  model: Model,
  options: PredictValues,
  console: Console,
): Promise<Input> {
  if (found instanceof DnnError) throw found;
  if (found === STANDARD_INPUT) return openPiped(model, options, console);
  if (/\.(csv|tsv)$/i.test(found))
    return { kind: 'rows', batches: csvBatches(found, model, options, console), model };
  if (/\.(json|jsonl|ndjson)$/i.test(found))
    return jsonInput(found, readPieces(found, 'rows', 'data'), model, options, console);
  if (ARRAY_FILES.test(found)) {
    const { openArrays } = await import('./predict-arrays.js');
    return { kind: 'arrays', ...(await openArrays(found, model, options, console)) };
  }
  return { kind: 'pictures', picture: await readPicture(found) };
}

async function openPiped(model: Model, options: PredictValues, console: Console): Promise<Input> {
  const name = nameOf(STANDARD_INPUT);
  const piped = await openStandardInput(KNOWN_BY_BYTES);
  const kind = contentKind(piped.start);
  if (kind === 'json') return jsonInput(name, piped.pieces, model, options, console);
  if (kind === 'table')
    return { kind: 'rows', batches: pipedTable(name, piped, model, options, console), model };
  return { kind: 'pictures', picture: await decodePicture(await wholeOf(piped), name) };
}

/** The rows of a table that is piped in: its reader goes over a table twice. */
async function* pipedTable(
  name: string,
  piped: Piped,
  model: Model,
  options: PredictValues,
  console: Console,
): AsyncGenerator<KnownRows, void> {
  const { path, remove } = await keepInput(piped);
  try {
    yield* csvBatches(path, model, options, console, name);
  } catch (error) {
    throw asOfInput(error, path);
  } finally {
    remove();
  }
}

async function jsonInput(
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  model: Model,
  options: PredictValues,
  console: Console,
): Promise<Input> {
  const { jsonBatches } = await import('./predict-objects.js');
  return { kind: 'rows', batches: jsonBatches(path, pieces, model, options, console), model };
}
