/** The formats that a model is exported to, each loaded when used. */
import type { NamedArray } from '../../data/arrays/named-array.js';
import type { Model } from '../model.js';

/** All that is known of one format. */
export interface Exporter {
  /** Its name in the summary of `dnn export`. */
  readonly title: string;
  /** The ending of its files' names. */
  readonly extension: string;
  /** The file, in pieces for `writeAtomically`. @throws DnnError (io) when a package that it takes is missing. */
  chunks(model: Model): Promise<Iterable<string | Uint8Array>>;
  /** True if the file at `path` is an earlier export; only of formats in which datasets come too. */
  isExport?(path: string): Promise<boolean>;
  /** A reason why other software will not read a file of that name. */
  doubt?(path: string): string | undefined;
}

/** The formats by name. */
export const EXPORTERS = {
  onnx: {
    title: 'ONNX',
    extension: '.onnx',
    chunks: async (model) => [(await import('./onnx.js')).onnxBytes(model)],
  },
  npz: {
    title: 'NumPy',
    extension: '.npz',
    chunks: async (model) => [(await import('./npz.js')).parametersNpz(model)],
    isExport: async (path) =>
      holds((await import('../../data/formats/npz/npz.js')).readNpz(path), (name) => name === 'W1'),
  },
  safetensors: {
    title: 'safetensors',
    extension: '.safetensors',
    chunks: async (model) => (await import('./safetensors.js')).safetensorsChunks(model),
  },
  keras: {
    title: 'Keras',
    extension: '.h5',
    chunks: async (model) => [await (await import('./keras.js')).kerasBytes(model)],
    isExport: async (path) =>
      holds((await import('../../data/formats/hdf5/hdf5.js')).readHdf5(path), (name) =>
        name.startsWith('model_weights/'),
      ),
    // Keras 3 takes names that end in .keras for archives of its own.
    doubt: (path) =>
      path.endsWith('.keras')
        ? `Keras reads what is in ${path} only from a name that ends in .h5.`
        : undefined,
  },
  mjs: {
    title: 'a JavaScript module',
    extension: '.mjs',
    chunks: async (model) => (await import('./mjs.js')).moduleChunks(model),
  },
} as const satisfies Record<string, Exporter>;

/** A name of {@link EXPORTERS}. */
export type ExportFormat = keyof typeof EXPORTERS;

function holds(arrays: readonly NamedArray[], isOwn: (name: string) => boolean): boolean {
  return arrays.some(({ name }) => isOwn(name));
}
