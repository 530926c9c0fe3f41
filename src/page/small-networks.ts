/** How small a network is whose iterations are shown whole, number by number. */
import type { TrainingOptions } from '../browser.js';

/** The most units of a layer, layers of weights, and examples. */
export const MOST = { units: 10, layers: 5, examples: 10 } as const;
/** The last iteration: its run is made from the start. */
export const LAST_ITERATION = 50_000;

/** Optimizers whose updates are shown. */
export const SHOWN_OPTIMIZERS = ['gd', 'momentum', 'adam'] as const satisfies TrainingOptions['optimizer'][];
export type ShownOptimizer = (typeof SHOWN_OPTIMIZERS)[number];
