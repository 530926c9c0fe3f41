/** The calls of a run fail or kill it, each in turn: old or new files must load. */
import { SAMPLE } from '../helpers/sample.js';
import { CODES, describeFaults } from './faults.suite.js';

describeFaults({ every: SAMPLE === 1 ? 1 : 3 * SAMPLE, codes: CODES });
