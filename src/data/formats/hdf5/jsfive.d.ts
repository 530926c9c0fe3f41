/** The part of jsfive that hdf5.ts uses; the package ships no types of its own. */
declare module 'jsfive' {
  /** `type`, `size`, `flags` and `offset_to_message` of one header message. */
  export type Message = Map<'type' | 'size' | 'flags' | 'offset_to_message', number>;

  /** An object's header. Bad files make it throw strings as well as errors. */
  export interface DataObjects {
    /** Reads the header at `address`. */
    readonly constructor: new (
      bytes: ArrayBuffer,
      address: number,
    ) => DataObjects;
    find_msg_type(type: number): Message[];
  }

  export class File {
    readonly _dataobjects: DataObjects;
    constructor(bytes: ArrayBuffer, name: string);
  }
}
