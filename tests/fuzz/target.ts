/** A target of fuzzing: one reader, the files that are made for it, and how the command line has it read them. */

import type { Dataset, Split } from '../../src/data/dataset.js';
import { DnnError } from '../../src/errors.js';
import type { Random } from './random.js';

/** The files of one input, by their paths below a directory of its own. */
export type Input = Readonly<Record<string, Uint8Array>>;

/** A reader made ready. */
export interface Prepared {
  /** An input that depends on `random` alone. */
  make(random: Random): Input;
  /** Reads the input in `directory`. Resolves when it is read and sound; a refusal is a DnnError, all else a bug. */
  read(directory: string): Promise<void>;
}

export interface Target {
  readonly name: string;
  prepare(): Promise<Prepared>;
}

/** @throws Error when a dataset that was read is not one: a wrong number of values, a label without a class. */
export function assertSound({ shape, classes, divisor, columns, train, test }: Dataset): void {
  const features = shape.reduce((product, n) => product * n, 1);
  if (!(divisor > 0 && Number.isFinite(divisor))) throw new Error(`a divisor of ${divisor}`);
  for (const split of test === undefined ? [train] : [train, test])
    assertSoundSplit(split, features, classes.length, columns !== undefined);
}

/** Checks one split, in which NaN are missing values if it is one of a table. */
function assertSoundSplit(
  { examples, values, labels }: Split,
  features: number,
  classes: number,
  mayMiss: boolean,
): void {
  if (values.length !== examples * features)
    throw new Error(`${values.length} values for ${examples} examples`);
  if (labels.length !== examples) throw new Error(`${labels.length} labels for ${examples} examples`);
  if (values instanceof Float64Array || values instanceof Float32Array) {
    if (
      (values as Float64Array).some((value) => !(Number.isFinite(value) || (mayMiss && Number.isNaN(value))))
    )
      throw new Error('a value is not finite');
  }
  if (labels instanceof Float64Array) {
    if (!labels.every(Number.isFinite)) throw new Error('a number to learn is not finite');
    return;
  }
  const wrong = labels.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined) throw new Error(`a label ${wrong} of ${classes} classes`);
}

/** Runs every one of `reads`; the first refusal is thrown when all have been made. */
export async function readAll(reads: readonly (() => unknown)[]): Promise<void> {
  let refusal: DnnError | undefined;
  for (const read of reads) {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof DnnError)) throw error;
      refusal ??= error;
    }
  }
  if (refusal !== undefined) throw refusal;
}
