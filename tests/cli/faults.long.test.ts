/** A quarter of the calls of a run fail or kill it: old or new files must load; `every: 1` tries all. */
import { CODES, describeFaults } from './faults.suite.js';

describeFaults({ every: 4, codes: CODES });
