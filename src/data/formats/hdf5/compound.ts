/**
 * HDF5's compound types: the members of a record, as columns of a table. To find each member's message, the lengths of
 * all kinds of type messages are known here; the types themselves are read elsewhere.
 */

/** A member of a record; T is its type. */
export interface Member<T> {
  readonly name: string;
  /** Bytes from the start of a record. */
  readonly offset: number;
  readonly type: T;
}

/** Levels of types within types. */
const MAX_DEPTH = 8;
const PADDING = 8;
/** Bytes of a member before its own type in version 1: offset, rank, dimensions. */
const VERSION1_MEMBER = 32;

/** The members of the compound type at `at`, whose types `readType` reads. @throws RangeError when they reach past the end, or out of their record. */
export function readMembers<T extends { readonly size: number }>(
  bytes: Buffer,
  at: number,
  readType: (at: number) => T,
): Member<T>[] {
  const size = bytes.readUInt32LE(at + 4);
  const members: Member<T>[] = [];
  walkMembers(bytes, at, 0, (name, offset, typeAt) => {
    const type = readType(typeAt);
    if (offset + type.size > size) throw new RangeError('a member reaches out of its record');
    members.push({ name, offset, type });
  });
  return members;
}

/** True for an enumeration of FALSE and TRUE, h5py's bool. */
export function isBool(bytes: Buffer, at: number): boolean {
  if (bytes.readUInt16LE(at + 1) !== 2) return false;
  const namesAt = typeEnd(bytes, at + 8, 1);
  const first = nameEnd(bytes, namesAt, versionOf(bytes, at));
  const names = [namesAt, first].map((from) => bytes.toString('latin1', from, from + 5));
  return names[0] === 'FALSE' && names[1].startsWith('TRUE');
}

/** Calls `visit` for each member; returns the place behind the message. */
function walkMembers(
  bytes: Buffer,
  at: number,
  depth: number,
  visit: (name: string, offset: number, typeAt: number) => void,
): number {
  const version = versionOf(bytes, at);
  const width = offsetWidth(bytes.readUInt32LE(at + 4));
  let next = at + 8;
  for (let left = bytes.readUInt16LE(at + 1); left > 0; left--) {
    const name = bytes.toString('utf8', next, bytes.indexOf(0, next));
    const offsetAt = nameEnd(bytes, next, version);
    const offset = version === 3 ? bytes.readUIntLE(offsetAt, width) : bytes.readUInt32LE(offsetAt);
    const typeAt = offsetAt + (version === 3 ? width : version === 2 ? 4 : VERSION1_MEMBER);
    visit(name, offset, typeAt);
    next = typeEnd(bytes, typeAt, depth + 1);
  }
  return next;
}

/** Bytes of an offset within a record of `size` bytes, in version 3. */
function offsetWidth(size: number): number {
  if (size < 2 ** 8) return 1;
  return size < 2 ** 16 ? 2 : size < 2 ** 24 ? 3 : 4;
}

function versionOf(bytes: Buffer, at: number): number {
  return bytes.readUInt8(at) >> 4;
}

/** The place behind a name, which ends in a zero and before version 3 is filled up. */
function nameEnd(bytes: Buffer, at: number, version: number): number {
  const zero = bytes.indexOf(0, at);
  if (zero < 0) throw new RangeError('a name without end');
  const length = zero + 1 - at;
  return at + (version >= 3 ? length : Math.ceil(length / PADDING) * PADDING);
}

/** The place behind the type message at `at`. */
function typeEnd(bytes: Buffer, at: number, depth: number): number {
  if (depth > MAX_DEPTH) throw new RangeError('types within types without end');
  const [version, size] = [versionOf(bytes, at), bytes.readUInt32LE(at + 4)];
  const content = at + 8;
  switch (bytes.readUInt8(at) & 0x0f) {
    case 0:
    case 4:
      return content + 4;
    case 1:
      return content + 12;
    case 2:
      return content + 2;
    case 3:
    case 7:
      return content;
    case 5:
      return content + bytes.readUInt8(at + 1);
    case 6:
      return walkMembers(bytes, at, depth, () => undefined);
    case 8: {
      let next = typeEnd(bytes, content, depth + 1);
      const count = bytes.readUInt16LE(at + 1);
      for (let i = 0; i < count; i++) next = nameEnd(bytes, next, version);
      return next + count * size;
    }
    case 9:
      return typeEnd(bytes, content, depth + 1);
    case 10: {
      const rank = bytes.readUInt8(content);
      return typeEnd(bytes, content + (version === 2 ? 4 + 8 * rank : 1 + 4 * rank), depth + 1);
    }
    default:
      throw new RangeError('a type of an unknown class');
  }
}
