/** The runs and sweeps that a view shows, as its address has them: `run=first&run=second&log=1`. */

export interface Selection {
  /** Runs and sweeps by name, in the order in which they were chosen. */
  readonly names: readonly string[];
  readonly isLog: boolean;
}

/** Runs that one chart shows at most: the server tells of so many at a time. */
export const MOST_CHOSEN = 12;

export function parseSelection(query: string): Selection {
  const parameters = new URLSearchParams(query);
  const names = [...new Set(parameters.getAll('run'))].slice(0, MOST_CHOSEN);
  return { names, isLog: parameters.get('log') === '1' };
}

export function selectionText({ names, isLog }: Selection): string {
  const text = new URLSearchParams(isLog ? { log: '1' } : {});
  for (const name of names) text.append('run', name);
  return text.toString();
}

/** With the name, or without it if it was chosen. */
export function toggled(names: readonly string[], name: string): readonly string[] {
  return names.includes(name)
    ? names.filter((other) => other !== name)
    : [...names, name].slice(-MOST_CHOSEN);
}
