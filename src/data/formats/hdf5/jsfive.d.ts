/** The part of jsfive that filters.ts uses; the package ships no types of its own. */
declare module 'jsfive' {
  /** Decodes the bytes of one chunk. Damaged ones make it throw strings as well as errors. */
  export type ChunkFilter = (chunk: ArrayBuffer, itemSize: number) => ArrayBuffer;

  /** The decoders by HDF5's number of the filter. */
  export const Filters: ReadonlyMap<number, ChunkFilter>;
}
