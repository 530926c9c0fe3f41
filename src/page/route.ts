/** The address of a view: `#play?data=moons&lr=0.1` names it and what it shows, so that a link restores both. */

/** A place on the page. */
export interface Route {
  /** The name of the view; '' where the address names none. */
  readonly view: string;
  /** Behind the question mark, as the view itself has written it. */
  readonly query: string;
}

/** Reads a hash, with or without its sign. */
export function parseRoute(hash: string): Route {
  const [view, ...query] = hash.replace(/^#/, '').split('?');
  return { view, query: query.join('?') };
}

/** The hash of a place. */
export function routeText({ view, query }: Route): string {
  return query === '' ? `#${view}` : `#${view}?${query}`;
}
