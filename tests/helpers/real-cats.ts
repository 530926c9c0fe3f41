/** The course's cat/non-cat files, which carry no licence to be committed: found beside the project or not at all. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { skipNotice } from './skips.js';

const PLACES = [process.env.DNN_DATA_DIR, '../shared/datasets', 'datasets'].filter(
  (place) => place !== undefined,
);

/** The directory that holds both files, or undefined: tests then skip, saying {@link SKIP_NOTICE}. */
export const REAL_CATS: string | undefined = PLACES.map((place) => resolve(place)).find((place) =>
  ['train', 'test'].every((part) => existsSync(`${place}/${part}_catvnoncat.h5`)),
);

if (REAL_CATS === undefined && process.env.DNN_REQUIRE_REAL === '1') {
  throw new Error(`DNN_REQUIRE_REAL is 1, but no directory holds the real cat files: ${PLACES.join(', ')}`);
}

export const SKIP_NOTICE = skipNotice(
  REAL_CATS === undefined,
  'the real cat/non-cat files are not on this machine',
  'node bin/dnn.js data pull catvnoncat',
);
