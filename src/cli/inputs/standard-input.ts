/** Standard input as the bytes of one file: what `-` means in the place of a path. */
import { DnnError } from '../../errors.js';

/** Bytes of the largest file that is taken whole from a pipe: nobody knows its end before. */
const LIMIT = 2 ** 28;

/** @throws DnnError (usage) when a terminal is in its place, whose user may not know that it is waited for. */
export function assertPiped(): void {
  if (!process.stdin.isTTY) return;
  const hint = 'Pipe a picture or rows into it: dnn predict - < cat.png';
  throw new DnnError('usage', '"-" is standard input, which is the terminal here', hint);
}

/** Standard input piece by piece, and how it begins. */
export interface Piped {
  /** At least so many bytes as were asked for, unless it has fewer. */
  readonly start: Buffer;
  /** All of it. @throws DnnError (io) when it cannot be read. */
  readonly pieces: AsyncGenerator<Buffer, void>;
}

/** Waits for the first `bytes` of standard input. @throws DnnError (io) when it cannot be read. */
export async function openStandardInput(bytes: number): Promise<Piped> {
  const pieces = standardInput();
  let start = Buffer.alloc(0);
  while (start.length < bytes) {
    const { value, done } = await pieces.next();
    if (done) break;
    start = Buffer.concat([start, value]);
  }
  return { start, pieces: joined(start, pieces) };
}

async function* joined(start: Buffer, rest: AsyncGenerator<Buffer, void>): AsyncGenerator<Buffer, void> {
  yield start;
  yield* rest;
}

async function* standardInput(): AsyncGenerator<Buffer, void> {
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw new DnnError('io', `cannot read standard input: ${(error as Error).message}`, undefined, {
      cause: error,
    });
  }
}

/** All of standard input. @throws DnnError: data when it is too much; io when it cannot be read. */
export async function wholeOf({ pieces }: Piped): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of pieces) {
    size += chunk.length;
    if (size > LIMIT)
      throw new DnnError('data', `standard input has more than ${LIMIT} bytes`, 'Give one picture.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
