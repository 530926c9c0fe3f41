/**
 * The links of an HDF5 group, hard and soft: in a symbol table (a B-tree over a heap of names), in messages of
 * the group's header, or in a dense heap of such messages.
 */
import { assertSignature, readAddress, UNDEFINED_ADDRESS } from './address.js';
import { denseLinks } from './dense-links.js';
import type { Message } from './header.js';
import type { Steps } from './steps.js';

/** A name in a group, and the header's address or the path that it stands for. */
export interface Link {
  readonly name: string;
  readonly target: number | string;
}

const LINK_INFO = 2;
const LINK = 6;
const SYMBOL_TABLE = 17;

/** Tables have a header of 8 bytes and entries of 40; tree nodes one of 24 and a key before each address. */
const TABLE_HEADER = 8;
const TABLE_ENTRY = 40;
const NODE_HEADER = 24;
const NODE_ENTRY = 16;
/** An entry that is a soft link. */
const SOFT_ENTRY = 2;
const HARD = 0;
const SOFT = 1;
/** Bytes of a name or path: the length that HDF5 itself keeps names to in a header. */
const MAX_NAME = 65535;
/** Bytes of a name that cost what an entry does. */
const NAME_STEP = 16;

/**
 * The links of the group that has these messages; none for another object. Links out of the file are left out.
 * @throws RangeError and Error when the group is damaged.
 */
export function readLinks(file: Buffer, messages: readonly Message[], steps: Steps): Link[] {
  return messages.flatMap((message) => {
    if (message.type === SYMBOL_TABLE) return symbolTableLinks(file, message, steps);
    if (message.type === LINK) return linkOf(file.subarray(message.at, message.at + message.size), steps);
    if (message.type === LINK_INFO) return infoLinks(file, message, steps);
    return [];
  });
}

function symbolTableLinks(file: Buffer, { at }: Message, steps: Steps): Link[] {
  const names = heapOfNames(file, readAddress(file, at + 8));
  const addresses = tables(file, readAddress(file, at), steps);
  return addresses.flatMap((table) => tableLinks(file, table, names, steps));
}

/** The part of the file that a local heap keeps names in. */
function heapOfNames(file: Buffer, address: number): Buffer {
  assertSignature(file, address, 'HEAP');
  const start = readAddress(file, address + 24);
  const end = start + readAddress(file, address + 8);
  if (end > file.length) throw new RangeError('a heap of names reaches past the end');
  return file.subarray(start, end);
}

/** Addresses of the symbol tables below the node of a version-1 B-tree at `address`, behind those in `found`. */
function tables(file: Buffer, address: number, steps: Steps, level?: number, found: number[] = []): number[] {
  steps.take();
  assertSignature(file, address, 'TREE');
  const own = file.readUInt8(address + 5);
  if (file.readUInt8(address + 4) !== 0 || own !== (level ?? own)) {
    throw new Error(`a damaged index of a group at byte ${address}`);
  }
  const count = file.readUInt16LE(address + 6);
  for (let i = 0; i < count; i++) {
    steps.take();
    const child = readAddress(file, address + NODE_HEADER + i * NODE_ENTRY + 8);
    if (own === 0) found.push(child);
    else tables(file, child, steps, own - 1, found);
  }
  return found;
}

function tableLinks(file: Buffer, address: number, names: Buffer, steps: Steps): Link[] {
  assertSignature(file, address, 'SNOD');
  return Array.from({ length: file.readUInt16LE(address + 6) }, (_, i) => {
    const at = address + TABLE_HEADER + i * TABLE_ENTRY;
    const soft = file.readUInt32LE(at + 16) === SOFT_ENTRY;
    return {
      name: nameAt(names, readAddress(file, at), steps),
      target: soft ? nameAt(names, file.readUInt32LE(at + 24), steps) : readAddress(file, at + 8),
    };
  });
}

/** The name from `start` to the next zero. */
function nameAt(names: Buffer, start: number, steps: Steps): string {
  const end = names.subarray(start, start + MAX_NAME).indexOf(0);
  if (end < 0) throw new RangeError('a name does not end');
  return text(names, start, end, steps);
}

function text(bytes: Buffer, start: number, length: number, steps: Steps): string {
  if (start + length > bytes.length || length > MAX_NAME)
    throw new RangeError('a name reaches past its place');
  steps.take(1 + Math.ceil(length / NAME_STEP));
  return bytes.toString('utf8', start, start + length);
}

/** The link in a link message, as a list: none when it leads out of the file. */
function linkOf(message: Buffer, steps: Steps): Link[] {
  const flags = message.readUInt8(1);
  if (message.readUInt8(0) !== 1) throw new Error('a link of an unknown version');
  let at = 2;
  const type = flags & 8 ? message.readUInt8(at++) : HARD;
  if (flags & 4) at += 8;
  if (flags & 16) at += 1;
  const width = 1 << (flags & 3);
  const length = width === 8 ? readAddress(message, at) : message.readUIntLE(at, width);
  const name = text(message, at + width, length, steps);
  at += width + length;
  if (type === HARD) return [{ name, target: readAddress(message, at) }];
  return type === SOFT ? [{ name, target: text(message, at + 2, message.readUInt16LE(at), steps) }] : [];
}

/** A group of many links has a heap of them. */
function infoLinks(file: Buffer, { at }: Message, steps: Steps): Link[] {
  const flags = file.readUInt8(at + 1);
  const heapAt = at + 2 + (flags & 1 ? 8 : 0);
  if (file.readBigUInt64LE(heapAt) === UNDEFINED_ADDRESS) return [];
  const messages = denseLinks(file, readAddress(file, heapAt), readAddress(file, heapAt + 8), steps);
  const links = messages.flatMap((message) => linkOf(message, steps));
  return links.sort((a, b) => (a.name < b.name ? -1 : 1));
}
