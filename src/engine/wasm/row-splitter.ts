/** Splits the rows of tables in text by a kernel, which reads their numbers on the way: several times as fast as loops. */
import { offset } from './arena.js';
import { instantiateForBytes, MODULE_BYTES } from './kernel-module.js';

/** Bytes of text. */
const TEXT = 2 ** 21;
/** The most fields of a row. */
const FIELDS = 2 ** 14;
const NUMBERS = offset(MODULE_BYTES, TEXT);
const STARTS = offset(NUMBERS, FIELDS * 8);
const STOPS = offset(STARTS, FIELDS * 4);
const PAGES = Math.ceil(offset(STOPS, FIELDS * 4) / 65536);

/** A text, and where the fields of one of its rows are. */
export class RowSplitter {
  readonly #memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  readonly #kernel = instantiateForBytes(this.#memory).splitRow;
  readonly text = new Uint8Array(this.#memory.buffer, MODULE_BYTES, TEXT);
  /** Where fields begin and end in the text. */
  readonly starts = new Int32Array(this.#memory.buffer, STARTS, FIELDS);
  readonly stops = new Int32Array(this.#memory.buffer, STOPS, FIELDS);
  /** The numbers in the fields; NaN for text, and for a number that only other readers can tell. */
  readonly numbers = new Float64Array(this.#memory.buffer, NUMBERS, FIELDS);

  /**
   * Finds the fields of the row at `at`, between bytes that separate and end rows; returns how many they are, 0 for
   * too many and for a row with quotes. There is a line end in the text.
   */
  split(at: number, separator: number, newline: number): number {
    return this.#kernel(MODULE_BYTES, at, separator, newline, FIELDS, NUMBERS);
  }
}

let spare: RowSplitter[] | undefined;

/** The splitter of this process; undefined while another table has it, and where the kernels do not run. */
export function takeSplitter(): RowSplitter | undefined {
  try {
    spare ??= [new RowSplitter()];
  } catch {
    spare = [];
  }
  return spare.pop();
}

/** Gives back what {@link takeSplitter} returned. */
export function returnSplitter(splitter: RowSplitter | undefined): void {
  if (splitter) spare?.push(splitter);
}
