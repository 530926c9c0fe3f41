/** Standard input as the bytes of one file: what `-` means in the place of a path. */
import { DnnError } from '../../errors.js';

/** Bytes of the largest file that is taken from a pipe: nobody knows its end before. */
const LIMIT = 2 ** 28;

/** @throws DnnError (usage) when a terminal is in its place, whose user may not know that it is waited for. */
export function assertPiped(): void {
  if (!process.stdin.isTTY) return;
  const hint = 'Pipe a picture into it: dnn predict - < cat.png';
  throw new DnnError('usage', '"-" is standard input, which is the terminal here', hint);
}

/** Reads all of standard input. @throws DnnError: data when it is too much; io when it cannot be read. */
export async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LIMIT)
        throw new DnnError('data', `standard input has more than ${LIMIT} bytes`, 'Give one picture.');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof DnnError) throw error;
    throw new DnnError('io', `cannot read standard input: ${(error as Error).message}`, undefined, {
      cause: error,
    });
  }
  return Buffer.concat(chunks);
}
