/** Files that are given in the place of a model or checkpoint, recognised by their first bytes. */

interface Kind {
  /** The name for messages: "an HDF5 file". */
  readonly name: string;
  readonly hint: string;
}

const MODEL = 'Give the file that `dnn train --out` wrote.';
const IMPORT = 'Make a model of parameters: dnn import <file> --data <source>';
const KINDS: readonly (Kind & { readonly start: string | RegExp; readonly is?: 'model' | 'checkpoint' })[] = [
  {
    is: 'model',
    start: '{"format":"dnn-model"',
    name: 'a model',
    hint: 'Give the file that `dnn train --checkpoint-every` wrote.',
  },
  {
    is: 'checkpoint',
    start: '{"format":"dnn-checkpoint"',
    name: 'a checkpoint',
    hint: 'Go on with its run: dnn train --resume; that saves the model.',
  },
  {
    start: '\x89HDF\r\n',
    name: 'an HDF5 file',
    hint: `${IMPORT}; look at a dataset: dnn data info <source>`,
  },
  { start: 'PK\x03\x04', name: 'a zip archive (.npz, .zip)', hint: `${MODEL} ${IMPORT}` },
  // The length of its header in 8 bytes, then JSON.
  { start: /^.{3,4}\0{4,5}\{"/s, name: 'a safetensors file', hint: IMPORT },
  ...['\x89PNG', '\xff\xd8\xff', 'GIF8', 'RIFF', 'II*\0', 'MM\0*'].map((start) => {
    return { start, name: 'a picture', hint: 'Predict it: dnn predict <image> --model model.json' };
  }),
];

/** The kind of file that begins with these bytes, if it is known not to be the `wanted` one. */
export function otherKind(bytes: Uint8Array, wanted: 'model' | 'checkpoint'): Kind | undefined {
  const beginning = Buffer.from(bytes.subarray(0, 32)).toString('latin1');
  return KINDS.find(({ start, is }) => {
    const fits = typeof start === 'string' ? beginning.startsWith(start) : start.test(beginning);
    return is !== wanted && fits;
  });
}
