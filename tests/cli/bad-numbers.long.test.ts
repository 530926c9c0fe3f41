/** NaN and both infinities in every format. */
import { Workspace } from '../helpers/cli.js';
import { describeBadNumbers, EVERY_FORMAT } from './bad-numbers.suite.js';

const BAD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describeBadNumbers(
  new Workspace(),
  EVERY_FORMAT.flatMap((format) => BAD.map((bad) => [format, bad] as const)),
);
