/** Numbers whose count is not known beforehand. */
export class GrowingNumbers {
  readonly #reserve: ((bytes: number) => void) | undefined;
  #values = new Float64Array(1024);
  #count = 0;

  /** `reserve` is told the bytes that are about to be taken, and throws where they are too many. */
  constructor(reserve?: (bytes: number) => void) {
    this.#reserve = reserve;
  }

  push(value: number): void {
    if (this.#count === this.#values.length) this.#grow();
    this.#values[this.#count++] = value;
  }

  get length(): number {
    return this.#count;
  }

  /** The numbers themselves, which a later push may move. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#count);
  }

  #grow(): void {
    const length = 2 * this.#values.length;
    this.#reserve?.(length * Float64Array.BYTES_PER_ELEMENT);
    const values = new Float64Array(length);
    values.set(this.#values);
    this.#values = values;
  }
}
