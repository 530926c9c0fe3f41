/** The bytes of texts: how they are taken from files, checked and read as text. In browsers another module does it. */
import { isUtf8 } from 'node:buffer';
import { readPieces } from '../../../disk/read.js';

export { isUtf8 };

/** Bytes that give the text of a part of them. */
export type TextBytes = Buffer;

/** So many bytes, with whatever is in them. */
export function allocateText(size: number): TextBytes {
  return Buffer.allocUnsafeSlow(size);
}

/** The same bytes. */
export function textBytes({ buffer, byteOffset, length }: Uint8Array): TextBytes {
  return Buffer.from(buffer, byteOffset, length);
}

/** A text in UTF-8. */
export function encodedText(text: string): TextBytes {
  return Buffer.from(text);
}

/** The file at `path`, about `size` bytes at a time. */
export function filePieces(path: string, size: number): Iterable<TextBytes> {
  return readPieces(path, 'dataset', 'data', size);
}
