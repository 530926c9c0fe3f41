/** Half of the faults at which old or new files must load; `every: 2` tries all. */
import { CODES, describeFaults } from './faults.suite.js';

describeFaults({ every: 2, codes: CODES });
