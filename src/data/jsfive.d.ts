/** The part of jsfive that hdf5.ts uses; the package ships no types of its own. */
declare module 'jsfive' {
  /** `type`, `size`, `flags` and `offset_to_message` of one header message. */
  export type Message = Map<'type' | 'size' | 'flags' | 'offset_to_message', number>;

  export interface DataObjects {
    /** Address of the object's header. */
    readonly offset: number;
    readonly is_dataset: boolean;
    find_msg_type(type: number): Message[];
  }

  export class Dataset {
    readonly _dataobjects: DataObjects;
  }

  export class Group {
    readonly keys: string[];
    readonly _dataobjects: DataObjects;
    /** Null for a link that leads nowhere. Bad files make it throw strings as well as errors. */
    get(name: string): Group | Dataset | null;
  }

  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
