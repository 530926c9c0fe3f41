/** One shared WebAssembly memory from which matrices are cut, one after another; nothing is given back singly. */
import { DnnError } from '../../errors.js';
import { BYTES_PER_VALUE, type ByteMatrix, type Dtype, type FloatArray, Matrix } from '../matrix.js';

declare const place: unique symbol;
/** A place in a WebAssembly memory, in bytes: no other number is passed for it by mistake. */
export type Address = number & { readonly [place]: true };

const PAGE_BYTES = 65536;
const MAX_PAGES = 65536;
const PAGES_PER_MIB = 16;
/** Bytes beside the matrices that were counted: the kernels' own, what threads share, and what a count leaves out. */
const SPARE_BYTES = 2 ** 26;
/** A cache line, so that rows that threads share out do not share lines. */
const ALIGNMENT = 64;

export class Arena {
  /** Grown in place: views of it stay valid, because a shared memory never moves. */
  readonly memory: WebAssembly.Memory;
  /** Matrices cut so far; training may not raise it once it runs. */
  allocations = 0;
  #top: number;
  /** The end of what stays when the arena is renewed. */
  #kept: number;
  /** Pages of the kernels' own, and those that there are addresses for. */
  readonly #initial: number;
  readonly #maximum: number;
  /** The memory's buffers, one after each growth. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  /** Arrays that are known to be views of them. */
  readonly #arrays = new WeakSet<FloatArray | Uint8Array>();
  #weight: ArrayBuffer | undefined;

  /**
   * `reserved` bytes at the start are the kernels' own. Addresses for the matrices are taken at once, twice as many as
   * for the `expected` bytes of them.
   * @throws DnnError (usage) where there are not so many.
   */
  constructor(reserved: number, expected = MAX_PAGES * PAGE_BYTES) {
    this.#top = aligned(reserved);
    this.#kept = this.#top;
    this.#initial = Math.ceil(this.#top / PAGE_BYTES);
    this.#maximum = this.#pagesFor(expected);
    this.memory = sharedMemory(this.#initial, this.#maximum);
  }

  /** Has what is there now stay when the arena is renewed. */
  keep(): void {
    this.#kept = this.#top;
  }

  /** Forgets and zeroes all else; false where there are too few addresses for `expected` bytes of matrices. */
  renew(expected: number): boolean {
    if (this.#pagesFor(expected) > this.#maximum) return false;
    new Uint8Array(this.memory.buffer, this.#kept, this.#top - this.#kept).fill(0);
    this.#top = this.#kept;
    return true;
  }

  #pagesFor(expected: number): number {
    return Math.min(MAX_PAGES, this.#initial + Math.ceil((2 * expected + SPARE_BYTES) / PAGE_BYTES));
  }

  /** @throws DnnError (usage) when the memory is used up. */
  matrix(rows: number, cols: number, dtype: Dtype): Matrix {
    const start = this.bytes(rows * cols * BYTES_PER_VALUE[dtype]);
    const buffer = this.#buffer();
    const count = rows * cols;
    this.allocations++;
    const data =
      dtype === 'float64' ? new Float64Array(buffer, start, count) : new Float32Array(buffer, start, count);
    return new Matrix(rows, cols, data);
  }

  /** Copies `values` into this memory. */
  copy(values: Uint8Array): Uint8Array {
    const start = this.bytes(values.length);
    const data = new Uint8Array(this.#buffer(), start, values.length);
    data.set(values);
    return data;
  }

  /** @throws RangeError when the matrix is in another memory. */
  addressOf({ data }: Matrix | ByteMatrix): Address {
    // To ask an array for its buffer takes longer than a small kernel: each is asked once.
    if (!this.#arrays.has(data)) {
      if (!this.#buffers.has(data.buffer)) {
        throw new RangeError("the matrix is not in this backend's memory: make it with zeros()");
      }
      this.#arrays.add(data);
    }
    return data.byteOffset as Address;
  }

  #buffer(): SharedArrayBuffer {
    // Types of browsers do not know that a shared memory has a shared buffer.
    const buffer = this.memory.buffer as ArrayBufferLike as SharedArrayBuffer;
    this.#buffers.add(buffer);
    return buffer;
  }

  /** The address of `count` zeroed bytes. */
  bytes(count: number): Address {
    const start = this.#top;
    const end = aligned(start + count);
    const missing = Math.ceil((end + PAGE_BYTES) / PAGE_BYTES) - this.memory.buffer.byteLength / PAGE_BYTES;
    if (missing > 0) this.#grow(missing);
    this.#top = end;
    return start as Address;
  }

  /**
   * Says that nothing more is computed here. V8 does not see the bytes of a shared memory: a process that trains
   * again and again would keep the memories of some dozen runs until the few objects beside them were worth
   * collecting. An ordinary buffer of the same size, whose pages nobody touches, has it see them.
   */
  retire(): void {
    try {
      this.#weight ??= new ArrayBuffer(this.memory.buffer.byteLength);
    } catch {
      // There are no addresses left for it: then V8 has to look for garbage anyway.
    }
  }

  /** Always a page more than needed: kernels may read, and not use, a few values beyond a matrix. */
  #grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch (cause) {
      const pagesInAll = this.memory.buffer.byteLength / PAGE_BYTES + pages;
      const hint = 'Use fewer units or fewer examples at a time, or --backend js.';
      const limit =
        pagesInAll > MAX_PAGES
          ? 'exceed the 4 GiB of a WebAssembly memory'
          : `need ${Math.ceil(pagesInAll / PAGES_PER_MIB)} MiB of WebAssembly memory, more than this process may take`;
      throw new DnnError('usage', `the matrices of this run ${limit}`, hint, { cause });
    }
  }
}

/**
 * A memory that never moves: its addresses up to the `maximum` are reserved now.
 * @throws DnnError (usage) where the process may not have so many addresses, as under `ulimit -v`.
 */
export function sharedMemory(initial: number, maximum: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial, maximum, shared: true });
  } catch (cause) {
    // Before Node.js 24 V8 reserves 10 GiB for any memory, however small, unless it is told not to.
    throw new DnnError(
      'usage',
      'the WebAssembly kernels get no memory: this process may not reserve the addresses for it (ulimit -v)',
      'They need fewer when Node.js starts with NODE_OPTIONS=--disable-wasm-trap-handler.',
      { cause },
    );
  }
}

/** The address `bytes` further on. */
export function offset(address: Address, bytes: number): Address {
  return (address + bytes) as Address;
}

function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
