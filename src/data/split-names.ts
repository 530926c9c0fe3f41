/** Names of folders and files that say which split they hold, as people write them: train, Test, training_set, val. */

/** The part of a dataset that a name says. */
export type PartName = 'train' | 'test' | 'validation';

const WORDS: Readonly<Record<PartName, readonly string[]>> = {
  train: ['train', 'training'],
  test: ['test', 'testing'],
  validation: ['validation', 'valid', 'val'],
};
const PARTS = Object.keys(WORDS) as PartName[];

/** May follow the word in a folder's name: `test_set`, `train-images`. */
const NOUN = /[-_ ]?(set|data|images)$/i;

/** The part that a folder of this name holds; undefined if it says none. */
export function partOfFolder(name: string): PartName | undefined {
  return partOf(name.replace(NOUN, ''));
}

function partOf(word: string): PartName | undefined {
  return PARTS.find((part) => WORDS[part].includes(word.toLowerCase()));
}

/** A file's name without its extension, taken apart: "mnist_train" is "mnist" of the training part. */
export interface FilePart {
  readonly part: PartName;
  readonly rest: string;
}

/** Undefined if no word of the name says a part, or several do, as in `train_test`. */
export function partOfFile(stem: string): FilePart | undefined {
  const found = wordOf(stem);
  if (found === undefined) return undefined;
  const [before, after] = [stem.slice(0, found.index), stem.slice(found.index + found.word.length)];
  const rest = before === '' ? after.slice(1) : before.slice(0, -1) + after;
  return { part: partOf(found.word) as PartName, rest };
}

/** The names that the test set of this training file may have, those of a validation set last; none if it is no such file. */
export function namesBeside(stem: string): string[] {
  const found = wordOf(stem);
  if (found === undefined || partOf(found.word) !== 'train') return [];
  const { word, index } = found;
  const others = [...WORDS.test, ...WORDS.validation].map((other) => inCaseOf(word, other));
  return others.map((other) => stem.slice(0, index) + other + stem.slice(index + word.length));
}

function wordOf(stem: string): { word: string; index: number } | undefined {
  const words = [...stem.matchAll(/[^-_. ]+/g)].filter(([word]) => partOf(word) !== undefined);
  return words.length === 1 ? { word: words[0][0], index: words[0].index } : undefined;
}

/** Writes `word` in capitals where `model` is: TRAIN gives TEST, Train gives Test. */
function inCaseOf(model: string, word: string): string {
  if (model === model.toUpperCase()) return word.toUpperCase();
  return model[0] === model[0].toUpperCase() ? word[0].toUpperCase() + word.slice(1) : word;
}

/** The sentence on a validation set: it is the test set where there is none, else nothing is done with it. */
export function validationNote(validation: string, test: string | undefined): string {
  if (test === undefined) return `The test set is ${validation}.`;
  return `dnn does not read ${validation}: the test set is ${test}, and --validation-split takes examples of the training set.`;
}
