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
  /** Advice about the file that is called `path`, a word of a shell. */
  readonly hint: (path: string) => string;
  /** Tells by the first bytes, as latin1, and the path. */
  readonly fits: (start: string, path: string) => boolean;
}

/** Data: a model is measured on them. */
const asData = (path: string) =>
  `Look at it: dnn data info ${path}; measure a model on it: dnn evaluate --data ${path}`;
const asParameters = (path: string) => `Make a model of parameters: dnn import ${path} --data <source>`;
/** Arrays: data, or parameters W1, b1, … */
const asArrays = (path: string) => `${asData(path)}. ${asParameters(path)}`;
const startsWith = (...beginnings: string[]) => {
  return (start: string) => beginnings.some((beginning) => start.startsWith(beginning));
};

/** The kinds that a reader may want, which are none to it. */
const OWN = {
  model: {
    name: 'a model',
    hint: (path) => `Look at it: dnn inspect ${path}; predict with it: dnn predict <image> --model ${path}`,
    fits: (start) => /^\s*\{\s*"format"\s*:\s*"dnn-model"/.test(start),
  },
  checkpoint: {
    name: 'a checkpoint',
    hint: (path) => `Go on with its run: dnn train --resume ${path}; that saves the model.`,
    fits: startsWith('{"format":"dnn-checkpoint"'),
  },
  hdf5: { name: 'an HDF5 file', hint: asArrays, fits: startsWith('\x89HDF\r\n') },
  picture: {
    name: 'a picture',
    hint: (path) => `Predict it: dnn predict ${path} --model model.json`,
    fits: startsWith('\x89PNG', '\xff\xd8\xff', 'GIF8', 'RIFF', 'II*\0', 'MM\0*'),
  },
} as const satisfies Record<string, Kind>;

const OTHERS: readonly Kind[] = [
  {
    name: 'an HTML page',
    hint: () => 'Download the file itself, not the page that shows it.',
    fits: (start) => /^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|!--)/i.test(start),
  },
  {
    name: 'a Git LFS pointer',
    hint: () => 'Fetch the file that it stands for: git lfs pull',
    fits: (start) => /^(\xef\xbb\xbf)?version https:\/\/git-lfs/.test(start),
  },
  {
    name: 'a gzip archive',
    hint: () => 'Unpack it first: gunzip or tar xzf',
    fits: startsWith('\x1f\x8b'),
  },
  {
    name: 'an npz archive',
    hint: asArrays,
    fits: (start, path) => start.startsWith('PK\x03\x04') && /\.npz$/i.test(path),
  },
  {
    name: 'a safetensors file',
    hint: asParameters,
    // The length of its header in 8 bytes, then JSON.
    fits: (start) => /^.{3,4}\0{4,5}\{"/s.test(start),
  },
  {
    name: 'a zip archive',
    hint: () => 'Unpack it first: unzip. If NumPy wrote it, its name must end in .npz.',
    fits: startsWith('PK\x03\x04'),
  },
  { name: 'a table', hint: asData, fits: (_, path) => /\.(csv|tsv)$/i.test(path) },
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
  const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const kinds = [
    ...Object.entries<Kind>(OWN).flatMap(([name, kind]) => (name === wanted ? [] : kind)),
    ...OTHERS,
  ];
  const kind = kinds.find(({ fits }) => fits(start, path ?? ''));
  return kind && { name: kind.name, hint: kind.hint(path === undefined ? '<file>' : shellWord(path)) };
}
