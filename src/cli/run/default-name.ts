/** Files at names that the user did not give: they are replaced only if dnn wrote them. */

import { type FileEnds, readEnds } from '../../disk/file-ends.js';
import { assertNoDeadLink, assertNoInput } from '../../disk/inputs.js';
import { DnnError } from '../../errors.js';
import { isModelFile, trainedOn } from '../../model/file/json.js';
import { shell } from '../../shell.js';

/** Bytes of each end by which a file is recognised; those of a model hold the record of its training. */
const BYTES = 2 ** 16;
const MODEL_BYTES = 2 ** 20;

interface Rules {
  readonly bytes?: number;
  readonly replaces?: string;
  readonly hint?: string;
}

/**
 * Refuses to replace a file that is not recognised by its ends, which are returned; an empty one holds nothing. An
 * input may be replaced only if it was read as `replaces`.
 * @throws DnnError: usage with the hint, io for a link that leads nowhere.
 */
export function assertOurs(
  path: string,
  isOurs: (ends: FileEnds) => boolean,
  {
    bytes = BYTES,
    replaces,
    hint = `Say that it may go: ${shell`--out ${path}`}; or name another file there.`,
  }: Rules = {},
): FileEnds | undefined {
  assertNoInput(path, replaces);
  assertNoDeadLink(path);
  const ends = readEnds(path, bytes);
  if (ends === undefined || ends.start.length === 0) return undefined;
  if (isOurs(ends)) return ends;
  throw new DnnError('usage', `cannot write ${path}: a file that dnn did not write has this name`, hint);
}

/**
 * The remark on the model that a new one will replace without --out; undefined where there is none.
 * @throws DnnError (usage) as {@link assertOurs} does.
 */
export function replacement(out: string): string | undefined {
  const ends = assertOurs(out, isModelFile, { bytes: MODEL_BYTES });
  if (ends === undefined) return undefined;
  const data = trainedOn(ends);
  return `Replaced ${out}${data === undefined ? '' : `, which was trained on ${data}`}.`;
}
