/** Reads long lists of decimal numbers in text by a kernel: several times faster than JSON.parse, to the same bits. */
import { offset } from './arena.js';
import { instantiateForBytes, MODULE_BYTES } from './kernel-module.js';

/** The address of the kernel's stopping place, followed by a window of the text and the numbers in it. */
const STOP = MODULE_BYTES;
const TEXT = offset(STOP, 8);
/** Small enough for the fast caches, and no number is as long. */
const WINDOW = 32768;
const NUMBERS = offset(TEXT, WINDOW + 8);
/** A number takes two bytes of text at least, its separator among them. */
const PAGES = Math.ceil((NUMBERS + (WINDOW / 2) * 8) / 65536);
const END = 0x5d;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * The numbers of `list`, a JSON list without white space and without its opening bracket, as ASCII: `1,-2.5]`.
 * Undefined when it is anything else than such a list, when it is empty or holds a number too large for float64,
 * or when the kernels do not run here.
 */
export function readDecimals(list: Uint8Array): Float64Array | undefined {
  if (list.length === 0 || list.indexOf(END) !== list.length - 1) return undefined;
  try {
    reader ??= new DecimalReader();
    return reader.read(list);
  } catch {
    return undefined;
  }
}

/** One a process: lists are read one after another. */
let reader: DecimalReader | undefined;

class DecimalReader {
  readonly #memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  readonly #text = new Uint8Array(this.#memory.buffer, TEXT, WINDOW);
  readonly #stop = new Uint32Array(this.#memory.buffer, STOP, 1);
  readonly #kernel = instantiateForBytes(this.#memory).readDecimals;

  read(list: Uint8Array): Float64Array | undefined {
    const numbers = new Float64Array(Math.ceil(list.length / 2));
    let count = 0;
    for (let at = 0; at < list.length; ) {
      const read = this.#readWindow(list.subarray(at, at + WINDOW - 1));
      numbers.set(read, count);
      count += read.length;
      at += this.#stop[0] - TEXT;
      if (read.length > 0) continue;
      const number = beginning(list.subarray(at, at + WINDOW));
      if (number.length === WINDOW || !NUMBER.test(number)) return undefined;
      const value = Number(number);
      if (!Number.isFinite(value)) return undefined;
      numbers[count++] = value;
      at += number.length + 1;
    }
    return numbers.subarray(0, count);
  }

  /** The numbers that the kernel reads until it stops, at the latest at the zero behind the text. */
  #readWindow(text: Uint8Array): Float64Array {
    this.#text.set(text);
    this.#text[text.length] = 0;
    const count = this.#kernel(TEXT, NUMBERS, STOP);
    return new Float64Array(this.#memory.buffer, NUMBERS, count);
  }
}

/** The text before the first separator. */
function beginning(list: Uint8Array): string {
  const [first] = Buffer.from(list).toString('latin1').split(/[,\]]/, 1);
  return first;
}
