/** The part of the WebAssembly API that is used; Node's types leave it to the DOM's. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    readonly buffer: SharedArrayBuffer;
    constructor(limits: { initial: number; maximum: number; shared: true });
    grow(pages: number): number;
  }
  class Instance {
    readonly exports: Record<string, unknown>;
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
  }
}

/** The bundler of the browser's build makes a module of the file: its bytes. */
declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
