/** Files of parameters as named arrays: npz, safetensors, and HDF5 as Keras writes it; known by their first bytes. */
import type { NamedArray } from '../../data/arrays/named-array.js';
import { isHdf5, readHdf5 } from '../../data/formats/hdf5/hdf5.js';
import { readNpz } from '../../data/formats/npz/npz.js';
import { isSafetensors, readSafetensors } from '../../data/formats/safetensors.js';
import type { Reserve } from '../../data/reserve.js';
import { readBytes } from '../../disk/read.js';
import { DnnError } from '../../errors.js';
import { PREPARATION } from '../export/preparation.js';

/** The arrays of a file. */
export interface ParameterFile {
  readonly arrays: readonly NamedArray[];
  /** The ε of batch norm where the file says it, or its library has one of its own. */
  readonly epsilon?: number | undefined;
  /** True if dnn has written it, with what makes inputs of a table's rows beside the parameters. */
  readonly isPrepared?: boolean;
}

/** Keras's own, where a file of weights does not say. */
const KERAS_EPSILON = 1e-3;

/** Archives of other libraries that are no npz, by the name of a file in them. */
const ARCHIVES = [
  {
    member: 'data.pkl',
    name: 'a pickled file of PyTorch, which could run any program',
    hint: "Save the arrays: np.savez('params.npz', **{k: v.cpu().numpy() for k, v in model.state_dict().items()})",
  },
  {
    member: 'model.weights.h5',
    name: "Keras's archive of a model",
    hint: "Save the weights: model.save_weights('model.weights.h5')",
  },
];

/** @throws DnnError (data) when the file is of another kind, or damaged; io when the system refuses. */
export function readParameterFile(path: string, reserve?: Reserve): ParameterFile {
  const bytes = readBytes(path, 'parameters', 'data');
  if (isHdf5(bytes)) return { arrays: readHdf5(path, reserve), epsilon: kerasEpsilon(bytes, path) };
  if (isSafetensors(bytes)) {
    const arrays = readSafetensors(bytes, path);
    const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE()));
    return {
      arrays,
      isPrepared: [`"producer":"dnn"`, `"${PREPARATION}":`].every((text) => header.includes(text)),
    };
  }
  const archive = ARCHIVES.find(({ member }) => bytes.subarray(0, 2).equals(PK) && bytes.includes(member));
  if (archive !== undefined) throw new DnnError('data', `${path} is ${archive.name}`, archive.hint);
  // What dnn itself has written beside the parameters of a table is none.
  const all = readNpz(path, 'parameters', reserve);
  const arrays = all.filter(({ name }) => name !== PREPARATION);
  return { arrays, isPrepared: arrays.length < all.length };
}

const PK = Buffer.from('PK');

/** Keras keeps a model's configuration as JSON in an attribute, whose bytes lie in the file in one piece. */
function kerasEpsilon(bytes: Buffer, path: string): number {
  const text = bytes.toString('latin1');
  const norms = text.matchAll(/"class_name": ?"BatchNormalization".{1,2000}?"epsilon": ?([\d.e+-]+)/gs);
  const found = new Set(Array.from(norms, ([, epsilon]) => Number(epsilon)));
  if (found.size < 2) return [...found][0] ?? KERAS_EPSILON;
  const message = `${path}: its batch norms have different ε: ${[...found].join(', ')}`;
  throw new DnnError('data', message, 'Save the model with one ε for all.');
}
