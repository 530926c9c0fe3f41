/** Counts the work of a model before it starts: refuses what passes --max-work, and says what takes long. */
import { optionError } from '../../errors.js';
import type { Model } from '../../model/model.js';
import { counted } from '../../report/phrases.js';
import { roughTime } from '../../report/terminal/times.js';
import { shell } from '../../shell.js';
import { workOfExample, workText } from '../../train/work.js';
import type { WorkOption } from '../options/shared.js';
import type { Console } from '../terminal/console.js';

/** Operations a second, roughly, of the SIMD kernels and of plain loops on one core. */
const SPEED = { kernels: 6e9, loops: 6e8 };
/** Work that takes longer is announced. */
const LONG_SECONDS = 5;

/**
 * The operations that the model at `path` takes for so many examples; a note says so if they will take long.
 * @throws DnnError (usage) if one example takes more than --max-work allows.
 */
export function assertWork(
  { architecture }: Model,
  path: string,
  examples: number,
  { maxWork }: WorkOption,
  fallback: string | undefined,
  console: Console,
): number {
  const each = workOfExample(architecture);
  if (each > maxWork.operations) {
    throw optionError(
      'model',
      path,
      `one example takes ${workText(each)}, about ${timeOf(each, fallback)}; ${shell`--max-work ${maxWork.text}`} allows ${workText(maxWork.operations)}`,
      shell`Few networks take so much: is the file from someone you trust? Then allow it: --max-work ${Math.ceil(each / 1e12)}T.`,
    );
  }
  noteOfWork(examples * each, counted(examples, 'example'), fallback, console);
  return examples * each;
}

/** Says how long so many operations will take, if it is long. */
export function noteOfWork(
  operations: number,
  what: string,
  fallback: string | undefined,
  console: Console,
): void {
  if (secondsOf(operations, fallback) < LONG_SECONDS) return;
  const time = timeOf(operations, fallback);
  console.note(`${what} will take ${workText(operations)}, about ${time}. Ctrl-C ends it.`);
}

function timeOf(operations: number, fallback: string | undefined): string {
  return roughTime(secondsOf(operations, fallback));
}

function secondsOf(operations: number, fallback: string | undefined): number {
  return operations / (fallback === undefined ? SPEED.kernels : SPEED.loops);
}
