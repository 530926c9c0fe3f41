/** The registry of the views, in the order of their tabs; the first is shown where the address names none. */
import type { View } from './view.js';

/** All views; those that need a server are left out of static files. */
export const VIEWS: readonly View[] = [
  { name: 'play', title: 'Play', load: async () => (await import('./play/play.js')).Play },
  { name: 'try', title: 'Try', load: async () => (await import('./try/try.js')).Try },
  {
    name: 'understand',
    title: 'Understand',
    load: async () => (await import('./understand/understand.js')).Understand,
  },
  {
    name: 'watch',
    title: 'Watch',
    needsServer: true,
    load: async () => (await import('./watch/watch.js')).Watch,
  },
  {
    name: 'compare',
    title: 'Compare',
    needsServer: true,
    load: async () => (await import('./compare/compare.js')).Compare,
  },
];
