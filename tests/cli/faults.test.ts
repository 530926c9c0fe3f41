/** Some of the faults at which old or new files must load. */
import { describeFaults } from './faults.suite.js';

describeFaults({ every: 19, codes: ['ENOSPC'] });
