/** The formats that a model is exported to, each loaded when used. */
import type { Model } from '../model.js';

/** How a model is written in one format. */
export interface Exporter {
  /** What its files' names end in. */
  readonly extension: string;
  /** The file, in pieces for `writeAtomically`. @throws DnnError (io) when a package that it takes is missing. */
  chunks(model: Model): Promise<Iterable<string | Uint8Array>>;
}

/** The formats by name. */
export const EXPORTERS = {
  onnx: {
    extension: '.onnx',
    chunks: async (model) => [(await import('./onnx.js')).onnxBytes(model)],
  },
  npz: {
    extension: '.npz',
    chunks: async (model) => [(await import('./npz.js')).parametersNpz(model)],
  },
  safetensors: {
    extension: '.safetensors',
    chunks: async (model) => (await import('./safetensors.js')).safetensorsChunks(model),
  },
  keras: {
    extension: '.h5',
    chunks: async (model) => [await (await import('./keras.js')).kerasBytes(model)],
  },
  mjs: {
    extension: '.mjs',
    chunks: async (model) => (await import('./mjs.js')).moduleChunks(model),
  },
} as const satisfies Record<string, Exporter>;

/** A name of {@link EXPORTERS}. */
export type ExportFormat = keyof typeof EXPORTERS;
