/**
 * Downloads through the proxy that the environment names: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY for what neither names,
 * and NO_PROXY; also in small letters, which come first.
 */
import { DnnError } from '../../errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The way to a mirror when there is a proxy. */
export interface ProxyRoute {
  readonly fetch: typeof fetch;
  /** The proxies, without their passwords: `http://proxy:3128/`. */
  readonly proxies: readonly string[];
}

/**
 * Returns the route through the proxies of `environment`; undefined if it names none. undici is loaded for it alone.
 * @throws DnnError: usage for a proxy that is none, io if undici is not installed.
 */
export async function proxyRoute(environment: Environment): Promise<ProxyRoute | undefined> {
  const [https, http] = ['HTTPS_PROXY', 'HTTP_PROXY'].map((name) => given(environment, name, 'ALL_PROXY'));
  const urls = [https, http].flatMap((variable) => (variable ? [urlOf(variable)] : []));
  if (urls.length === 0) return undefined;
  const { EnvHttpProxyAgent, fetch } = await loadUndici();
  // An empty text keeps the agent from reading the environment itself.
  const noProxy = given(environment, 'NO_PROXY')?.value ?? '';
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: http?.value ?? '',
    httpsProxy: https?.value ?? '',
    noProxy,
  });
  return {
    fetch: (url, init) => fetch(url, { ...init, dispatcher }),
    proxies: [...new Set(urls.map(({ protocol, host }) => `${protocol}//${host}`))],
  };
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The first of the variables that is set and not empty. */
function given(environment: Environment, ...names: readonly string[]): Variable | undefined {
  for (const name of names.flatMap((each) => [each.toLowerCase(), each])) {
    const value = environment[name];
    if (value) return { name, value };
  }
  return undefined;
}

/** The address, of which no message shows the password. @throws DnnError (usage) */
function urlOf({ name, value }: Variable): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol)) return url;
  const what =
    url && url.host !== ''
      ? `a proxy of the kind ${url.protocol.slice(0, -1)} is not used`
      : 'it is not the address of a proxy';
  throw new DnnError('usage', `${name}: ${what}`, `Give it as http://host:port, or unset ${name}.`);
}

async function loadUndici(): Promise<typeof import('undici')> {
  try {
    return await import('undici');
  } catch (cause) {
    const hint =
      'Install it beside dnn (npm install undici), or unset HTTPS_PROXY, HTTP_PROXY and ALL_PROXY.';
    throw new DnnError('io', 'cannot use a proxy: the optional package undici is not installed', hint, {
      cause,
    });
  }
}
