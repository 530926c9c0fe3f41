/** onnxruntime-node 1.16 ships no types of its own: it is onnxruntime-common with a backend. */
declare module 'onnxruntime-node' {
  export * from 'onnxruntime-common';
}
