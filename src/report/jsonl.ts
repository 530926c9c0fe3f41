/** A run's events as JSON, one a line, for machines. */
import type { RunEvent } from '../train/events.js';

/** The event's line; steps have none, they would be one a millisecond. */
export function jsonLine(event: RunEvent): string | undefined {
  return event.event === 'step' ? undefined : JSON.stringify(event);
}
