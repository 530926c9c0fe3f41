/** The formats that a model is exported to, each loaded when used. */
import type { FileEnds } from '../../disk/file-ends.js';
import type { Model } from '../model.js';

/** All that is known of one format. */
export interface Exporter {
  /** Its name in the summary of `dnn export`. */
  readonly title: string;
  /** True if it has the scaling of a table's columns, so that it takes features as the table has them. */
  readonly preprocesses: boolean;
  /** True if it scales, but has nothing that fills missing values. */
  readonly keepsMissing?: true;
  /** The ending of its files' names. */
  readonly extension: string;
  /** The file, in pieces for `writeAtomically`. @throws DnnError (io) when a package that it takes is missing. */
  chunks(model: Model): Promise<Iterable<string | Uint8Array>>;
  /** Recognises an earlier export by the ends of its file, of 64 KiB each; HDF5 has the attributes of its root last. */
  isExport(ends: FileEnds): boolean;
  /** A file beside it, such as the types of a module. */
  readonly companion?: Companion;
  /** A reason why other software will not read a file of that name. */
  doubt?(path: string): string | undefined;
}

/** A file that is written beside an export. */
export interface Companion {
  /** Its path, from that of the export; undefined where none belongs beside a file of that name. */
  pathOf(path: string): string | undefined;
  text(model: Model): Promise<string>;
  /** Recognises an earlier one. */
  isOurs(ends: FileEnds): boolean;
}

/** The formats by name. */
export const EXPORTERS = {
  onnx: {
    title: 'ONNX',
    preprocesses: true,
    extension: '.onnx',
    chunks: async (model) => [(await import('./onnx.js')).onnxBytes(model)],
    // Field 2, producer_name.
    isExport: ({ start }) => start.slice(0, 16).includes('\x12\x03dnn'),
  },
  npz: {
    title: 'NumPy',
    preprocesses: false,
    extension: '.npz',
    chunks: async (model) => [(await import('./npz.js')).parametersNpz(model)],
    isExport: ({ end }) => end.includes('Written by dnn'),
  },
  safetensors: {
    title: 'safetensors',
    preprocesses: false,
    extension: '.safetensors',
    chunks: async (model) => (await import('./safetensors.js')).safetensorsChunks(model),
    isExport: ({ start }) => start.includes('{"__metadata__":{"producer":"dnn"', 8),
  },
  keras: {
    title: 'Keras',
    preprocesses: true,
    keepsMissing: true,
    extension: '.h5',
    chunks: async (model) => [await (await import('./keras.js')).kerasBytes(model)],
    isExport: ({ end }) => /dnn_(classes|preparation)/.test(end),
    // Keras 3 takes names that end in .keras for archives of its own.
    doubt: (path) =>
      path.endsWith('.keras')
        ? `Keras reads what is in ${path} only from a name that ends in .h5.`
        : undefined,
  },
  mjs: {
    title: 'a JavaScript module',
    preprocesses: true,
    extension: '.mjs',
    chunks: async (model) => (await import('./mjs.js')).moduleChunks(model),
    isExport: ({ start }) => start.includes('A network trained by dnn'),
    companion: {
      pathOf: (path) => (/.\.m?js$/.test(path) ? path.replace(/(m?)js$/, 'd.$1ts') : undefined),
      text: async (model) => (await import('./mjs-types.js')).moduleTypes(model),
      isOurs: ({ start }) => start.startsWith('/** The types of a network that `dnn export'),
    },
  },
} as const satisfies Record<string, Exporter>;

/** A name of {@link EXPORTERS}. */
export type ExportFormat = keyof typeof EXPORTERS;
