/** The answers of a server that does not do what it was asked: a status, and JSON that says why and what to do. */

/** Headers of every JSON answer. */
export const JSON_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** `{"error":"…","hint":"…"}` with this status. */
export function refusal(status: number, error: string, hint?: string): Response {
  const body = JSON.stringify({ error, ...(hint !== undefined && { hint }) });
  return new Response(body, { status, headers: JSON_HEADERS });
}

/** 503 for what a server has no room for while it answers others. */
export function tryAgain(error: string): Response {
  const response = refusal(503, error, 'Try again in a moment.');
  response.headers.set('retry-after', '1');
  return response;
}

/** The error of a request that gets this refusal. */
export class Refused extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`refused with ${response.status}`);
    this.response = response;
  }
}
