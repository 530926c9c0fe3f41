/** The frame of the page: its name, the tabs of the views, and the views that have been visited. */
import { usePlaces } from './places.js';
import { html, useEffect, useMemo, useState, type VNode } from './preact.js';
import { routeText } from './route.js';
import { hasServer } from './server.js';
import type { View, ViewComponent, ViewProps } from './views/view.js';
import { VIEWS } from './views/views.js';

/**
 * Shows the view that the address names. A view that has been visited stays in the document, hidden, so that what it
 * does goes on; its tab leads back to what it last showed.
 */
export function Frame(): VNode {
  const views = useMemo(() => VIEWS.filter(({ needsServer }) => !needsServer || hasServer()), []);
  const names = useMemo(() => views.map(({ name }) => name), [views]);
  const [{ view, queries }, write] = usePlaces(names);
  useEffect(() => {
    document.title = `${views.find(({ name }) => name === view)?.title} · dnn`;
  }, [views, view]);
  const visited = views.filter(({ name }) => queries.has(name));
  return html`<div class="frame">
    <${Head} views=${views} view=${view} queries=${queries} />
    <main>
      ${visited.map(({ name, load }) => {
        const isShown = name === view;
        const setQuery = (query: string) => write({ view: name, query });
        return html`<div key=${name} id=${`view-${name}`} hidden=${!isShown}>
          <${Loaded} load=${load} query=${queries.get(name)} setQuery=${setQuery} isShown=${isShown} />
        </div>`;
      })}
    </main>
  </div>`;
}

/** A view as soon as it is loaded. */
function Loaded({ load, ...props }: ViewProps & Pick<View, 'load'>): VNode {
  const [state, setState] = useState<{ readonly component?: ViewComponent; readonly error?: string }>({});
  useEffect(() => {
    load().then(
      (component) => setState({ component }),
      ({ message }: Error) => setState({ error: message }),
    );
  }, [load]);
  const { component, error } = state;
  if (component !== undefined) return html`<${component} ...${props} />`;
  if (error === undefined) return html`<p class="note">Loading …</p>`;
  return html`<p class="note" role="alert">This view was not loaded: ${error}. Load the page again.</p>`;
}

interface HeadProps {
  readonly views: readonly View[];
  /** The name of the view that is shown. */
  readonly view: string;
  readonly queries: ReadonlyMap<string, string>;
}

function Head({ views, view, queries }: HeadProps): VNode {
  return html`<header class="head">
    <h1>dnn</h1>
    <nav aria-label="Views">
      <ul class="tabs">
        ${views.map(({ name, title }) => {
          const current = name === view ? 'page' : undefined;
          const href = routeText({ view: name, query: queries.get(name) ?? '' });
          return html`<li key=${name}><a href=${href} aria-current=${current}>${title}</a></li>`;
        })}
      </ul>
    </nav>
  </header>`;
}
