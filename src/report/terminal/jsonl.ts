/** A run's events as JSON, one a line, for machines. */
import type { DnnError } from '../../errors.js';
import type { ErrorEvent, RunEvent } from '../../train/events.js';

/** The event's line; undefined for steps, which would be one a millisecond, and for snapshots, which are for files. */
export function jsonLine(event: RunEvent): string | undefined {
  return event.event === 'step' || event.event === 'snapshot' ? undefined : JSON.stringify(event);
}

/** The event of an error that ended a run. */
export function errorEvent({ code, message, hint }: Pick<DnnError, 'code' | 'message' | 'hint'>): ErrorEvent {
  return { event: 'error', code, message, ...(hint && { hint }) };
}
