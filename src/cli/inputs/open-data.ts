/** The dataset that a command works on: progress while it is read, and a note for each guess. */
import { dataDirectory } from '../../data/catalogue/catalogue.js';
import type { Dataset } from '../../data/dataset.js';
import { type OpenOptions, openDataset } from '../../data/open.js';
import type { MemoryOption } from '../options/shared.js';
import type { Console } from '../terminal/console.js';
import { assertRoom } from './memory-budget.js';

const ADVICE = 'Use fewer examples, or allow more: --max-memory.';

/** @throws DnnError as openDataset does, and (usage) when reading it would pass --max-memory. */
export async function openData(
  source: string | undefined,
  options: OpenOptions & MemoryOption,
  console: Console,
): Promise<Dataset> {
  const progress = await console.progress('Reading', 'pictures');
  try {
    const dataset = await openDataset(source, {
      ...options,
      dataDirectory: dataDirectory(process.env),
      reserve: (where, bytes) => assertRoom(where, bytes, options, ADVICE),
      onProgress: (done, total) => {
        progress?.update(done, total);
        return console.breathe();
      },
    });
    progress?.stop();
    for (const note of dataset.notes) console.note(note);
    return dataset;
  } finally {
    progress?.stop();
  }
}

/** The options of a run that say how its data are read. */
type ReadingOptions = Pick<OpenOptions, 'xKey' | 'yKey' | 'drop' | 'unseen' | 'classes' | 'task' | 'divisor'>;

/** The way in which the data of a run are read, for a network with that input. */
export function readingOf(
  { xKey, yKey, drop, unseen, classes, task, divisor }: ReadingOptions,
  { input }: { readonly input: readonly number[] | 'auto' },
): ReadingOptions & Pick<OpenOptions, 'shape'> {
  return { xKey, yKey, drop, unseen, classes, task, divisor, shape: pictureShape(input) };
}

/** The shape that pictures of a folder are brought to, when the input of a network is one of pictures. */
export function pictureShape(input: readonly number[] | 'auto'): [number, number, number] | undefined {
  if (input === 'auto' || input.length !== 3) return undefined;
  const [height, width, channels] = input;
  return channels === 1 || channels === 3 ? [height, width, channels] : undefined;
}
