/** Arrays of records: the bytes of one field of all records, one after another as an array has them. */

/** The place of a field in a record, in bytes. */
export interface FieldPlace {
  readonly offset: number;
  readonly size: number;
}

/** The field's bytes in `raw`, whose records are `stride` bytes each. */
export function fieldBytes(raw: Uint8Array, stride: number, { offset, size }: FieldPlace): Uint8Array {
  const records = stride === 0 ? 0 : raw.length / stride;
  const bytes = new Uint8Array(records * size);
  for (let i = 0; i < records; i++) {
    const from = i * stride + offset;
    bytes.set(raw.subarray(from, from + size), i * size);
  }
  return bytes;
}
