/** One shared WebAssembly memory from which matrices are cut, one after another; nothing is given back singly. */
import { DnnError } from '../../errors.js';
import { BYTES_PER_VALUE, type ByteMatrix, type Dtype, Matrix } from '../matrix.js';

declare const place: unique symbol;
/** A place in a WebAssembly memory, in bytes: no other number is passed for it by mistake. */
export type Address = number & { readonly [place]: true };

const PAGE_BYTES = 65536;
const MAX_PAGES = 65536;
/** A cache line, so that rows that threads share out do not share lines. */
const ALIGNMENT = 64;

export class Arena {
  /** Grown in place: views of it stay valid, because a shared memory never moves. */
  readonly memory: WebAssembly.Memory;
  /** Matrices cut so far; training may not raise it once it runs. */
  allocations = 0;
  #top: number;
  /** The memory's buffers, one after each growth. */
  readonly #buffers = new WeakSet<ArrayBufferLike>();
  #weight: ArrayBuffer | undefined;

  /** `reserved` bytes at the start are the kernels' own. */
  constructor(reserved: number) {
    this.#top = aligned(reserved);
    const initial = Math.ceil(this.#top / PAGE_BYTES);
    this.memory = new WebAssembly.Memory({ initial, maximum: MAX_PAGES, shared: true });
  }

  /** @throws DnnError (usage) when the memory's 4 GiB are used up. */
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
    if (!this.#buffers.has(data.buffer)) {
      throw new RangeError("the matrix is not in this backend's memory: make it with zeros()");
    }
    return data.byteOffset as Address;
  }

  #buffer(): SharedArrayBuffer {
    const { buffer } = this.memory;
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
    } catch (error) {
      const hint = 'Use fewer units or fewer examples at a time, or --backend js.';
      throw new DnnError('usage', 'the matrices of this run exceed the 4 GiB of a WebAssembly memory', hint, {
        cause: error,
      });
    }
  }
}

/** The address `bytes` further on. */
export function offset(address: Address, bytes: number): Address {
  return (address + bytes) as Address;
}

function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
