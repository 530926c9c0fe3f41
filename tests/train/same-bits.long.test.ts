/** The pinned bits of every run on two threads and on four. */
import { describeBits } from './same-bits.suite.js';

describeBits([2, 4]);
