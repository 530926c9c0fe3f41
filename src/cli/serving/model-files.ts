/** The model files of a server: opened at the start, and read again when another file takes their place. */

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { readPieces } from '../../disk/read.js';
import { DnnError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import { rowsAtOnce } from '../../model/row-batches.js';
import { modelIn, runName } from '../../model/runs.js';
import { inputSize } from '../../nn/architecture.js';
import { ServedModel, type ServedModels } from '../../serve/served-model.js';
import { sha256 } from '../../sha256.js';
import { brief } from '../../visible.js';
import type { ServeValues } from '../commands/serve-command.js';
import { openModel, openPredictor } from '../inputs/open-model.js';
import { assertWork } from '../inputs/work-limit.js';
import { RUN_NAME } from '../options/shared.js';
import type { Console } from '../terminal/console.js';

/** Milliseconds between two looks at the files. */
const LOOK_TIME = 500;

/** A model's name, and the file or directory of a run that holds it. */
export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** The models that words name: `model.json`, `runs/first` or `name=path`. @throws DnnError (usage) for names that clash. */
export function namedFiles(words: readonly string[]): NamedFile[] {
  const files = words.map(namedFile);
  const twice = files.find(({ name }, i) => files.findIndex((other) => other.name === name) < i);
  if (twice === undefined) return files;
  const message = `two models are called ${brief(twice.name)}`;
  throw new DnnError('usage', message, 'Name them: dnn serve first=model.json second=other/model.json');
}

function namedFile(word: string): NamedFile {
  const at = word.indexOf('=');
  const isNamed = at > 0 && !existsSync(word);
  const path = isNamed ? word.slice(at + 1) : word;
  const own = modelIn(path);
  const name = isNamed ? word.slice(0, at) : (runName(own) ?? basename(path).replace(/\.json$/i, ''));
  if (RUN_NAME.read(name) !== undefined) return { name, path };
  const message = `${brief(name)} is no name for a model: expected ${RUN_NAME.expected}`;
  throw new DnnError('usage', message, 'Give it one: dnn serve name=model.json');
}

/** Opens a file's model, ready to predict. @throws DnnError as openModel does. */
export function openServed({ name, path }: NamedFile, options: ServeValues, console: Console): ServedModel {
  const model: Model = openModel(path, options, console);
  const examples = rowsAtOnce(inputSize(model.architecture));
  const predictor = openPredictor(path, model, [{ examples, values: new Float64Array() }], options, console);
  assertWork(model, path, 1, options, predictor.fallback, console);
  const served = new ServedModel(name, predictor, options.unseen);
  served.warmUp();
  return served;
}

/** The outcome of reading a file that took the place of another. */
export interface Reload {
  readonly file: NamedFile;
  readonly served?: ServedModel;
  readonly error?: unknown;
}

/** Looks at the files of the models, and opens each that was replaced; requests under way keep the model that they have. */
export class ModelFiles {
  readonly #files: readonly NamedFile[];
  readonly #open: (file: NamedFile) => ServedModel;
  readonly #models: ServedModels;
  readonly #onReload: (reload: Reload) => void;
  /** The state of each file at the last look, and the digest of the content that is served: names count as parameters do. */
  readonly #states = new Map<NamedFile, string>();
  readonly #contents = new Map<NamedFile, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    files: readonly NamedFile[],
    open: (file: NamedFile) => ServedModel,
    models: ServedModels,
    onReload: (reload: Reload) => void,
  ) {
    [this.#files, this.#open, this.#models, this.#onReload] = [files, open, models, onReload];
  }

  /** Opens all. @throws DnnError of the first that cannot be opened. */
  async start(): Promise<void> {
    for (const file of this.#files) {
      this.#states.set(file, await stateOf(file));
      const content = contentOf(file);
      this.#models.put(this.#open(file));
      this.#contents.set(file, content);
    }
    this.#lookLater();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #lookLater(): void {
    this.#timer = setTimeout(async () => {
      await this.look();
      if (this.#timer !== undefined) this.#lookLater();
    }, LOOK_TIME).unref();
  }

  /** Reads the files that are others than at the last look. */
  async look(): Promise<void> {
    for (const file of this.#files) await this.#look(file);
  }

  /** A file that is being written is read when it is whole: until then it is no model, and its state changes. */
  async #look(file: NamedFile): Promise<void> {
    const state = await stateOf(file);
    if (state === '' || state === this.#states.get(file)) return;
    this.#states.set(file, state);
    const content = contentOf(file);
    if (content === this.#contents.get(file)) return;
    try {
      const served = this.#open(file);
      this.#contents.set(file, content);
      const old = this.#models.get(file.name);
      this.#models.put(served);
      this.#onReload({ file, served });
      await old?.predictor.close();
    } catch (error) {
      this.#onReload({ file, error });
    }
  }
}

/** Another text for each file that takes the place of this one; empty where there is none. */
async function stateOf({ path }: NamedFile): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(modelIn(path));
    return [ino, size, mtimeMs, ctimeMs].join();
  } catch {
    return '';
  }
}

/** The digest of a file's bytes; empty where they cannot be read, which opening it reports. */
function contentOf({ path }: NamedFile): string {
  try {
    return sha256(readPieces(modelIn(path), 'model', 'model'));
  } catch {
    return '';
  }
}
