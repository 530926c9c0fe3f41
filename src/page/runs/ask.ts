/** Questions to the server of `dnn ui`, and its answers as they came. */
import type { Problem } from '../../serve/ui/messages.js';

/** An answer that is none: what the server says about it, or that it is not there. */
export class AskError extends Error {
  readonly hint: string | undefined;

  constructor({ error, hint }: Problem) {
    super(error);
    this.hint = hint;
  }
}

/** Asks for `path`, such as `api/runs`. @throws AskError; the browser's own error when `signal` is aborted. */
export async function ask<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new AskError({
      error: 'dnn ui does not answer',
      hint: 'Start it again, then load the page again.',
    });
  });
  const answer = await response.json().catch(() => ({ error: `the answer was ${response.status}` }));
  if (!response.ok) throw new AskError(answer as Problem);
  return answer as T;
}

/** The address of what belongs to a run: `api/runs/first/model.json`. */
export function runAddress(name: string, part = ''): string {
  return `api/runs/${encodeURIComponent(name)}${part}`;
}

/** The address of the report on these runs. */
export function reportAddress(names: readonly string[]): string {
  return `api/report?${new URLSearchParams(names.map((name) => ['run', name]))}`;
}

export function sweepAddress(name: string): string {
  return `api/sweeps/${encodeURIComponent(name)}`;
}
