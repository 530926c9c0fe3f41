/** The kind of an input without a name, by its first bytes: rows of JSON, a table in text, or a picture. */
import { isJsonRows } from './formats/json-rows.js';
import { recogniseFormat } from './pictures/image-format.js';

/** Bytes that tell the kind. */
export const KNOWN_BY_BYTES = 512;

/** The kind of an input that begins with these bytes. */
export function contentKind(start: Buffer): 'json' | 'table' | 'picture' {
  const text = start.toString('latin1', 0, KNOWN_BY_BYTES);
  // The mark of UTF-8 is three characters here.
  if (isJsonRows(text.replace(/^\xef\xbb\xbf/, ''))) return 'json';
  const isUtf16 = /^(\xff\xfe|\xfe\xff)/.test(text);
  return isUtf16 || recogniseFormat(start).name === 'text' ? 'table' : 'picture';
}
