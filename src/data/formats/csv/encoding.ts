/** The bytes of a text file as UTF-8: a byte order mark is passed over, UTF-16 is converted. */
import { recogniseFile } from '../../../disk/file-kind.js';
import { DnnError } from '../../../errors.js';
import { shell } from '../../../shell.js';
import { encodedText, filePieces, isUtf8, type TextBytes, textBytes } from './text-bytes.js';
import { sourceName, type TextSource } from './text-source.js';

type Decoder = InstanceType<typeof TextDecoder>;

/** Bytes by which UTF-16 without a mark is recognised. */
const KNOWN_BY = 1024;
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** Yields a text in UTF-8, not yet checked, about `size` bytes at a time; those of a file in one buffer. */
export function* readText(source: TextSource, size: number): Generator<TextBytes> {
  const path = sourceName(source);
  const pieces =
    typeof source === 'string' ? filePieces(source, size) : piecesOf(textBytes(source.bytes), size);
  let decoder: Decoder | undefined;
  let isFirst = true;
  for (const piece of pieces) {
    if (isFirst) {
      assertText(piece, path);
      decoder = decoderOf(piece);
    }
    if (decoder) yield converted(decoder, path, piece);
    else yield isFirst && UTF8_MARK.every((byte, i) => piece[i] === byte) ? piece.subarray(3) : piece;
    isFirst = false;
  }
  if (decoder) yield converted(decoder, path);
}

function* piecesOf(bytes: TextBytes, size: number): Generator<TextBytes> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const UTF32 = ['\xff\xfe\0\0', '\0\0\xfe\xff'];

/** @throws DnnError (data) for a file of another kind, such as an archive that is called a table. */
function assertText(piece: TextBytes, path: string): void {
  const start = piece.toString('latin1', 0, KNOWN_BY);
  if (UTF32.some((mark) => start.startsWith(mark))) {
    const convert = shell`iconv -f UTF-32 -t UTF-8 ${path}`;
    throw new DnnError('data', `${path} is UTF-32`, `Convert it: ${convert} > ${converting(path)}`);
  }
  // A piece may end within a character, but no line does.
  if (isUtf8(piece.subarray(0, piece.lastIndexOf(0x0a) + 1 || piece.length))) return;
  const kind = recogniseFile(piece, undefined);
  if (kind !== undefined) {
    // Commands go by the name, too.
    const hint = kind.hint.includes('<file>') ? 'Rename it: it is called as tables are.' : kind.hint;
    throw new DnnError('data', `${path} is ${kind.name}, expected a table`, hint);
  }
  const hasControls = piece.subarray(0, KNOWN_BY).some((byte) => byte < 9 || (byte > 13 && byte < 27));
  if (hasControls && decoderOf(piece) === undefined)
    throw new DnnError('data', `${path} is not text, expected a table`, 'Save the table as CSV UTF-8.');
}

/** The name of the file that `iconv` writes, as a word of a shell. */
function converting(path: string): string {
  return shell`${path.replace(/(\.\w+)?$/, '-utf8$1')}`;
}

/** The decoder of text that begins with the mark of UTF-16, or has zeros for every other byte. */
function decoderOf(piece: TextBytes): Decoder | undefined {
  const start = piece.subarray(0, KNOWN_BY);
  const [even, odd] = [0, 1].map((from) => zerosAt(start, from));
  const half = start.length / 2;
  const isLittle = (start[0] === 0xff && start[1] === 0xfe) || (even === 0 && odd > half / 2);
  const isBig = (start[0] === 0xfe && start[1] === 0xff) || (odd === 0 && even > half / 2);
  if (!isLittle && !isBig) return undefined;
  return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be', { fatal: true });
}

function zerosAt(bytes: Uint8Array, from: number): number {
  let count = 0;
  for (let at = from; at < bytes.length; at += 2) if (bytes[at] === 0) count++;
  return count;
}

/** The next piece of UTF-16; without one, the end. */
function converted(decoder: Decoder, path: string, piece?: TextBytes): TextBytes {
  try {
    return encodedText(decoder.decode(piece, { stream: piece !== undefined }));
  } catch (cause) {
    throw new DnnError('data', `${path} is damaged UTF-16`, 'Save it as CSV UTF-8.', { cause });
  }
}

/** @throws DnnError (data) that names the first line that is no UTF-8; `bytes` begin in line `line`. */
export function assertUtf8(bytes: Uint8Array, path: string, line: number): void {
  if (isUtf8(bytes)) return;
  let [start, number] = [0, line];
  for (let at = 0; at < bytes.length; at++) {
    const isEnd = bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] !== 0x0a);
    if (!isEnd) continue;
    if (!isUtf8(bytes.subarray(start, at))) break;
    [start, number] = [at + 1, number + 1];
  }
  throw new DnnError(
    'data',
    `${path}: line ${number} is not UTF-8; it is probably Windows-1252 (Latin-1), as older programs save it`,
    `Convert it: ${shell`iconv -f WINDOWS-1252 -t UTF-8 ${path}`} > ${converting(path)}`,
  );
}
