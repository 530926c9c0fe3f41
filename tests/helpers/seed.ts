/** Draws the cases of all property tests from one seed, so that a run can be repeated; DNN_SEED names another. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.DNN_SEED ?? 1) });
