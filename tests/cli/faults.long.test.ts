/** All faults at which old or new files must load. */
import { CODES, describeFaults } from './faults.suite.js';

describeFaults({ every: 1, codes: CODES });
