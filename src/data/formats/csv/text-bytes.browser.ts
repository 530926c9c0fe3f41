/** The bytes of texts in browsers, which have no files by their paths. */
import { DnnError } from '../../../errors.js';

/** Bytes that give the text of a part of them, as Node's do. */
export class TextBytes extends Uint8Array {
  override toString(encoding: 'utf8' | 'latin1' = 'utf8', start = 0, end = this.length): string {
    const part = this.subarray(start, end);
    if (encoding === 'utf8') return new TextDecoder('utf-8', { ignoreBOM: true }).decode(part);
    return Array.from(part, (byte) => String.fromCharCode(byte)).join('');
  }

  /** Typed arrays give parts of their own kind. */
  override subarray(start?: number, end?: number): TextBytes {
    return super.subarray(start, end) as TextBytes;
  }
}

/** So many bytes, which are 0. */
export function allocateText(size: number): TextBytes {
  return new TextBytes(size);
}

/** The same bytes. */
export function textBytes({ buffer, byteOffset, length }: Uint8Array): TextBytes {
  return new TextBytes(buffer as ArrayBuffer, byteOffset, length);
}

/** A text in UTF-8. */
export function encodedText(text: string): TextBytes {
  return textBytes(new TextEncoder().encode(text));
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** @throws DnnError (data) */
export function filePieces(path: string): Iterable<TextBytes> {
  throw new DnnError('data', `${path} cannot be opened by its path in a browser`, 'Give its bytes.');
}
