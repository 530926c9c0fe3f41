/** Files that stand in the place of others, recognised by their first bytes, and what takes them. */
import { shellWord } from '../shell.js';

/** A file that was recognised. */
export interface FileKind {
  /** The name for messages: "an HTML page". */
  readonly name: string;
  /** The command that takes it, or how to get the right file. */
  readonly hint: string;
}

interface Kind {
  readonly name: string;
  /** Advice with commands about `<file>`, in whose place its path comes. */
  readonly hint: string;
  /** Tells by the first bytes, as latin1, and the path. */
  readonly fits: (start: string, path: string) => boolean;
}

/** Data: a model is measured on them. */
const AS_DATA = 'Look at it: dnn data info <file>; measure a model on it: dnn evaluate --data <file>';
const AS_PARAMETERS = 'Make a model of parameters: dnn import <file> --data <source>';
/** Arrays: data, or parameters W1, b1, … */
const AS_ARRAYS = `${AS_DATA}. ${AS_PARAMETERS}`;
const startsWith = (...beginnings: string[]) => {
  return (start: string) => beginnings.some((beginning) => start.startsWith(beginning));
};

/** The kinds that a reader may want, which are none to it. */
const OWN = {
  model: {
    name: 'a model',
    hint: 'Look at it: dnn inspect <file>; predict with it: dnn predict <image> --model <file>',
    fits: (start) => /^\s*\{\s*"format"\s*:\s*"dnn-model"/.test(start),
  },
  checkpoint: {
    name: 'a checkpoint',
    hint: 'Go on with its run: dnn train --resume <file>; that saves the model.',
    fits: startsWith('{"format":"dnn-checkpoint"'),
  },
  hdf5: { name: 'an HDF5 file', hint: AS_ARRAYS, fits: startsWith('\x89HDF\r\n') },
  picture: {
    name: 'a picture',
    hint: 'Predict it: dnn predict <file> --model model.json',
    fits: startsWith('\x89PNG', '\xff\xd8\xff', 'GIF8', 'RIFF', 'II*\0', 'MM\0*'),
  },
} as const satisfies Record<string, Kind>;

const OTHERS: readonly Kind[] = [
  {
    name: 'an HTML page',
    hint: 'Download the file itself, not the page that shows it.',
    fits: (start) => /^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|!--)/i.test(start),
  },
  {
    name: 'a Git LFS pointer',
    hint: 'Fetch the file that it stands for: git lfs pull',
    fits: (start) => /^(\xef\xbb\xbf)?version https:\/\/git-lfs/.test(start),
  },
  {
    name: 'a gzip archive',
    hint: 'Unpack it first: gunzip or tar xzf',
    fits: startsWith('\x1f\x8b'),
  },
  {
    name: 'an npz archive',
    hint: AS_ARRAYS,
    fits: (start, path) => start.startsWith('PK\x03\x04') && /\.npz$/i.test(path),
  },
  {
    name: 'one array of NumPy',
    hint: "Save the examples and their classes together: np.savez('data.npz', train_set_x=x, train_set_y=y)",
    fits: startsWith('\x93NUMPY'),
  },
  {
    name: 'a safetensors file',
    hint: AS_PARAMETERS,
    // The length of its header in 8 bytes, then JSON.
    fits: (start) => /^.{3,4}\0{4,5}\{"/s.test(start),
  },
  {
    name: 'an Excel workbook',
    hint: 'Save the sheet as CSV UTF-8.',
    fits: (start) =>
      start.startsWith('\xd0\xcf\x11\xe0') ||
      (start.startsWith('PK\x03\x04') && /\[Content_Types\]|_rels\/|docProps\/|xl\//.test(start)),
  },
  {
    name: 'a zip archive',
    hint: 'Unpack it first: unzip. If NumPy wrote it, its name must end in .npz.',
    fits: startsWith('PK\x03\x04'),
  },
  { name: 'a table', hint: AS_DATA, fits: (_, path) => /\.(csv|tsv)$/i.test(path) },
];

/**
 * The kind of the file that begins with these bytes, if it is known and not the `wanted` one. Without `path` the
 * commands of the hint are about `<file>`.
 */
export function recogniseFile(
  bytes: Uint8Array,
  path: string | undefined,
  wanted?: keyof typeof OWN,
): FileKind | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 512));
  const kinds = [
    ...Object.entries<Kind>(OWN).flatMap(([name, kind]) => (name === wanted ? [] : kind)),
    ...OTHERS,
  ];
  const kind = kinds.find(({ fits }) => fits(start, path ?? ''));
  if (kind === undefined || path === undefined) return kind && { name: kind.name, hint: kind.hint };
  return { name: kind.name, hint: kind.hint.replaceAll('<file>', () => shellWord(path)) };
}
