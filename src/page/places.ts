/** The places on the page: the view that is shown, and what each view that was visited has last shown. */
import { useCallback, useEffect, useState } from './preact.js';
import { parseRoute, type Route, routeText } from './route.js';

/** The views that have been visited, and the one that is shown. */
export interface Places {
  readonly view: string;
  /** The queries of the visited views, by their names. */
  readonly queries: ReadonlyMap<string, string>;
}

/** Follows the address; `views` are the names of those that there are, the first for an address that names none. */
export function usePlaces(views: readonly string[]): [Places, (route: Route) => void] {
  const [places, setPlaces] = useState<Places>(() => arrived(views, new Map()));
  useEffect(() => {
    const follow = () => setPlaces(({ queries }) => arrived(views, queries));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [views]);
  // A slider that moves writes hundreds of addresses: they make no history.
  const write = useCallback((route: Route) => {
    setPlaces(({ view, queries }) => {
      if (view === route.view) history.replaceState(null, '', routeText(route));
      return { view, queries: new Map(queries).set(route.view, route.query) };
    });
  }, []);
  return [places, write];
}

/** The places after the address has changed. A tab without a query leads back to what its view has last shown. */
function arrived(views: readonly string[], before: ReadonlyMap<string, string>): Places {
  const { view: named, query } = parseRoute(location.hash);
  const view = views.includes(named) ? named : views[0];
  const shown = view === named && query !== '' ? query : (before.get(view) ?? '');
  return { view, queries: new Map(before).set(view, shown) };
}
