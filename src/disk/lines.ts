/** Lines of a text file one by one, each of bounded length: neither a large file nor a line without end takes memory. */
import { createReadStream } from 'node:fs';
import { DnnError, type ErrorCode } from '../errors.js';
import { LIMITS } from '../limits.js';

/**
 * Yields the lines of the file at `path`, without their ends (\n or \r\n); the last one need not have an end.
 * @throws DnnError `code` that names the line of more than {@link LIMITS.lineBytes}.
 */
export async function* readLines(path: string, code: ErrorCode): AsyncGenerator<string, void> {
  let [pieces, size, number] = [[] as Buffer[], 0, 1];
  const add = (piece: Buffer) => {
    pieces.push(piece);
    size += piece.length;
    if (size <= LIMITS.lineBytes) return;
    const message = `${path}, line ${number}: more than ${LIMITS.lineBytes} bytes`;
    throw new DnnError(code, message, 'Remove that line.');
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      add(chunk.subarray(start, end));
      yield Buffer.concat(pieces).toString('utf8').replace(/\r$/, '');
      [pieces, size, start] = [[], 0, end + 1];
      number++;
    }
    add(chunk.subarray(start));
  }
  if (size > 0) yield Buffer.concat(pieces).toString('utf8');
}
