/** The pinned bits of every run on one thread, and of each kind of kernels on two. */
import { describeBits } from './same-bits.suite.js';

describeBits([1]);
describeBits([2], (run) => /^(dual form, full batch|convolutions, momentum|batch norm, adam)/.test(run));
