/** The server behind the page: `dnn ui` answers below `api/`; a page of static files has none. */

/** True where `dnn ui` serves the page: it writes so into the head of index.html. */
export function hasServer(): boolean {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="dnn-server"]');
  return meta?.content === 'ui';
}
