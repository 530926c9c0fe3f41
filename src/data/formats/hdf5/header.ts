/**
 * HDF5's superblock and object headers: where the root is, and the messages that describe each object. What the
 * messages say is for others; nothing is followed outside the file, and nothing for long.
 */
import { DnnError } from '../../../errors.js';
import { readAddress } from './address.js';
import type { Steps } from './steps.js';

/** One header message: its content is `size` bytes at `at`. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly at: number;
  readonly size: number;
}

/** Messages from `at` on, up to `end`. */
interface Block {
  readonly at: number;
  readonly end: number;
}

const CONTINUATION = 16;
const PREFIX1_BYTES = 16;
const MESSAGE1_BYTES = 8;
/** Bytes of a block that count as a step, so that blocks that overlap come to an end however few messages they hold. */
const BLOCK_STEP = 64;
/** Signature and checksum around a block of the second version. */
const SIGNATURE_BYTES = 4;
const CHECKSUM_BYTES = 4;

/** Flags of a header of the second version. */
const CREATION_ORDER = 0x04;
const PHASE_CHANGE = 0x10;
const TIMES = 0x20;

/** Superblocks that are read: 0 has a symbol table's entry for the root, 2 and 3 its address. */
const SUPERBLOCKS = {
  0: { offsetSize: 13, lengthSize: 14, end: 40, root: 64, bytes: 96 },
  2: { offsetSize: 9, lengthSize: 10, end: 28, root: 36, bytes: 48 },
  3: { offsetSize: 9, lengthSize: 10, end: 28, root: 36, bytes: 48 },
} as const;

/**
 * The address of the root group's header; the superblock stands at `start` and addresses count from there.
 * @throws DnnError (data) when the file is shorter than the superblock says, or of a kind that is not read.
 */
export function rootAddress(bytes: Buffer, start: number): number {
  const again = 'Get the file again and compare its size with the source.';
  const version = bytes.length > start + 8 ? bytes.readUInt8(start + 8) : 0;
  const fields = SUPERBLOCKS[version as keyof typeof SUPERBLOCKS];
  if (bytes.length < start + (fields?.bytes ?? 0)) {
    throw new DnnError('data', `truncated: ${bytes.length} bytes, less than the header takes`, again);
  }
  if (fields === undefined) throw new DnnError('data', `HDF5 superblock version ${version} is not read`);
  const end = bytes.readBigUInt64LE(start + fields.end);
  if (end > bytes.length) throw new DnnError('data', `truncated: ${bytes.length} of ${end} bytes`, again);
  const sizes = [bytes.readUInt8(start + fields.offsetSize), bytes.readUInt8(start + fields.lengthSize)];
  if (sizes.some((size) => size !== 8)) {
    throw new DnnError(
      'data',
      `addresses and lengths of ${sizes.join(' and ')} bytes are not read, only of 8`,
    );
  }
  return readAddress(bytes, start + fields.root);
}

/**
 * The messages of the object whose header is at `address`.
 * @throws RangeError and Error when there is none, or it reaches past the end of the file.
 */
export function readMessages(file: Buffer, address: number, steps: Steps): Message[] {
  steps.take();
  if (file.readUInt8(address) === 1) return readVersion1(file, address, steps);
  if (file.toString('latin1', address, address + 4) === 'OHDR') return readVersion2(file, address, steps);
  throw new Error(`no object header at byte ${address}`);
}

function readVersion1(file: Buffer, address: number, steps: Steps): Message[] {
  const count = file.readUInt16LE(address + 2);
  const first = {
    at: address + PREFIX1_BYTES,
    end: address + PREFIX1_BYTES + file.readUInt32LE(address + 8),
  };
  const messages: Message[] = [];
  readBlocks(file, first, steps, (block) => {
    let { at } = block;
    while (at + MESSAGE1_BYTES <= block.end && messages.length < count) {
      const size = file.readUInt16LE(at + 2);
      const message = {
        type: file.readUInt16LE(at),
        flags: file.readUInt8(at + 4),
        at: at + MESSAGE1_BYTES,
        size,
      };
      messages.push(checked(message, block, steps));
      at = message.at + size;
    }
    return messages;
  });
  return messages;
}

function readVersion2(file: Buffer, address: number, steps: Steps): Message[] {
  if (file.readUInt8(address + 4) !== 2) throw new Error('object header of an unknown version');
  const flags = file.readUInt8(address + 5);
  const lengthAt = address + 6 + (flags & TIMES ? 16 : 0) + (flags & PHASE_CHANGE ? 4 : 0);
  const width = 1 << (flags & 3);
  const length = width === 8 ? readAddress(file, lengthAt) : file.readUIntLE(lengthAt, width);
  const prefix = flags & CREATION_ORDER ? 6 : 4;
  const messages: Message[] = [];
  const first = { at: lengthAt + width, end: lengthAt + width + length };
  readBlocks(file, first, steps, (block, isFirst) => {
    const end = isFirst ? block.end : block.end - CHECKSUM_BYTES;
    let at = isFirst ? block.at : block.at + SIGNATURE_BYTES;
    while (at + prefix <= end) {
      const size = file.readUInt16LE(at + 1);
      const message = { type: file.readUInt8(at), flags: file.readUInt8(at + 3), at: at + prefix, size };
      messages.push(checked(message, { at: block.at, end }, steps));
      at = message.at + size;
    }
    assertGap(file, at, end);
    return messages;
  });
  return messages;
}

/** Fewer bytes than a message's prefix are a gap, which HDF5 fills with zeros. */
function assertGap(file: Buffer, at: number, end: number): void {
  if (at < end && file.readUInt8(at) !== 0)
    throw new Error(`an object header with a damaged gap at byte ${at}`);
}

/** Reads `first` and every block that a message says the header goes on in; `read` returns all messages so far. */
function readBlocks(
  file: Buffer,
  first: Block,
  steps: Steps,
  read: (block: Block, isFirst: boolean) => readonly Message[],
): void {
  const blocks = [first];
  let seen = 0;
  for (let i = 0; i < blocks.length; i++) {
    const { at, end } = blocks[i];
    if (end > file.length) throw new RangeError('an object header reaches past the end');
    steps.take(1 + Math.ceil(Math.max(end - at, 0) / BLOCK_STEP));
    const messages = read(blocks[i], i === 0);
    for (; seen < messages.length; seen++) {
      if (messages[seen].type === CONTINUATION) blocks.push(continuation(file, messages[seen]));
    }
  }
}

function continuation(file: Buffer, { at }: Message): Block {
  const start = readAddress(file, at);
  return { at: start, end: start + readAddress(file, at + 8) };
}

function checked(message: Message, { end }: Block, steps: Steps): Message {
  steps.take();
  if (message.at + message.size > end) throw new RangeError('a header message reaches past its block');
  return message;
}
