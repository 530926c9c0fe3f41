/** The registry of the views, in the order of their tabs; the first is shown where the address names none. */
import { COMPARE } from './compare/compare.js';
import { PLAY } from './play/play.js';
import { TRY } from './try/try.js';
import { UNDERSTAND } from './understand/understand.js';
import type { View } from './view.js';
import { WATCH } from './watch/watch.js';

/** All views; those that need a server are left out of static files. */
export const VIEWS: readonly View[] = [PLAY, TRY, UNDERSTAND, WATCH, COMPARE];
