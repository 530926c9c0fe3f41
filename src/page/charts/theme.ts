/** The colours of the style sheet for what is drawn on canvases, and the moment when they change. */

/** The value of a token such as `--ink`, as it is now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Calls `listener` when the reader's system turns dark or light; returns how to stop that. */
export function schemeChanges(listener: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
