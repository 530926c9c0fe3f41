/** A run's events as JSON, one a line, for machines. */
import type { RunEvent } from '../../train/events.js';

/** The event's line; undefined for steps, which would be one a millisecond, and for snapshots, which are for files. */
export function jsonLine(event: RunEvent): string | undefined {
  return event.event === 'step' || event.event === 'snapshot' ? undefined : JSON.stringify(event);
}
