/**
 * A model's parameters as a safetensors file: the header's length in 8 bytes, a header of JSON, and the values of
 * all arrays one behind another without a gap, little-endian and row-major, the first at a multiple of 8.
 */
import { architectureText } from '../../nn/architecture.js';
import type { Model } from '../model.js';
import { preparationOf } from './preparation.js';

const ALIGNMENT = 8;
/** The format's names of the types. */
const TYPES = { float64: 'F64', float32: 'F32' } as const;

/** The file in pieces; its `__metadata__` holds the scale of inputs and the layers as JSON. */
export function* safetensorsChunks(model: Model): Generator<Uint8Array> {
  const { parameters } = model;
  let end = 0;
  const tensors = parameters.map(({ name, value: { rows, cols, data, dtype } }) => {
    const start = end;
    end += data.byteLength;
    return [name, { dtype: TYPES[dtype], shape: [rows, cols], data_offsets: [start, end] }];
  });
  const header = JSON.stringify({ __metadata__: metadata(model), ...Object.fromEntries(tensors) });
  yield* headerChunks(Buffer.from(header));
  for (const { value } of parameters) {
    yield new Uint8Array(value.data.buffer, value.data.byteOffset, value.data.byteLength);
  }
}

/** The header is filled up with spaces, which its reader passes over. */
function* headerChunks(header: Buffer): Generator<Uint8Array> {
  const padded = Math.ceil(header.length / ALIGNMENT) * ALIGNMENT;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded));
  yield length;
  yield header;
  yield Buffer.alloc(padded - header.length, ' ');
}

/** The format takes texts only. */
function metadata(model: Model): Record<string, string> {
  const { architecture, divisor, classes } = model;
  const { inputShape, layers, loss } = architecture;
  return {
    producer: 'dnn',
    architecture: architectureText(architecture),
    input: JSON.stringify({ shape: inputShape, divisor }),
    classes: JSON.stringify(classes),
    layers: JSON.stringify(layers),
    loss,
    ...preparationOf(model),
  };
}
