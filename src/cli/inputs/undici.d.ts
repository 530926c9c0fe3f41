/** The part of undici that proxy.ts uses: its fetch is the one of Node.js, for which Node.js 20 takes no proxy. */
declare module 'undici' {
  interface ProxySettings {
    readonly httpProxy?: string | undefined;
    readonly httpsProxy?: string | undefined;
    /** Hosts that are asked directly, with commas between them; `*` for all. */
    readonly noProxy?: string | undefined;
  }

  export class EnvHttpProxyAgent {
    constructor(settings: ProxySettings);
    close(): Promise<void>;
  }

  /** Takes what Node's fetch takes, and the agent as `dispatcher`. */
  export function fetch(
    url: string | URL | Request,
    init: { readonly dispatcher: EnvHttpProxyAgent },
  ): Promise<Response>;
}
